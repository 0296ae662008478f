package io.steelyard.vocab.pretokenize;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.UnicodeSet;
import io.steelyard.core.draws.Draws;
import io.steelyard.vocab.HardText;
import io.steelyard.vocab.PreTokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownPatternsTest {
  static List<String> pieces(PreTokenizer cut, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    List<String> pieces = new ArrayList<>();
    cut.split(
        utf8,
        0,
        utf8.length,
        (a, b) -> pieces.add(new String(utf8, a, b - a, StandardCharsets.UTF_8)));
    return pieces;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Gpt2Pattern.TEXT,
        Cl100kPattern.TEXT,
        Cl100kPattern.SINGLE_DIGIT_TEXT,
        O200kPattern.TEXT,
        O200kPattern.PLAIN_TEXT
      })
  void machineAndRegularExpressionCutAlike(String pattern) {
    PreTokenizer machine = PreTokenizer.ofPattern(pattern);
    PreTokenizer expression = new RegexPattern(pattern);
    assertThat(machine).isInstanceOf(ScannedPattern.class);
    for (int i = 0; i < 10_000; i++) {
      String text = HardText.get(11, i);
      List<String> found = pieces(machine, text);
      if (!found.equals(pieces(expression, text))) {
        assertThat(found).as("text %d", i).isEqualTo(pieces(expression, text));
      }
    }
  }

  /** Its matches are pieces, and so is what lies between them. */
  @Test
  void superwordMachineCutsAsTheExpressionIsolates() {
    for (int i = 0; i < 20_000; i++) {
      String text = HardText.get(12, i).replace(i % 3 == 0 ? "\t" : "~", " ");
      assertThat(pieces(PreTokenizer.SUPERWORDS, text))
          .as("text %d", i)
          .isEqualTo(pieces(new RegexPattern(SuperwordPattern.TEXT), text));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          gpt2~"He'S 12  x"~"He|'|S| 12| | x"
          gpt2~"Hello world's  end"~"Hello| world|'s| | end"
          cl100k~"CAN'T (x) 12345 y"~"CAN|'T| (|x|)| |123|45| y"
          o200k~"HTMLParser isOK it's"~"HTMLParser| is|OK| it's"
          subwords~"isOK it's"~"is|OK| it|'s"
          superwords~"by the way, 1234 (x)); ok  y"~"by the way, |123|4| (x|));| ok| | y"
          superwords~"a: b (c) d  "~"a: b (c) d|  "
          """)
  void cutsTheExamplesOfTheDocumentation(String name, String text, String expected) {
    PreTokenizer cut =
        switch (name) {
          case "gpt2" -> PreTokenizer.GPT2;
          case "o200k" -> PreTokenizer.O200K;
          case "subwords" -> PreTokenizer.SUBWORDS;
          case "superwords" -> PreTokenizer.SUPERWORDS;
          default -> PreTokenizer.CL100K;
        };
    assertThat(String.join("|", pieces(cut, strip(text)))).isEqualTo(strip(expected));
  }

  private static String strip(String quoted) {
    return quoted.startsWith("\"") ? quoted.substring(1, quoted.length() - 1) : quoted;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {Gpt2Pattern.TEXT, Cl100kPattern.TEXT, O200kPattern.TEXT, SuperwordPattern.TEXT})
  void anyBytesAreCutWithoutGapsOrOverlap(String pattern) {
    PreTokenizer cut = PreTokenizer.ofPattern(pattern);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[1 + i % 40];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = (byte) Draws.mix(3, i, k);
      }
      int[] at = {0};
      cut.split(
          bytes,
          0,
          bytes.length,
          (a, b) -> {
            assertThat(a).isEqualTo(at[0]);
            assertThat(b).isGreaterThan(a);
            at[0] = b;
          });
      assertThat(at[0]).isEqualTo(bytes.length);
    }
  }

  @Test
  void propertiesAreThoseOfUnicode16() {
    assertThat(UCharacter.getUnicodeVersion().getMajor()).isEqualTo(16);
    int[] counts = new int[3];
    for (int c = 0; c < 0x110000; c++) {
      int bits = CodePointClasses.of(c);
      counts[0] += bits & CodePointClasses.LETTER;
      counts[1] += (bits & CodePointClasses.NUMBER) / CodePointClasses.NUMBER;
      counts[2] += (bits & CodePointClasses.SPACE) / CodePointClasses.SPACE;
    }
    assertThat(counts).containsExactly(141_028, 1_911, 25);
    assertThat(new UnicodeSet("[:M:]").size()).isEqualTo(2_501);
  }
}
