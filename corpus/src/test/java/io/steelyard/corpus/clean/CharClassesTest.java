package io.steelyard.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The character sets that the anchors fix by number. */
class CharClassesTest {
  private static long count(int flag) {
    return IntStream.rangeClosed(0, 0x10FFFF).filter(c -> (CharClasses.of(c) & flag) != 0).count();
  }

  @Test
  void theSetsHaveTheAnchorsSizes() {
    assertThat(count(CharClasses.TERMINAL)).isEqualTo(159);
    assertThat(count(CharClasses.PUNCTUATION)).isEqualTo(281);
    assertThat(count(CharClasses.SPACE)).isEqualTo(29);
    assertThat(count(CharClasses.LINE_BREAK)).isEqualTo(10);
  }

  @Test
  void endMarksOfManyScriptsAreThere() {
    "।॥。؟۔។።！？.!?"
        .codePoints()
        .forEach(c -> assertThat(CharClasses.of(c) & CharClasses.TERMINAL).isNotZero());
    assertThat(CharClasses.of('"') & CharClasses.TERMINAL).isZero();
    assertThat(CharClasses.of('…') & CharClasses.TERMINAL).isZero();
  }
}
