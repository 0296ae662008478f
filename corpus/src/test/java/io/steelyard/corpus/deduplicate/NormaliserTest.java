package io.steelyard.corpus.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.corpus.deduplicate.Normaliser.Rule;
import org.junit.jupiter.api.Test;

class NormaliserTest {
  private final Normaliser compat = Normaliser.compat();
  private final Normaliser standard = Normaliser.standard();

  @Test
  void matchesThePublishedVector() {
    String text = "Café №12: 3,50 € on Monday—naïve…";
    assertThat(compat.text(text)).isEqualTo("cafe №0 0 € on monday naive");
    assertThat(standard.text(text)).isEqualTo("cafe №0 0 € on monday naive");
  }

  @Test
  void compatDeletesDevanagariVowelSignsAndStandardKeepsThem() {
    assertThat(compat.text("कुत्ता")).isEqualTo("कतता");
    assertThat(standard.text("कुत्ता")).isEqualTo("कुत्ता");
  }

  @Test
  void compatDecomposesHangulAndStandardKeepsIt() {
    assertThat(compat.text("한국")).hasSize(6);
    assertThat(standard.text("한국")).isEqualTo("한국");
  }

  @Test
  void standardTakesEachCharacterOfAScriptWithoutSpacesAsAWord() {
    assertThat(standard.text("北京是中国。GPU芯片")).isEqualTo("北 京 是 中 国 gpu 芯 片");
    assertThat(standard.text("ประชุม")).isEqualTo("ป ร ะ ชุ ม");
    assertThat(compat.text("北京是中国。")).isEqualTo("北京是中国");
  }

  @Test
  void foldsANumberWithItsDecimalPartButNotAListOfThree() {
    assertThat(compat.text("1.2.3 12a 7, 1,000.5 ٣٫٥ x9.")).isEqualTo("0 0 0a 0 0 0 0 x0");
    assertThat(new Normaliser(Rule.STANDARD_WITH_NUMBERS).text("3,50 7b")).isEqualTo("3 50 7b");
  }

  @Test
  void lowersTheFinalSigmaByItsPlace() {
    assertThat(compat.text("ΟΔΟΣ ΣΟΦΟΣ")).isEqualTo("οδος σοφος");
  }

  @Test
  void composedAndDecomposedTextsGiveTheSameWords() {
    assertThat(standard.text("Zlu\u0308tý Ё"))
        .isEqualTo(standard.text("Zl\u00fcty\u0301 \u0415\u0308"));
  }

  @Test
  void emptyAndBlankTextsHaveNoWords() {
    WordBuffer words = new WordBuffer();
    for (String text : new String[] {"", " \n\t\u3000", "...!?", "\u0000"}) {
      compat.words(text, words);
      assertThat(words.words()).isZero();
      assertThat(words.length()).isZero();
    }
  }

  @Test
  void wordsAreAddressableInPlace() {
    WordBuffer words = new WordBuffer();
    standard.words(" The  Čat sat.", words);
    assertThat(words.words()).isEqualTo(3);
    assertThat(words.word(0)).isEqualTo("the");
    assertThat(words.word(1)).isEqualTo("cat");
    assertThat(words.word(2)).isEqualTo("sat");
  }

  @Test
  void tablesAgreeWithTheDefinitionOnEveryCharacterOfTheBasicPlane() {
    WordBuffer fast = new WordBuffer();
    WordBuffer slow = new WordBuffer();
    for (Rule rule : Rule.values()) {
      Normaliser normaliser = new Normaliser(rule);
      StringBuilder block = new StringBuilder();
      for (int c = 0; c < 0x10000; c++) {
        block.append('a').append((char) c).append("b ").append((char) c).append((char) c);
        block.append("\u0301k 1").append((char) c).append("2 \u0e01").append((char) c).append("z ");
        if ((c & 0x3F) == 0x3F) {
          // each character also alone, so that one that needs the definition hides no other
          check(normaliser, block.toString(), fast, slow);
          block.setLength(0);
        }
        check(normaliser, "a" + (char) c + "b \u4eac" + (char) c + "\u0327z", fast, slow);
      }
    }
  }

  @Test
  void tablesAgreeWithTheDefinitionOnRandomMixtures() {
    WordBuffer fast = new WordBuffer();
    WordBuffer slow = new WordBuffer();
    String pool = "aÉñΣσЖйקָשׁ한が゙か्कुำ่ก京٣1.,;  \u0301\u0327\u0345\u0e38\u093cßİǅ…—𝟗𠀀😀";
    int[] points = pool.codePoints().toArray();
    long key = Draws.key(5, Purpose.SYNTHETIC);
    for (Rule rule : Rule.values()) {
      Normaliser normaliser = new Normaliser(rule);
      for (int t = 0; t < 20_000; t++) {
        StringBuilder text = new StringBuilder();
        int length = (int) Draws.below(Draws.mix(key, t, -1), 12);
        for (int i = 0; i < length; i++) {
          text.appendCodePoint(points[(int) Draws.below(Draws.mix(key, t, i), points.length)]);
        }
        check(normaliser, text.toString(), fast, slow);
      }
    }
  }

  private static void check(Normaliser normaliser, String text, WordBuffer fast, WordBuffer slow) {
    normaliser.words(text, fast);
    normaliser.byDefinition(text, slow);
    if (fast.words() != slow.words() || !fast.toString().equals(slow.toString())) {
      assertThat(fast.toString())
          .as("%s of %s", normaliser.rule(), text.chars().mapToObj(Integer::toHexString).toList())
          .isEqualTo(slow.toString());
    }
  }
}
