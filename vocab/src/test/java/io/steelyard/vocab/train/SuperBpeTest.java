package io.steelyard.vocab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.draws.Draws;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.ByteAlphabet;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.train.BytePairTrainer.Settings;
import io.steelyard.vocab.train.BytePairTrainer.Trained;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuperBpeTest {
  private static final String THREE_LINES =
      """
      by the way, it is by the way side
      by the way: the cat is by the sea
      by the way, the cat
      """;

  /** The words of a text, cut line by line. */
  private static WordCounts words(PreTokenizer cut, String text) {
    Map<String, Long> counts = new HashMap<>();
    for (String line : text.split("(?<=\n)")) {
      byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
      cut.split(
          utf8,
          0,
          utf8.length,
          (a, b) ->
              counts.merge(new String(utf8, a, b - a, StandardCharsets.UTF_8), 1L, Long::sum));
    }
    return WordCounts.of(counts);
  }

  private static Trained first(String text, int merges) {
    return new BytePairTrainer(Settings.ofSize(256 + merges), 2)
        .train(words(PreTokenizer.SUBWORDS, text));
  }

  private static Trained second(Trained first, int kept, String text, int size, int threads) {
    PhraseCounter counter =
        new PhraseCounter(first.model().ofFirstMerges(kept), PreTokenizer.SUBWORDS);
    // Every thread reads a part; which one does not matter.
    List<PhraseCounter.Worker> workers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      workers.add(counter.worker());
    }
    String[] lines = text.split("(?<=\n)");
    for (int i = 0; i < lines.length; i++) {
      byte[] utf8 = lines[i].getBytes(StandardCharsets.UTF_8);
      workers.get(i % threads).add(utf8, 0, utf8.length, 1);
    }
    return new BytePairTrainer(Settings.ofSize(size), threads)
        .train(first, kept, counter, new SuperwordRule(SuperwordRule.WORDS));
  }

  private static String merges(Trained trained, int from) {
    StringBuilder text = new StringBuilder();
    BytePairModel model = trained.model();
    for (int i = from; i < model.mergeCount(); i++) {
      text.append(i == from ? "" : " ")
          .append('(')
          .append(ByteAlphabet.write(model.token(model.left(i))))
          .append(',')
          .append(ByteAlphabet.write(model.token(model.right(i))))
          .append(')')
          .append(trained.counts()[i]);
    }
    return text.toString();
  }

  private static String tokens(Tokenizer tokenizer, String text) {
    List<String> tokens = new ArrayList<>();
    for (int id : tokenizer.encode(text)) {
      tokens.add(ByteAlphabet.write(tokenizer.token(id)));
    }
    return String.join("|", tokens);
  }

  @Test
  void learnsTheMergesOfBothStages() {
    Trained first = first(THREE_LINES, 12);
    assertThat(merges(first, 0))
        .isEqualTo(
            "(h,e)7 (t,he)7 (Ġ,the)7 (b,y)5 (a,y)4 (w,ay)4 (Ġ,way)4 (Ġ,i)3 (a,t)2 (c,at)2"
                + " (Ġ,s)2 (Ġ,by)2");
    Trained second = second(first, 10, THREE_LINES, 256 + 18, 2);
    assertThat(merges(second, 10))
        .isEqualTo(
            "(by,Ġthe)5 (byĠthe,Ġway)4 (s,Ġ)2 (Ġ,s)2 (Ġ,cat)2 (Ġthe,Ġcat)2 (Ġi,sĠ)2"
                + " (byĠtheĠway,,)2");
    assertThat(merges(second, 0)).startsWith(merges(first, 0).substring(0, 40));
  }

  @Test
  void encodesWholeLinesWithTheSecondPattern() throws IOException {
    Trained second = second(first(THREE_LINES, 12), 10, THREE_LINES, 256 + 18, 1);
    Tokenizer tokenizer = Tokenizer.byteLevel(second.model(), PreTokenizer.SUPERWORDS, List.of());
    String line = "by the way, the cat is by the way side\n";
    String expected = "byĠtheĠway,|ĠtheĠcat|ĠisĠ|byĠtheĠway|Ġs|i|d|e|Ċ";
    assertThat(tokens(tokenizer, line)).isEqualTo(expected);
    assertThat(tokens(tokenizer, "by the way: by the way by the way"))
        .isEqualTo("byĠtheĠway|:|Ġ|byĠtheĠway|Ġ|byĠtheĠway");
    Tokenizer wrong = Tokenizer.byteLevel(second.model(), PreTokenizer.SUBWORDS, List.of());
    assertThat(wrong.encode(line)).hasSize(17);
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    TokenizerJson.write(tokenizer, json);
    Tokenizer again = TokenizerJson.read(new ByteArrayInputStream(json.toByteArray()), "t");
    assertThat(tokens(again, line)).isEqualTo(expected);
  }

  @Test
  void refusesAFifthWordAndStops() {
    String text = "a b c d e f g\n".repeat(5);
    Trained second = second(first(text, 0), 0, text, 2000, 1);
    assertThat(merges(second, 0)).endsWith("(aĠbĠ,cĠdĠ)5 (eĠfĠ,gĊ)5");
    assertThat(second.model().size()).isLessThan(2000);
  }

  @Test
  void rulesAreTestedOnTheTokensText() {
    SuperwordRule rule = new SuperwordRule(4);
    for (String token : List.of(" by the way,", "a b c d", " a b c d ", "way:", ":x y", "   ")) {
      assertThat(rule.accepts(token.getBytes(StandardCharsets.UTF_8))).as(token).isTrue();
    }
    for (String token : List.of("way: ", ": ", "way: the", "a b c d e", " a b c d e")) {
      assertThat(rule.accepts(token.getBytes(StandardCharsets.UTF_8))).as(token).isFalse();
    }
    assertThat(SuperwordRule.isSuperword(bytes(" by the"))).isTrue();
    assertThat(SuperwordRule.isSuperword(bytes(" by"))).isFalse();
    assertThat(SuperwordRule.isSuperword(bytes("by "))).isFalse();
    assertThat(SuperwordRule.isSuperword(bytes("  "))).isFalse();
    assertThatThrownBy(() -> new SuperwordRule(0)).hasMessageContaining("max-words");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A skewed text with phrases, code, digits and symbols. */
  private static String text(int seed, int lines) {
    String[] words = {
      "the",
      "way",
      "by",
      "in",
      "order",
      "to",
      "camelCase",
      "HTMLParser",
      "x1",
      "1234",
      "a.b",
      "((",
      "isn't",
      "über",
      "日本",
      ":",
      ",",
      "",
      "foo();",
      "aaaaa",
      "aBaB",
      "--",
      "\t"
    };
    StringBuilder text = new StringBuilder();
    for (int l = 0; l < lines; l++) {
      int n = (int) Draws.below(Draws.mix(seed, l), 14);
      for (int w = 0; w < n; w++) {
        double u = Draws.unit(Draws.mix(seed, l, w));
        text.append(w == 0 ? "" : " ").append(words[(int) (u * u * words.length)]);
      }
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void readingEncodedPhrasesIsReplayingTheMergesKept() {
    for (int seed = 0; seed < 12; seed++) {
      String text = text(seed, 300);
      Trained first = first(text, 60);
      int kept = 10 * (seed % 6);
      Trained fast = second(first, kept, text, 256 + 200, 1 + seed % 3);
      List<byte[][]> pairs = new ArrayList<>();
      BytePairModel model = first.model();
      for (int i = 0; i < kept; i++) {
        pairs.add(new byte[][] {model.token(model.left(i)), model.token(model.right(i))});
      }
      Trained replayed =
          new BytePairTrainer(Settings.ofSize(256 + 200), 1)
              .train(words(PreTokenizer.SUPERWORDS, text), pairs, new SuperwordRule(4));
      assertThat(merges(fast, kept)).as("seed %d", seed).isEqualTo(merges(replayed, kept));
    }
  }

  /** Down to single occurrences, so that pairs left out at first are counted again. */
  @Test
  void pairsThatWereTooRareAtFirstAreFoundWhenTheirTurnComes() {
    String text = text(77, 200);
    Trained first = first(text, 20);
    Trained fast = second(first, 20, text, 256 + 20 + 3000, 2);
    List<byte[][]> pairs = new ArrayList<>();
    BytePairModel model = first.model();
    for (int i = 0; i < 20; i++) {
      pairs.add(new byte[][] {model.token(model.left(i)), model.token(model.right(i))});
    }
    Trained replayed =
        new BytePairTrainer(Settings.ofSize(256 + 20 + 3000), 1)
            .train(words(PreTokenizer.SUPERWORDS, text), pairs, new SuperwordRule(4));
    assertThat(fast.counts()[fast.counts().length - 1]).isEqualTo(1);
    assertThat(merges(fast, 20)).isEqualTo(merges(replayed, 20));
  }

  @Test
  void threadsChangeNothing() {
    String text = text(5, 2000);
    Trained first = first(text, 80);
    String one = merges(second(first, 50, text, 600, 1), 0);
    assertThat(merges(second(first, 50, text, 600, 2), 0)).isEqualTo(one);
    assertThat(merges(second(first, 50, text, 600, 5), 0)).isEqualTo(one);
  }

  @Test
  void aWeightCountsAsSoManyTexts() {
    String text = text(9, 50);
    Trained first = first(text, 30);
    PhraseCounter once = new PhraseCounter(first.model().ofFirstMerges(30), PreTokenizer.SUBWORDS);
    PhraseCounter thrice =
        new PhraseCounter(first.model().ofFirstMerges(30), PreTokenizer.SUBWORDS);
    byte[] utf8 = bytes(text);
    once.worker().add(utf8, 0, utf8.length, 3);
    PhraseCounter.Worker worker = thrice.worker();
    for (int i = 0; i < 3; i++) {
      worker.add(utf8, 0, utf8.length, 1);
    }
    BytePairTrainer trainer = new BytePairTrainer(Settings.ofSize(400), 1);
    SuperwordRule rule = new SuperwordRule(4);
    Trained weighted = trainer.train(first, 30, once, rule);
    assertThat(merges(weighted, 0)).isEqualTo(merges(trainer.train(first, 30, thrice, rule), 0));
    assertThat(weighted.counts()[30] % 3).isZero();
  }

  @Test
  void longLinesAreCutAtASpace() {
    byte[] line = bytes("word ".repeat(10_000));
    Trained first = first("word word word\n", 3);
    PhraseCounter counter = new PhraseCounter(first.model(), PreTokenizer.SUBWORDS);
    counter.worker().add(line, 0, line.length, 1);
    TokenizedWords phrases = counter.finish();
    assertThat(Arrays.stream(phrases.lengths).max().getAsInt())
        .isLessThanOrEqualTo(PhraseCounter.LONGEST);
    assertThat(phrases.size()).isGreaterThan(1);
  }

  @Test
  void anUnsplittableLineDoesNotStopReading() {
    byte[] line = new byte[100_000];
    Arrays.fill(line, (byte) 0xBF);
    Trained first = first("word word word\n", 3);
    PhraseCounter counter = new PhraseCounter(first.model(), PreTokenizer.SUBWORDS);
    counter.worker().add(line, 0, line.length, 1);
    assertThat(counter.finish().size()).isPositive();
  }

  @Test
  void mergesKeptMustLeaveRoom() {
    Trained first = first(THREE_LINES, 12);
    assertThatThrownBy(() -> second(first, 12, THREE_LINES, 260, 1))
        .hasMessageContaining("the merges kept fill 268 of 260 tokens");
  }
}
