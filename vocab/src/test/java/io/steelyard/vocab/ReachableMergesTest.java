package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReachableMergesTest {
  /** All bytes, then the given tokens. */
  private static BytePairModel model(String... tokens) {
    byte[][] all = new byte[256 + tokens.length][];
    for (int b = 0; b < 256; b++) {
      all[b] = new byte[] {(byte) b};
    }
    for (int i = 0; i < tokens.length; i++) {
      all[256 + i] = tokens[i].getBytes(StandardCharsets.UTF_8);
    }
    return BytePairModel.ofRanks(all);
  }

  private static String[] kept(BytePairModel model) {
    int[] bytes = IntStream.range(0, 256).toArray();
    ReachableMerges reachable = new ReachableMerges(model, bytes);
    return IntStream.range(0, model.mergeCount())
        .filter(reachable::keeps)
        .mapToObj(i -> text(model, model.left(i)) + "|" + text(model, model.right(i)))
        .toArray(String[]::new);
  }

  private static String text(BytePairModel model, int id) {
    return new String(model.token(id), StandardCharsets.UTF_8);
  }

  @Test
  void ofTwoWaysToATokenTheLastMergeOfItsBytesIsKept() {
    assertThat(kept(model("ab", "bc", "abc"))).containsExactly("a|b", "b|c", "ab|c");
    assertThat(kept(model("bc", "ab", "abc"))).containsExactly("b|c", "a|b", "a|bc");
  }

  @Test
  void aTokenThatItsOwnBytesNeverBecomeHasNoMerge() {
    // abcde becomes ab|c|de, which stays.
    assertThat(kept(model("ab", "de", "bc", "bcd", "abcd", "bcde", "abcde")))
        .containsExactly("a|b", "d|e", "b|c", "bc|d", "a|bcd", "bc|de");
  }

  @Test
  void aTokenOfMoreBytesThanTheScanTakesKeepsAllItsMerges() {
    String half = "a".repeat(40);
    String[] tokens = IntStream.rangeClosed(2, 80).mapToObj("a"::repeat).toArray(String[]::new);
    String longest = half + half;
    assertThat(Arrays.stream(kept(model(tokens))).filter(s -> s.length() == longest.length() + 1))
        .hasSize(79);
  }
}
