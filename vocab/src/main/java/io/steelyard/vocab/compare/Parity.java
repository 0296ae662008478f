package io.steelyard.vocab.compare;

import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.step.Job;
import io.steelyard.vocab.measure.WordRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tokens and words of aligned lines in every language under every vocabulary, and what follows from
 * them: premiums {@code sum t_l / sum t_ref} over the lines that both languages have.
 *
 * <p>Example: en 10, 8, 12 tokens and hi 40, 30, 55: hi pays 125/30 = 4.17 times as much.
 *
 * <p>All intervals draw a line for all languages and vocabularies at once.
 */
final class Parity {
  private final AlignedTexts texts;
  private final int reference;
  private final Bootstrap bootstrap;

  /** Tokens by vocabulary, language, line. */
  private final long[][][] tokens;

  /** Words in one token, by vocabulary and language. */
  private final long[][] single;

  private final long[] words;

  private Parity(AlignedTexts texts, int reference, int vocabularies, Bootstrap bootstrap) {
    this.texts = texts;
    this.reference = reference;
    this.bootstrap = bootstrap;
    this.tokens = new long[vocabularies][texts.languages().size()][texts.lines()];
    this.single = new long[vocabularies][texts.languages().size()];
    this.words = new long[texts.languages().size()];
  }

  static Parity of(Job job, AlignedTexts texts, int reference, List<Contender> contenders) {
    Parity parity = new Parity(texts, reference, contenders.size(), Bootstrap.of(job.seed()));
    job.progress().stage("aligned lines", texts.languages().size(), "languages");
    job.each(
        texts.languages().size(),
        l -> {
          parity.count(l, contenders);
          job.progress().advance(1);
        });
    return parity;
  }

  private void count(int l, List<Contender> contenders) {
    for (int i = 0; i < texts.lines(); i++) {
      byte[] utf8 = texts.cells()[l][i];
      for (int v = 0; v < contenders.size(); v++) {
        tokens[v][l][i] = contenders.get(v).tokenizer().count(utf8);
      }
      WordRule.split(
          utf8,
          0,
          utf8.length,
          (from, to) -> {
            byte[] word = Arrays.copyOfRange(utf8, from, to);
            words[l]++;
            for (int v = 0; v < contenders.size(); v++) {
              single[v][l] += contenders.get(v).tokenizer().count(word) == 1 ? 1 : 0;
            }
          });
    }
  }

  /** NaN where no line is shared. */
  double premium(int v, int l) {
    return ratio(tokens[v][l], tokens[v][reference], rows(l));
  }

  /** The share of a language's words, each with the space before it, that are one token. */
  double retained(int v, int l) {
    return (double) single[v][l] / words[l];
  }

  double bytePremium(int l) {
    double ours = 0;
    double theirs = 0;
    for (int i : rows(l)) {
      ours += texts.cells()[l][i].length;
      theirs += texts.cells()[reference][i].length;
    }
    return ours / theirs;
  }

  double bytesPerToken(int v, int l) {
    double bytes = 0;
    double sum = 0;
    for (int i = 0; i < texts.lines(); i++) {
      bytes += texts.cells()[l][i].length;
      sum += tokens[v][l][i];
    }
    return bytes / sum;
  }

  /** Premium of one language with an interval. */
  Estimate premiumEstimate(int v, int l) {
    int[] lines = rows(l);
    return bootstrap.estimate(
        lines.length, drawn -> ratio(tokens[v][l], tokens[v][reference], pick(lines, drawn)));
  }

  /** The premium under one vocabulary over that under another, drawn together. */
  Estimate premiumAgainst(int v, int other, int l) {
    int[] lines = rows(l);
    return bootstrap.estimate(
        lines.length,
        drawn -> {
          int[] picked = pick(lines, drawn);
          return ratio(tokens[v][l], tokens[v][reference], picked)
              / ratio(tokens[other][l], tokens[other][reference], picked);
        });
  }

  /** Languages that have every line of the reference, the reference among them. */
  int[] wholeLanguages() {
    List<Integer> whole = new ArrayList<>();
    for (int l = 0; l < texts.languages().size(); l++) {
      if (texts.whole(l, reference)) {
        whole.add(l);
      }
    }
    return whole.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A number made of the premiums of all whole languages but the reference. */
  @FunctionalInterface
  interface OfPremiums {
    double of(double[] premiums);
  }

  /** Of one vocabulary. */
  Estimate over(int v, OfPremiums statistic) {
    int[] lines = rows(reference);
    int[] whole = wholeLanguages();
    return bootstrap.estimate(
        lines.length, drawn -> statistic.of(premiums(v, whole, pick(lines, drawn))));
  }

  /** Of one vocabulary over the same of another. */
  Estimate overAgainst(int v, int other, OfPremiums statistic) {
    int[] lines = rows(reference);
    int[] whole = wholeLanguages();
    return bootstrap.estimate(
        lines.length,
        drawn -> {
          int[] picked = pick(lines, drawn);
          return statistic.of(premiums(v, whole, picked))
              / statistic.of(premiums(other, whole, picked));
        });
  }

  private double[] premiums(int v, int[] whole, int[] lines) {
    double of = sum(tokens[v][reference], lines);
    double[] premiums = new double[whole.length];
    int n = 0;
    for (int l : whole) {
      if (l != reference) {
        premiums[n++] = sum(tokens[v][l], lines) / of;
      }
    }
    return n == whole.length ? premiums : Arrays.copyOf(premiums, n);
  }

  /** Lines that a language and the reference both have. */
  private int[] rows(int l) {
    int[] rows = new int[texts.lines()];
    int n = 0;
    for (int i = 0; i < rows.length; i++) {
      if (texts.has(l, i) && texts.has(reference, i)) {
        rows[n++] = i;
      }
    }
    return Arrays.copyOf(rows, n);
  }

  private static int[] pick(int[] lines, int[] drawn) {
    int[] picked = new int[drawn.length];
    for (int i = 0; i < drawn.length; i++) {
      picked[i] = lines[drawn[i]];
    }
    return picked;
  }

  private static double ratio(long[] above, long[] below, int[] lines) {
    double denominator = sum(below, lines);
    return denominator == 0 ? Double.NaN : sum(above, lines) / denominator;
  }

  private static double sum(long[] values, int[] lines) {
    long sum = 0;
    for (int line : lines) {
      sum += values[line];
    }
    return sum;
  }
}
