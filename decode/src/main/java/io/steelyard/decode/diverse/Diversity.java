package io.steelyard.decode.diverse;

import com.ibm.icu.lang.UCharacter;
import io.steelyard.core.stats.SymmetricEigenvalues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How unlike the texts of a set are. */
public final class Diversity {
  private Diversity() {}

  /** Different n-grams of words over all n-grams of the set; NaN where there are none. */
  public static double distinct(List<String> texts, int n) {
    Set<List<String>> different = new HashSet<>();
    long all = 0;
    for (String text : texts) {
      List<String> words = words(text);
      for (int i = 0; i + n <= words.size(); i++) {
        different.add(words.subList(i, i + n));
        all++;
      }
    }
    return all == 0 ? Double.NaN : (double) different.size() / all;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (UCharacter.isUWhiteSpace(c)) {
                if (word.length() > 0) {
                  words.add(word.toString());
                  word.setLength(0);
                }
              } else {
                word.appendCodePoint(c);
              }
            });
    if (word.length() > 0) {
      words.add(word.toString());
    }
    return words;
  }

  /**
   * Remote-Clique: mean cosine distance of all pairs of unit vectors, in O(n d): {@code 1 - (|sum
   * e|^2 - n) / (n (n - 1))}.
   */
  public static double remoteClique(float[][] units) {
    int n = units.length;
    if (n < 2) {
      return Double.NaN;
    }
    double[] sum = new double[units[0].length];
    double own = 0;
    for (float[] e : units) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += e[i];
        own += (double) e[i] * e[i];
      }
    }
    double squares = 0;
    for (double s : sum) {
      squares += s * s;
    }
    return 1 - (squares - own) / ((double) n * (n - 1));
  }

  /**
   * Vendi score: {@code exp(-sum lambda ln lambda)} over the eigenvalues of K / n; from 1 for n
   * equal texts to n for n unlike ones.
   *
   * @param similarity symmetric, ones on the diagonal
   * @see <a href="https://arxiv.org/abs/2210.02410">Friedman and Dieng 2023</a>
   */
  public static double vendi(double[][] similarity) {
    int n = similarity.length;
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i][j] = similarity[i][j] / n;
      }
    }
    double entropy = 0;
    for (double value : SymmetricEigenvalues.of(a)) {
      entropy -= value > 1e-300 ? value * StrictMath.log(value) : 0;
    }
    return StrictMath.exp(entropy);
  }
}
