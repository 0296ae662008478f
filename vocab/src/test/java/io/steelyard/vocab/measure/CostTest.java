package io.steelyard.vocab.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Status;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.measure.Premiums.Premium;
import io.steelyard.vocab.measure.TokenAudit.Category;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CostTest {
  private static final Offset<Double> CLOSE = within(1e-9);
  private static final Bootstrap BOOTSTRAP = new Bootstrap(7, 200, 0.95, Bootstrap.Method.BCA);

  @Test
  void countsBytesCodePointsAndGraphemes() {
    TextCost cost = new TextCost();
    cost.add(1, "Grüße 世界", 4, true);
    assertThat(cost.bytes()).isEqualTo(14);
    assertThat(cost.codePoints()).isEqualTo(8);
    assertThat(cost.graphemes()).isEqualTo(8);
    cost.add(2, "e\u0301", 2, false);
    assertThat(cost.graphemes()).isEqualTo(9);
    assertThat(cost.lost()).isEqualTo(1);
    assertThat(cost.bytesPerToken(BOOTSTRAP).value()).isCloseTo(17 / 6.0, CLOSE);
  }

  @Test
  void costsOneByteATokenWithATokenPerByte() {
    TextCost cost = new TextCost();
    cost.add(5, "Grüße", 7, true);
    cost.add(6, "an alle", 7, true);
    assertThat(cost.bytesPerToken(BOOTSTRAP).value()).isEqualTo(1);
    assertThat(cost.lengthAgainst(cost, BOOTSTRAP).value()).isEqualTo(1);
  }

  @Test
  void givesTheSameCostWhereverLinesWereRead() {
    TextCost whole = new TextCost();
    TextCost first = new TextCost();
    TextCost second = new TextCost();
    for (int i = 0; i < 50; i++) {
      whole.add(i, "line " + i, 2 + i % 3, true);
      (i % 2 == 0 ? first : second).add(i, "line " + i, 2 + i % 3, true);
    }
    second.merge(first);
    assertThat(second.bytesPerToken(BOOTSTRAP)).isEqualTo(whole.bytesPerToken(BOOTSTRAP));
    assertThat(whole.bytesPerToken(BOOTSTRAP).n()).isEqualTo(50);
    assertThat(whole.bytesPerToken(BOOTSTRAP).interval().width()).isPositive();
  }

  @Test
  void comparesTheSpreadOfTwoVocabulariesOnTheSameLines() {
    Premiums one = new Premiums(List.of("en", "de", "hi"));
    Premiums half = new Premiums(List.of("en", "de", "hi"));
    long[] bytes = {1, 1, 1};
    long[][] lines = {{10, 14, 40}, {8, 9, 30}, {12, 15, 55}};
    for (long[] line : lines) {
      one.add(line, bytes);
      half.add(new long[] {2 * line[0], 2 * line[1], line[2]}, bytes);
    }
    one.add(new long[] {100, -1, 1}, bytes);
    half.add(new long[] {100, -1, 1}, bytes);
    assertThat(one.spread(BOOTSTRAP).value()).isCloseTo(4.166666667, CLOSE);
    assertThat(one.spread(BOOTSTRAP).n()).isEqualTo(3);
    assertThat(half.spreadAgainst(one, BOOTSTRAP).value()).isCloseTo(.5, CLOSE);
    assertThat(half.spreadAgainst(one, BOOTSTRAP).status()).isEqualTo(Status.DEGENERATE);
  }

  @Test
  void turnsLossPerTokenIntoBitsPerByte() {
    assertThat(TextCost.bitsPerByte(2.5, 4.2)).isCloseTo(.858747048, CLOSE);
  }

  @Test
  void weighsWordsByOccurrenceAndByType() {
    long[] counts = {50, 20, 10, 5};
    int[] tokens = {1, 1, 2, 4};
    WordCost cost = WordCost.of(counts, tokens);
    assertThat(cost.fertility()).isCloseTo(1.294117647, CLOSE);
    assertThat(cost.typeFertility()).isEqualTo(2);
    assertThat(cost.continued()).isCloseTo(.176470588, CLOSE);
    assertThat(cost.retained()).isCloseTo(.823529412, CLOSE);
    assertThat(cost.typeRetained()).isEqualTo(.5);
    assertThat(WordCost.ofMostFrequent(counts, tokens, 3).typeRetained()).isCloseTo(2 / 3.0, CLOSE);
    assertThat(WordCost.of(new long[0], new int[0]).fertility()).isNaN();
  }

  @Test
  void findsWordsWithTheirLeadingSpaceAndInScriptsWithoutSpaces() {
    assertThat(words("Say it, don't 2024!")).containsExactly("Say", " it", " don", "t", " 2024");
    assertThat(words(" 世界 x")).startsWith(" 世界").endsWith(" x");
    assertThat(words("สวัสดีชาวโลก").size()).isGreaterThan(1);
    assertThat(String.join("", words("สวัสดีชาวโลก"))).isEqualTo("สวัสดีชาวโลก");
    assertThat(words("\u1C89a")).containsExactly("\u1C89a");
  }

  @Test
  void givesBothPremiums() {
    Premiums premiums = parallel();
    Premium de = premiums.of("de", "en", BOOTSTRAP);
    Premium hi = premiums.of("hi", "en", BOOTSTRAP);
    assertThat(de.ofSums().value()).isCloseTo(1.266666667, CLOSE);
    assertThat(hi.ofSums().value()).isCloseTo(4.166666667, CLOSE);
    assertThat(de.meanOfRatios()).isCloseTo(1.258333333, CLOSE);
    assertThat(hi.meanOfRatios()).isCloseTo(4.111111111, CLOSE);
    assertThat(hi.bytePremium()).isCloseTo(2.5, CLOSE);
    assertThat(hi.excess()).isCloseTo(4.166666667 / 2.5, CLOSE);
    assertThat(premiums.skew().gini()).isCloseTo(.328151986, CLOSE);
    assertThat(premiums.skew().maxMinRatio()).isCloseTo(4.166666667, CLOSE);
    assertThat(premiums.all("en", BOOTSTRAP))
        .extracting(Premium::language)
        .containsExactly("hi", "de");
    assertThat(premiums.of("en", "hi", BOOTSTRAP).ofSums().value() * hi.ofSums().value())
        .isCloseTo(1, CLOSE);
    assertThat(premiums.of("en", "hi", BOOTSTRAP).meanOfRatios() * hi.meanOfRatios())
        .isNotCloseTo(1, CLOSE);
  }

  @Test
  void dropsMissingLinesPairwise() {
    Premiums premiums = parallel();
    premiums.add(new long[] {5, -1, 20}, new long[] {20, 0, 60});
    assertThat(premiums.of("de", "en", BOOTSTRAP).lines()).isEqualTo(3);
    assertThat(premiums.of("hi", "en", BOOTSTRAP).lines()).isEqualTo(4);
    assertThat(premiums.commonLines()).isEqualTo(3);
    assertThat(premiums.skew().gini()).isCloseTo(.328151986, CLOSE);
  }

  @Test
  void leavesAPremiumOverNothingUndefined() {
    Premiums premiums = new Premiums(List.of("a", "b"));
    premiums.add(new long[] {3, 0}, new long[] {9, 0});
    Premium none = premiums.of("a", "b", BOOTSTRAP);
    assertThat(none.ofSums().status()).isEqualTo(Status.UNDEFINED);
    assertThat(none.meanOfRatios()).isNaN();
    assertThatThrownBy(() -> premiums.of("c", "b", BOOTSTRAP))
        .hasMessageContaining("no language 'c'");
  }

  @Test
  void auditsEveryToken() {
    List<byte[]> tokens = new ArrayList<>();
    tokens.add("<|end|>".getBytes(StandardCharsets.UTF_8));
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    tokens.add("ab".getBytes(StandardCharsets.UTF_8));
    tokens.add(" a".getBytes(StandardCharsets.UTF_8));
    tokens.add("a ".getBytes(StandardCharsets.UTF_8)); // the pattern always cuts it
    int a = 1 + 'a';
    int space = 1 + ' ';
    BytePairModel model =
        BytePairModel.of(
            tokens.toArray(byte[][]::new),
            new int[] {a, space, a},
            new int[] {1 + 'b', a, space},
            new int[] {257, 258, 259});
    TokenAudit audit =
        TokenAudit.of(
            Tokenizer.byteLevel(
                model, PreTokenizer.GPT2, List.of(AddedToken.special(0, "<|end|>"))));
    assertThat(audit.category(0)).isEqualTo(Category.OK_SPECIAL);
    assertThat(audit.count(Category.UNDECODABLE)).isEqualTo(128);
    assertThat(audit.category(257)).isEqualTo(Category.OK);
    assertThat(audit.category(259)).isEqualTo(Category.UNREACHABLE_MULTI);
    assertThat(audit.count(Category.OK)).isEqualTo(130);
    assertThat(audit.lengths()).startsWith(0, 256, 3);
    // 26 letters in two cases, " a" beside "a".
    assertThat(audit.repeatedForms()).isEqualTo(27);
    assertThat(audit.reachableAfterSpace()).isGreaterThan(100);
  }

  private static Premiums parallel() {
    Premiums premiums = new Premiums(List.of("en", "de", "hi"));
    long[][] lines = {{10, 14, 40}, {8, 9, 30}, {12, 15, 55}};
    for (long[] line : lines) {
      premiums.add(line, new long[] {40, 44, 100});
    }
    return premiums;
  }

  private static List<String> words(String text) {
    byte[] utf8 = ("## " + text).getBytes(StandardCharsets.UTF_8);
    List<String> words = new ArrayList<>();
    WordRule.split(
        utf8,
        3,
        utf8.length,
        (from, to) -> words.add(new String(utf8, from, to - from, StandardCharsets.UTF_8)));
    return words;
  }
}
