package io.steelyard.core.draws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The exact vectors of the sampler's specification. */
class DrawsTest {
  @Test
  void mixerMatchesItsVectors() {
    assertThat(Draws.sm(0)).isEqualTo(0xe220a8397b1dcdafL);
    assertThat(Draws.sm(1)).isEqualTo(0x910a2dec89025cc1L);
    assertThat(Draws.sm(2)).isEqualTo(0x975835de1c9756ceL);
    assertThat(Draws.mix(42, 0, 0)).isEqualTo(0x6310bf04d8207f46L);
    assertThat(Draws.mix(42, 1, 0)).isEqualTo(0x93be8420bb55b94cL);
    assertThat(Draws.mix(42, 0, 1)).isEqualTo(0xb682ee25ce24109eL);
  }

  @Test
  void fixedAritiesEqualTheFoldOverAnArray() {
    assertThat(Draws.mix(7)).isEqualTo(Draws.mix(new long[] {7}));
    assertThat(Draws.mix(7, 8)).isEqualTo(Draws.mix(new long[] {7, 8}));
    assertThat(Draws.mix(7, 8, 9)).isEqualTo(Draws.mix(new long[] {7, 8, 9}));
    assertThat(Draws.mix(7, 8, 9, 10)).isEqualTo(Draws.mix(new long[] {7, 8, 9, 10}));
  }

  @Test
  void unitDrawsMatchTheirVectors() {
    double[] expected = {
      0.6097876641997814, 0.06361408929232959, 0.03624310559487476, 0.3345430014375623
    };
    for (int t = 0; t < expected.length; t++) {
      assertThat(Draws.unit(Draws.mix(7, 3, t))).isEqualTo(expected[t]);
    }
  }

  @Test
  void permutationMatchesItsVectors() {
    assertThat(permutation(10, Draws.mix(42, 0, 0))).containsExactly(4, 0, 1, 5, 2, 9, 7, 8, 3, 6);
    assertThat(permutation(10, Draws.mix(42, 0, 1))).containsExactly(6, 7, 5, 0, 9, 4, 3, 1, 8, 2);
    assertThat(permutation(5, Draws.mix(42, 0, 0))).containsExactly(4, 0, 1, 3, 2);
    assertThat(permutation(2, Draws.mix(42, 0, 0))).containsExactly(1, 0);
    assertThat(permutation(1, Draws.mix(42, 0, 0))).containsExactly(0);
  }

  @Test
  void permutationVisitsEveryPositionOnce() {
    for (int n : new int[] {3, 4, 16, 17, 1000}) {
      assertThat(LongStream.of(permutation(n, 99)).sorted().toArray())
          .isEqualTo(LongStream.range(0, n).toArray());
    }
  }

  @Test
  void permutationRefusesAPositionOutside() {
    assertThatThrownBy(() -> Draws.permute(5, 5, 1)).hasMessageContaining("outside [0, 5)");
  }

  @Test
  void boundedDrawsStayInsideForAllBitPatterns() {
    for (long bits : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThat(Draws.below(bits, 10)).isBetween(0L, 9L);
    }
    assertThat(Draws.below(-1L, 10)).isEqualTo(9);
  }

  private static long[] permutation(int n, long key) {
    return LongStream.range(0, n).map(i -> Draws.permute(i, n, key)).toArray();
  }
}
