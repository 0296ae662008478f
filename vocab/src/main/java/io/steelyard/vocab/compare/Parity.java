package io.steelyard.vocab.compare;

import io.steelyard.core.stats.Estimate;
import io.steelyard.core.step.Job;
import io.steelyard.vocab.measure.WordRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
  private final LineDraws draws;

  /** Tokens by vocabulary, language, line. */
  private final long[][][] tokens;

  /** Words in one token, by vocabulary and language. */
  private final long[][] single;

  private final long[] words;

  private Parity(AlignedTexts texts, int reference, int vocabularies, long seed) {
    this.texts = texts;
    this.reference = reference;
    this.draws = new LineDraws(seed);
    this.tokens = new long[vocabularies][texts.languages().size()][texts.lines()];
    this.single = new long[vocabularies][texts.languages().size()];
    this.words = new long[texts.languages().size()];
  }

  static Parity of(Job job, AlignedTexts texts, int reference, List<Contender> contenders) {
    Parity parity = new Parity(texts, reference, contenders.size(), job.seed());
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
    Map<String, Integer> types = new HashMap<>();
    for (int i = 0; i < texts.lines(); i++) {
      byte[] utf8 = texts.cells()[l][i];
      for (int v = 0; v < contenders.size(); v++) {
        tokens[v][l][i] = contenders.get(v).tokenizer().count(utf8);
      }
      WordRule.split(
          utf8,
          0,
          utf8.length,
          (from, to) ->
              types.merge(
                  new String(utf8, from, to - from, StandardCharsets.UTF_8), 1, Integer::sum));
    }
    types.forEach(
        (word, n) -> {
          byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
          words[l] += n;
          for (int v = 0; v < contenders.size(); v++) {
            single[v][l] += contenders.get(v).tokenizer().count(utf8) == 1 ? n : 0;
          }
        });
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

  /**
   * Premiums of one language under every vocabulary, and over those under the first.
   *
   * @param against null for the first vocabulary
   */
  record Estimates(Estimate[] premium, Estimate[] against) {}

  Estimates estimates(int l) {
    int[] lines = rows(l);
    int n = tokens.length;
    double[][] premiums = new double[n][LineDraws.REPLICATES];
    double[][] against = new double[n][LineDraws.REPLICATES];
    int[][] drawn = draws.of(lines.length);
    for (int r = 0; r < drawn.length; r++) {
      int[] picked = pick(lines, drawn[r]);
      for (int v = 0; v < n; v++) {
        premiums[v][r] = ratio(tokens[v][l], tokens[v][reference], picked);
        against[v][r] = premiums[v][r] / premiums[0][r];
      }
    }
    Estimate[] of = new Estimate[n];
    Estimate[] over = new Estimate[n];
    for (int v = 0; v < n; v++) {
      of[v] = LineDraws.estimate(premium(v, l), premiums[v], lines.length);
      over[v] =
          v == 0
              ? null
              : LineDraws.estimate(premium(v, l) / premium(0, l), against[v], lines.length);
    }
    return new Estimates(of, over);
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

  /**
   * Such numbers of every vocabulary.
   *
   * @param of by statistic and vocabulary
   * @param against the same over those of the first vocabulary; null for itself
   */
  record Overall(Estimate[][] of, Estimate[][] against) {}

  Overall overall(OfPremiums... statistics) {
    int[] lines = rows(reference);
    int[] whole = wholeLanguages();
    int n = tokens.length;
    double[][][] replicates = new double[statistics.length][n][LineDraws.REPLICATES];
    int[][] drawn = draws.of(lines.length);
    for (int r = 0; r < drawn.length; r++) {
      int[] picked = pick(lines, drawn[r]);
      for (int v = 0; v < n; v++) {
        double[] premiums = premiums(v, whole, picked);
        for (int s = 0; s < statistics.length; s++) {
          replicates[s][v][r] = statistics[s].of(premiums);
        }
      }
    }
    Estimate[][] of = new Estimate[statistics.length][n];
    Estimate[][] against = new Estimate[statistics.length][n];
    for (int s = 0; s < statistics.length; s++) {
      double first = statistics[s].of(premiums(0, whole, lines));
      for (int v = 0; v < n; v++) {
        double value = statistics[s].of(premiums(v, whole, lines));
        of[s][v] = LineDraws.estimate(value, replicates[s][v], lines.length);
        if (v > 0) {
          double[] ratios = new double[LineDraws.REPLICATES];
          for (int r = 0; r < ratios.length; r++) {
            ratios[r] = replicates[s][v][r] / replicates[s][0][r];
          }
          against[s][v] = LineDraws.estimate(value / first, ratios, lines.length);
        }
      }
    }
    return new Overall(of, against);
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
