package io.steelyard.vocab.measure;

import io.steelyard.core.counts.Skew;
import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Sum;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What each language pays for the same content: tokens of aligned lines against those of a
 * reference language. Lines that one of a pair lacks are left out of that pair; the lines that all
 * languages have are counted apart.
 *
 * <p>Example: en 10, 8, 12 tokens and hi 40, 30, 55: the ratio of sums is 125/30 = 4.166667, the
 * mean of the ratios 4.111111. Both are given, since papers differ (Petrov et al. 2023 define per
 * sentence and compute on sums).
 */
public final class Premiums {
  private static final long MISSING = -1;

  private final List<String> languages;
  private final List<LongArrayList> tokens = new ArrayList<>();
  private final List<LongArrayList> bytes = new ArrayList<>();

  /**
   * One language against the reference.
   *
   * @param lines aligned lines that both have
   * @param ofSums {@code sum t_l / sum t_ref} with an interval over lines
   * @param meanOfRatios mean of {@code t_l / t_ref} over the lines where the reference has tokens
   * @param bytePremium {@code sum bytes_l / sum bytes_ref}: the script's part
   * @param excess {@code ofSums / bytePremium}: the tokenizer's part
   */
  public record Premium(
      String language,
      String reference,
      int lines,
      Estimate ofSums,
      double meanOfRatios,
      double bytePremium,
      double excess) {}

  public Premiums(List<String> languages) {
    this.languages = List.copyOf(languages);
    for (int i = 0; i < languages.size(); i++) {
      tokens.add(new LongArrayList());
      bytes.add(new LongArrayList());
    }
  }

  /** Adds an aligned line: tokens and bytes by language, -1 where a language lacks it. */
  public void add(long[] lineTokens, long[] lineBytes) {
    if (lineTokens.length != languages.size() || lineBytes.length != languages.size()) {
      throw new IllegalArgumentException(
          "an aligned line of "
              + lineTokens.length
              + " languages; "
              + languages.size()
              + " expected");
    }
    for (int l = 0; l < lineTokens.length; l++) {
      tokens.get(l).add(lineTokens[l]);
      bytes.get(l).add(lineBytes[l]);
    }
  }

  public List<String> languages() {
    return languages;
  }

  public int lines() {
    return tokens.isEmpty() ? 0 : tokens.get(0).size();
  }

  /** Lines that every language has. */
  public int commonLines() {
    int n = 0;
    for (int i = 0; i < lines(); i++) {
      n += inAll(i) ? 1 : 0;
    }
    return n;
  }

  private boolean inAll(int line) {
    for (LongArrayList language : tokens) {
      if (language.getLong(line) == MISSING) {
        return false;
      }
    }
    return true;
  }

  /**
   * The undefined estimate and NaN stand where the reference has no tokens or no line is shared.
   */
  public Premium of(String language, String reference, Bootstrap bootstrap) {
    int l = indexOf(language);
    int r = indexOf(reference);
    int n = 0;
    double[] ours = new double[lines()];
    double[] theirs = new double[lines()];
    long ourBytes = 0;
    long theirBytes = 0;
    double sum = 0;
    Sum ratios = new Sum();
    int ratioCount = 0;
    for (int i = 0; i < lines(); i++) {
      long a = tokens.get(l).getLong(i);
      long b = tokens.get(r).getLong(i);
      if (a == MISSING || b == MISSING) {
        continue;
      }
      ours[n] = a;
      theirs[n++] = b;
      sum += b;
      ourBytes += bytes.get(l).getLong(i);
      theirBytes += bytes.get(r).getLong(i);
      if (b > 0) {
        ratios.add((double) a / b);
        ratioCount++;
      }
    }
    Estimate ofSums =
        sum == 0
            ? Estimate.undefined(n)
            : bootstrap.ratio(java.util.Arrays.copyOf(ours, n), java.util.Arrays.copyOf(theirs, n));
    double bytePremium = theirBytes == 0 ? Double.NaN : (double) ourBytes / theirBytes;
    return new Premium(
        language,
        reference,
        n,
        ofSums,
        ratioCount == 0 ? Double.NaN : ratios.value() / ratioCount,
        bytePremium,
        ofSums.value() / bytePremium);
  }

  /** Every language against the reference, dearest first. */
  public List<Premium> all(String reference, Bootstrap bootstrap) {
    return languages.stream()
        .filter(language -> !language.equals(reference))
        .map(language -> of(language, reference, bootstrap))
        .sorted(
            Comparator.comparingDouble((Premium p) -> p.ofSums().value())
                .reversed()
                .thenComparing(Premium::language))
        .toList();
  }

  /** How unequal the tokens of the common lines are over languages: max/min, Gini. */
  public Skew skew() {
    return Skew.of(commonTotals());
  }

  /**
   * Tokens of the dearest language over those of the cheapest, on the lines that all have. Example:
   * en 30, de 38, hi 125 tokens: 125/30 = 4.166667.
   */
  public Estimate spread(Bootstrap bootstrap) {
    long[][] lines = common();
    return bootstrap.estimate(lines.length, rows -> spread(lines, rows));
  }

  /**
   * This spread over that of another vocabulary on the same lines, each line drawn for both: below
   * 1 this vocabulary is the fairer one.
   */
  public Estimate spreadAgainst(Premiums other, Bootstrap bootstrap) {
    long[][] ours = common();
    long[][] theirs = other.common();
    if (!languages.equals(other.languages) || ours.length != theirs.length) {
      throw new IllegalArgumentException("two vocabularies are compared on the same aligned lines");
    }
    return bootstrap.estimate(ours.length, rows -> spread(ours, rows) / spread(theirs, rows));
  }

  /** NaN where the cheapest has no tokens. */
  private static double spread(long[][] lines, int[] rows) {
    long[] totals = new long[lines[0].length];
    for (int row : rows) {
      for (int l = 0; l < totals.length; l++) {
        totals[l] += lines[row][l];
      }
    }
    long most = Arrays.stream(totals).max().orElse(0);
    long least = Arrays.stream(totals).min().orElse(0);
    return least == 0 ? Double.NaN : (double) most / least;
  }

  /** Tokens of the lines that every language has, by line and language. */
  private long[][] common() {
    List<long[]> rows = new ArrayList<>();
    for (int i = 0; i < lines(); i++) {
      if (inAll(i)) {
        long[] row = new long[languages.size()];
        for (int l = 0; l < row.length; l++) {
          row[l] = tokens.get(l).getLong(i);
        }
        rows.add(row);
      }
    }
    return rows.toArray(long[][]::new);
  }

  /** Standard deviation over mean of the languages' tokens on the common lines. */
  public double coefficientOfVariation() {
    long[] totals = commonTotals();
    double mean = 0;
    for (long t : totals) {
      mean += (double) t / totals.length;
    }
    double squares = 0;
    for (long t : totals) {
      squares += (t - mean) * (t - mean) / totals.length;
    }
    return Math.sqrt(squares) / mean;
  }

  private long[] commonTotals() {
    long[] totals = new long[languages.size()];
    for (int i = 0; i < lines(); i++) {
      if (inAll(i)) {
        for (int l = 0; l < totals.length; l++) {
          totals[l] += tokens.get(l).getLong(i);
        }
      }
    }
    return totals;
  }

  private int indexOf(String language) {
    int i = languages.indexOf(language);
    if (i < 0) {
      throw new IllegalArgumentException(
          "no language '" + language + "' in the aligned text; it has " + languages);
    }
    return i;
  }
}
