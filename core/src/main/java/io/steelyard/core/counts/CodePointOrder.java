package io.steelyard.core.counts;

import java.io.Serializable;
import java.util.Comparator;

/**
 * The canonical order of names: by code point, which is the order of their UTF-8 bytes. Java's own
 * order compares UTF-16 units and puts U+1F600 before U+FF01; here it comes after.
 */
public final class CodePointOrder implements Comparator<String>, Serializable {
  public static final CodePointOrder INSTANCE = new CodePointOrder();

  private CodePointOrder() {}

  @Override
  public int compare(String a, String b) {
    int n = Math.min(a.length(), b.length());
    for (int i = 0; i < n; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return rank(x) - rank(y);
      }
    }
    return a.length() - b.length();
  }

  /** Moves the surrogates above U+FFFF's other units, where their code points are. */
  private static int rank(char unit) {
    return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
  }

  private Object readResolve() {
    return INSTANCE;
  }
}
