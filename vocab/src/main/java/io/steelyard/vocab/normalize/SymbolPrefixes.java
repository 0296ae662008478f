package io.steelyard.vocab.normalize;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/**
 * Symbols that are looked for one place at a time, the longest first.
 *
 * <p>Example: with {@code <sep>} and {@code <s}, {@code a<sep>} has a symbol of 5 bytes at 1.
 */
public final class SymbolPrefixes {
  private static final byte[][] NONE = {};

  private final byte[][][] byFirst = new byte[256][][];
  private final boolean any;

  /** None of the symbols is empty. */
  public SymbolPrefixes(Collection<byte[]> symbols) {
    Arrays.fill(byFirst, NONE);
    symbols.stream()
        .sorted(Comparator.comparingInt((byte[] s) -> -s.length))
        .forEach(
            s -> {
              byte[][] same = byFirst[s[0] & 0xFF];
              byte[][] more = Arrays.copyOf(same, same.length + 1);
              more[same.length] = s;
              byFirst[s[0] & 0xFF] = more;
            });
    this.any = !symbols.isEmpty();
  }

  public boolean isEmpty() {
    return !any;
  }

  /** Length of the longest symbol that {@code text[at..to)} starts with, or 0. */
  public int length(byte[] text, int at, int to) {
    for (byte[] symbol : byFirst[text[at] & 0xFF]) {
      int end = at + symbol.length;
      if (end <= to && Arrays.equals(text, at, end, symbol, 0, symbol.length)) {
        return symbol.length;
      }
    }
    return 0;
  }
}
