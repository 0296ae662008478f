package io.steelyard.decode.multilingual;

import java.util.HashMap;
import java.util.Map;

/**
 * chrF: how many character n-grams, n = 1 to 6, two texts share; spaces are left out. With P and R
 * the mean precision and recall over n, {@code F = (1 + b^2) P R / (b^2 P + R)}, b = 2. Means are
 * over the n for which both texts have n-grams.
 *
 * <p>Example: "the cat sat" against "the dog sat" is .242063; a text against itself is 1. Between
 * languages it says nothing.
 *
 * @see <a href="https://aclanthology.org/W15-3049/">Popović 2015</a>
 */
public final class ChrF {
  private static final int ORDER = 6;
  private static final double BETA = 2;

  private ChrF() {}

  /** In [0, 1]; 0 where either text is empty. */
  public static double score(String hypothesis, String reference) {
    int[] h = points(hypothesis);
    int[] r = points(reference);
    double precision = 0;
    double recall = 0;
    int orders = 0;
    for (int n = 1; n <= Math.min(ORDER, Math.min(h.length, r.length)); n++) {
      double shared = shared(h, r, n);
      precision += shared / (h.length - n + 1);
      recall += shared / (r.length - n + 1);
      orders++;
    }
    if (precision + recall == 0) {
      return 0;
    }
    precision /= orders;
    recall /= orders;
    double b2 = BETA * BETA;
    return (1 + b2) * precision * recall / (b2 * precision + recall);
  }

  private static int[] points(String text) {
    return text.codePoints().filter(c -> !com.ibm.icu.lang.UCharacter.isUWhiteSpace(c)).toArray();
  }

  private static int shared(int[] a, int[] b, int n) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i + n <= a.length; i++) {
      counts.merge(new String(a, i, n), 1, Integer::sum);
    }
    int shared = 0;
    for (int i = 0; i + n <= b.length; i++) {
      String gram = new String(b, i, n);
      int left = counts.getOrDefault(gram, 0);
      if (left > 0) {
        counts.put(gram, left - 1);
        shared++;
      }
    }
    return shared;
  }
}
