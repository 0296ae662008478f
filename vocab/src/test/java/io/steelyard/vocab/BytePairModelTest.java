package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BytePairModelTest {
  static byte[][] tokens(String... texts) {
    byte[][] tokens = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      tokens[i] = texts[i] == null ? null : texts[i].getBytes(StandardCharsets.UTF_8);
    }
    return tokens;
  }

  private static int[] ints(int... values) {
    return values;
  }

  @Test
  void keepsTokensAndMerges() {
    BytePairModel model = BytePairModel.of(tokens("a", "b", null, "ab"), ints(0), ints(1), ints(3));
    assertThat(model.size()).isEqualTo(4);
    assertThat(model.has(2)).isFalse();
    assertThat(model.token(3)).isEqualTo("ab".getBytes(StandardCharsets.UTF_8));
    assertThat(model.idOf("ab".getBytes(StandardCharsets.UTF_8))).isEqualTo(3);
    assertThat(model.idOf("ba".getBytes(StandardCharsets.UTF_8))).isEqualTo(-1);
  }

  @Test
  void refusesTwoIdsWithTheSameBytes() {
    assertThatThrownBy(() -> BytePairModel.of(tokens("a", "a"), ints(), ints(), ints()))
        .hasMessage("tokens 0 and 1 have the same bytes; each token needs its own");
  }

  @Test
  void refusesMergesOfMissingTokens() {
    assertThatThrownBy(() -> BytePairModel.of(tokens("a", "b", null), ints(0), ints(1), ints(2)))
        .hasMessage("merge 0 has the result token 2, which is not in the vocabulary");
    assertThatThrownBy(() -> BytePairModel.of(tokens("a"), ints(0), ints(7), ints(0)))
        .hasMessageContaining("right token 7");
  }

  @Test
  void refusesMergesThatDoNotConcatenateAndSoAllCycles() {
    assertThatThrownBy(() -> BytePairModel.of(tokens("a", "b"), ints(0), ints(1), ints(0)))
        .hasMessageContaining("whose bytes are not theirs one after the other");
  }

  @Test
  void refusesAPairTwice() {
    assertThatThrownBy(
            () -> BytePairModel.of(tokens("a", "b", "ab"), ints(0, 0), ints(1, 1), ints(2, 2)))
        .hasMessage("merge 1 repeats the pair (0, 1)");
  }

  @Test
  void refusesAbsurdSizes() {
    byte[][] huge = {new byte[BytePairModel.MAX_TOKEN_BYTES + 1]};
    assertThatThrownBy(() -> BytePairModel.of(huge, ints(), ints(), ints()))
        .hasMessageContaining("at most 65536");
    assertThatThrownBy(() -> BytePairModel.of(new byte[0][], ints(1), ints(), ints()))
        .hasMessageContaining("three arrays of one length");
  }

  @Test
  void ranksMergeEveryPairWhoseConcatenationIsAToken() {
    BytePairModel model = BytePairModel.ofRanks(tokens("a", "b", "aa", "aab", "ab"));
    assertThat(model.mergeCount()).isEqualTo(4);
    assertThat(model.rank(1)).isEqualTo(model.rank(2)).isEqualTo(3);
  }
}
