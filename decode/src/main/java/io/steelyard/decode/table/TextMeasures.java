package io.steelyard.decode.table;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Numbers of one generated text. */
public final class TextMeasures {
  private TextMeasures() {}

  /** Share of n-grams of tokens that came before in the same text; NaN where there are none. */
  public static double repetition(int[] ids, int n) {
    Set<List<Integer>> seen = new HashSet<>();
    int again = 0;
    int all = ids.length - n + 1;
    for (int i = 0; i < all; i++) {
      again += seen.add(Arrays.stream(ids, i, i + n).boxed().toList()) ? 0 : 1;
    }
    return all <= 0 ? Double.NaN : (double) again / all;
  }
}
