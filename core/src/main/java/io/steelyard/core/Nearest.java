package io.steelyard.core;

import java.util.Collection;
import java.util.Optional;

/**
 * The nearest valid name to one that is not: {@code nearest("corpus.dedup", names)} is {@code
 * corpus.deduplicate}. By optimal string alignment (one swap of neighbours costs 1), with a prefix
 * counted as near.
 */
public final class Nearest {
  private Nearest() {}

  /** {@code ; did you mean 'x'?} or {@code ; expected one of: a, b, c}, to end a message. */
  public static String hint(String wrong, Collection<String> valid) {
    return of(wrong, valid)
        .map(name -> "; did you mean '" + name + "'?")
        .orElseGet(
            () ->
                valid.isEmpty()
                    ? "; none is allowed here"
                    : "; expected one of: " + String.join(", ", valid));
  }

  public static Optional<String> of(String wrong, Collection<String> valid) {
    String best = null;
    int least = Integer.MAX_VALUE;
    String key = wrong.toLowerCase(java.util.Locale.ROOT);
    for (String name : valid) {
      int d = distance(key, name.toLowerCase(java.util.Locale.ROOT));
      boolean prefix = key.length() >= 3 && name.startsWith(key);
      int cost = prefix ? Math.min(d, 1) : d;
      if (cost < least) {
        least = cost;
        best = name;
      }
    }
    return least <= Math.max(1, wrong.length() / 3) ? Optional.of(best) : Optional.empty();
  }

  static int distance(String a, String b) {
    if (a.length() > 200 || b.length() > 200) {
      return a.equals(b) ? 0 : Integer.MAX_VALUE;
    }
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int swap = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + swap);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
