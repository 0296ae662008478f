package io.steelyard.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** The splitter against the pinned ICU's own word boundaries, and its two changes to them. */
class UnicodeSplitterTest {
  private final WordSplitter splitter = new UnicodeSplitter();

  private List<String> words(String text) {
    List<String> words = new ArrayList<>();
    splitter.split(
        text.toCharArray(), text.length(), (from, to) -> words.add(text.substring(from, to)));
    return words;
  }

  /** ICU's words that are not white space; runs of one mark joined. */
  private static List<String> icu(String text) {
    BreakIterator iterator = BreakIterator.getWordInstance(ULocale.ROOT);
    iterator.setText(text);
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int to = iterator.next(); to != BreakIterator.DONE; to = iterator.next()) {
      String word = text.substring(from, to).strip();
      if (!word.isEmpty()) {
        words.add(word);
      }
      from = to;
    }
    return words;
  }

  @Test
  void marksAreWordsAndRunsOfOneMarkAreOne() {
    assertThat(words("Don't stop... #tag 3.14, a----b!"))
        .containsExactly("Don't", "stop", "...", "#", "tag", "3.14", ",", "a", "----", "b", "!");
  }

  @Test
  void scriptsWithoutSpacesAreCutByDictionary() {
    assertThat(words("北京是中国的首都。")).containsExactly("北京", "是", "中国", "的", "首都", "。");
    assertThat(words("สวัสดีชาวโลก abc")).containsExactly("สวัสดี", "ชาว", "โลก", "abc");
    assertThat(words("東京タワーに行きました")).hasSizeGreaterThan(2);
  }

  @Test
  void emojiSequencesAndFlagsAreOneWord() {
    assertThat(words("a 👩‍👩‍👧 🇩🇪🇫🇷 👍🏽"))
        .containsExactly("a", "👩‍👩‍👧", "🇩🇪", "🇫🇷", "👍🏽");
  }

  @Test
  void combiningMarksStayWithTheirLetter() {
    assertThat(words("कुत्ता e\u0301te\u0301 a\u0308b")).hasSize(3);
  }

  @Test
  void hangulJoinsTheLettersBeforeItAsUnicodeSaysWhereIcuCuts() {
    assertThat(words("Java의 한국어 문장")).containsExactly("Java의", "한국어", "문장");
  }

  @Property(tries = 400, seed = "20260101")
  void textInSpacedScriptsIsCutAsIcuCutsIt(
      @ForAll
          @StringLength(max = 40)
          @Chars({
            'a', 'B', 'z', '0', '7', ' ', '\n', '.', ',', '\'', ':', ';', '_', 'é', 'ж', 'Я', 'ω',
            'א', 'ب', 'ह', '\u093F', '\u0301', '\u200D', '-', '/', '’', '·', '٣', '$'
          })
          String text) {
    String single = text.replaceAll("([^\\p{L}\\p{N}\\p{M}_ \n])\\1+", "$1");
    assertThat(words(single)).isEqualTo(icu(single));
  }

  @Property(tries = 300, seed = "20260102")
  void everyVisibleCharacterIsInExactlyOneWord(@ForAll @StringLength(max = 60) String text) {
    int[] at = {0};
    splitter.split(
        text.toCharArray(),
        text.length(),
        (from, to) -> {
          assertThat(from).isGreaterThanOrEqualTo(at[0]);
          assertThat(to).isGreaterThan(from);
          for (int i = at[0]; i < from; i++) {
            assertThat(CharClasses.isSpace(text.charAt(i))).isTrue();
          }
          at[0] = to;
        });
    for (int i = at[0]; i < text.length(); i++) {
      assertThat(CharClasses.isSpace(text.charAt(i))).isTrue();
    }
  }
}
