package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortMergeTest {
  /** All bytes, and {@code aa} and {@code aaaa} after them. */
  private static final BytePairModel MODEL = model();

  private final PairTable pairs = PairTable.of(MODEL);
  private final ShortMerge merge =
      new ShortMerge(pairs, new BytePairs(IntStream.range(0, 256).toArray(), pairs));
  private final int[] target = new int[100];

  private static BytePairModel model() {
    byte[][] tokens = new byte[258][];
    for (int b = 0; b < 256; b++) {
      tokens[b] = new byte[] {(byte) b};
    }
    tokens[256] = new byte[] {'a', 'a'};
    tokens[257] = new byte[] {'a', 'a', 'a', 'a'};
    return BytePairModel.of(
        tokens, new int[] {'a', 256}, new int[] {'a', 256}, new int[] {256, 257});
  }

  private static byte[] letters(int n) {
    byte[] text = new byte[n];
    Arrays.fill(text, (byte) 'a');
    return text;
  }

  @Test
  void takesTheLeftmostOfEqualRanks() {
    int n = merge.bytes(letters(7), 0, 7, 1, target, 2);
    assertThat(Arrays.copyOfRange(target, 2, 2 + n)).containsExactly(257, 256, 'a');
  }

  @Test
  void fillsAllSixtyFourPlaces() {
    int n = merge.bytes(letters(64), 0, 64, 1, target, 0);
    assertThat(Arrays.copyOf(target, n)).hasSize(16).containsOnly(257);
    byte[] mixed = letters(64);
    mixed[63] = 'b';
    n = merge.bytes(mixed, 0, 64, 1, target, 0);
    assertThat(Arrays.copyOf(target, n)).hasSize(18).endsWith(257, 256, 'a', 'b');
  }

  @Test
  void oneByteIsItsToken() {
    assertThat(merge.bytes(letters(3), 1, 1, 1, target, 0)).isEqualTo(1);
    assertThat(target[0]).isEqualTo('a');
  }

  @Test
  void stopsWhenFewEnoughAreLeft() {
    assertThat(merge.bytes(letters(4), 0, 4, 2, target, 0)).isEqualTo(2);
    assertThat(Arrays.copyOf(target, 2)).containsExactly(256, 256);
  }

  @Test
  void mergesOnFromTokens() {
    int n = merge.tokens(new int[] {256, 'a', 'a', 'b'}, 4, target, 0);
    assertThat(Arrays.copyOf(target, n)).containsExactly(257, 'b');
  }
}
