package io.steelyard.vocab.train.unigram;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PieceBordersTest {
  private static List<String> cut(String text, boolean scripts, boolean digits) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    List<String> pieces = new ArrayList<>();
    new PieceBorders(scripts, digits)
        .split(
            utf8,
            0,
            utf8.length,
            (a, b) -> pieces.add(new String(utf8, a, b - a, StandardCharsets.UTF_8)));
    return pieces;
  }

  @Test
  void cutsBeforeMarksAndWhereTheScriptChanges() {
    assertThat(cut("▁don't▁pay▁3.5", true, false))
        .containsExactly("▁don", "'", "t", "▁pay", "▁3.5");
    assertThat(cut("▁▁αβγabc", true, false)).containsExactly("▁", "▁αβγ", "abc");
  }

  @Test
  void leavesWordsWholeWhereScriptsMayMix() {
    assertThat(cut("▁don't▁αabc1", false, false)).containsExactly("▁don't", "▁αabc1");
  }

  @Test
  void singlesDigitsOut() {
    assertThat(cut("▁3.5a", true, true)).containsExactly("▁", "3", ".", "5", "a");
  }

  @Test
  void countsKanaAsHanAndKeepsMarksWithTheirLetters() {
    assertThat(cut("▁りんご林檎ラーメンe\u0301x", true, false)).containsExactly("▁りんご林檎ラーメン", "e\u0301x");
  }
}
