package io.steelyard.vocab.measure;

import io.steelyard.core.stats.Mergeable;

/**
 * How numbers are cut: digits per token, agreement with thousands ({@link DigitGroups}), and
 * whether numbers of four digits are cut alike.
 *
 * <p>Example: {@code 2024} as {@code 202|4} and {@code 1999} as {@code 1|999}: two ways, so {@link
 * #fourDigitAgreement} is 0.5; where every year is cut {@code 202|4} it is 1.
 */
final class DigitUse implements Mergeable<DigitUse> {
  private static final long serialVersionUID = 1;

  /** Tokens with more digits are counted with those that have this many. */
  static final int MOST = 10;

  private final long[] tokensByDigits = new long[MOST + 1];
  private final long[] fourDigitCuts = new long[8];
  final DigitGroups groups = new DigitGroups();

  /** Finds the numbers of a text whose tokens start at these bytes, the first one at 0. */
  void add(byte[] utf8, int[] starts) {
    int token = 0;
    for (int i = 0; i < utf8.length; i++) {
      if (!digit(utf8[i])) {
        continue;
      }
      int end = i;
      while (end < utf8.length && digit(utf8[end])) {
        end++;
      }
      while (token + 1 < starts.length && starts[token + 1] <= i) {
        token++;
      }
      number(i, end, starts, token);
      i = end;
    }
  }

  private void number(int from, int to, int[] starts, int token) {
    int[] parts = new int[to - from];
    int n = 0;
    int cuts = 0;
    int at = from;
    for (int t = token + 1; at < to; t++) {
      int next = t < starts.length ? Math.min(starts[t], to) : to;
      if (next > at) {
        parts[n++] = next - at;
        tokensByDigits[Math.min(MOST, next - at)]++;
        if (next < to) {
          cuts |= 1 << (next - from - 1) % 31;
        }
        at = next;
      }
    }
    groups.add(java.util.Arrays.copyOf(parts, n));
    if (to - from == 4) {
      fourDigitCuts[cuts]++;
    }
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Tokens by how many digits of a number they hold; index 0 is always 0. */
  long[] tokensByDigits() {
    return tokensByDigits.clone();
  }

  /** The share of the commonest cut among numbers of four digits; NaN without such numbers. */
  double fourDigitAgreement() {
    long most = java.util.Arrays.stream(fourDigitCuts).max().orElse(0);
    return (double) most / java.util.Arrays.stream(fourDigitCuts).sum();
  }

  @Override
  public void merge(DigitUse other) {
    for (int i = 0; i < tokensByDigits.length; i++) {
      tokensByDigits[i] += other.tokensByDigits[i];
    }
    for (int i = 0; i < fourDigitCuts.length; i++) {
      fourDigitCuts[i] += other.fourDigitCuts[i];
    }
    groups.merge(other.groups);
  }
}
