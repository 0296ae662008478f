package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PairTableTest {
  @Test
  void knowsTheRankAndResultOfEveryMergeAndNoOther() {
    byte[][] tokens = {{'a'}, {'b'}, {'a', 'b'}, {'a', 'b', 'a'}};
    PairTable pairs =
        PairTable.of(
            BytePairModel.of(tokens, new int[] {0, 2}, new int[] {1, 0}, new int[] {2, 3}));
    for (int left = 0; left < 4; left++) {
      for (int right = 0; right < 4; right++) {
        int rank = left == 0 && right == 1 ? 0 : left == 2 && right == 0 ? 1 : PairTable.NONE;
        assertThat(pairs.rank(left, right)).as("%d %d", left, right).isEqualTo(rank);
      }
    }
    assertThat(pairs.ranks()).isEqualTo(2);
    assertThat(pairs.result(0)).isEqualTo(2);
    assertThat(pairs.result(1)).isEqualTo(3);
  }

  @Test
  void aModelWithoutMergesHasNone() {
    PairTable pairs =
        PairTable.of(BytePairModel.of(new byte[][] {{'a'}}, new int[0], new int[0], new int[0]));
    assertThat(pairs.ranks()).isZero();
    assertThat(pairs.rank(0, 0)).isEqualTo(PairTable.NONE);
  }
}
