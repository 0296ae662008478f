package io.steelyard.vocab.pretokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          \\d+~a12b~a|12|b
          \\d{,2}~a123~a|12|3
          \\d{2}+~12345~1234|5
          [[:digit:]&&[^3]]+~12345~12|3|45
          [^\\W\\d]+~ab1c~ab|1|c
          (?i:straSSE)~strasse x~strasse| x
          (?i)k~aKb~a|K|b
          \\bfoo\\b~foo food~foo| food
          \\p{^L}+~ab12~ab|12
          \\h+~xyz1f~xyz|1f
          a(?i)b|c~aBaC~aB|aC
          (a|b)*c~abcab~abc|ab
          (?<=x)y~xyy~x|y|y
          \\p{Script=Greek}+~aβγb~a|βγ|b
          \\p{Han}+~a中文b~a|中文|b
          """)
  void readsTheSyntaxOfTokenizerFiles(String pattern, String text, String expected) {
    assertThat(String.join("|", KnownPatternsTest.pieces(new RegexPattern(pattern), text)))
        .isEqualTo(expected);
  }

  @Test
  void foldsCaseAsUnicodeDoes() {
    assertThat(KnownPatternsTest.pieces(new RegexPattern("(?i:'s)"), "a'\u017Fb"))
        .containsExactly("a", "'\u017F", "b");
  }

  @Test
  void doesNotOverflowTheStackOnLongText() {
    String text = "ab".repeat(25_000);
    assertThat(KnownPatternsTest.pieces(new RegexPattern("(a|b)*"), text)).containsExactly(text);
  }

  @Test
  void endsRunawayBacktrackingWithAnError() {
    RegexPattern pattern = new RegexPattern("x*x*x*x*x*x*y");
    assertThatThrownBy(() -> KnownPatternsTest.pieces(pattern, "x".repeat(300)))
        .hasMessageContaining("backtracks too much");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          (a~a group that does not end
          a)~a closing parenthesis without an opening one
          *a~with nothing before it to repeat
          [a~the expression ends too early
          [b-a]~a range that runs backwards
          \\p{Nonsense}~unknown Unicode property "Nonsense"
          \\X~is not supported
          (?(1)a)~not supported
          \\q~unknown escape
          """)
  void saysWhatIsWrong(String pattern, String message) {
    assertThatThrownBy(() -> new RegexPattern(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
