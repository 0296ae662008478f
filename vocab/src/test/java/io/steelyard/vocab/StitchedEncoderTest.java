package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.draws.Draws;
import io.steelyard.vocab.train.BytePairTrainer;
import io.steelyard.vocab.train.BytePairTrainer.Settings;
import io.steelyard.vocab.train.BytePairTrainer.Trained;
import io.steelyard.vocab.train.PhraseCounter;
import io.steelyard.vocab.train.SuperwordRule;
import io.steelyard.vocab.train.WordCounts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StitchedEncoderTest {
  /** Ids 0 to 8 are a b c ab cb ac bb cbb acbb. */
  private static BytePairModel small() {
    String[] names = {"a", "b", "c", "ab", "cb", "ac", "bb", "cbb", "acbb"};
    byte[][] tokens = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      tokens[i] = bytes(names[i]);
    }
    return BytePairModel.of(
        tokens,
        new int[] {0, 2, 0, 1, 4, 0},
        new int[] {1, 1, 2, 1, 1, 7},
        new int[] {3, 4, 5, 6, 7, 8});
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void sixtySixOfEightyOnePairsStayApart() {
    BytePairModel model = small();
    Seams seams = Seams.of(model, PairTable.of(model));
    int hold = 0;
    for (int a = 0; a < 9; a++) {
      for (int b = 0; b < 9; b++) {
        byte[] both = Arrays.copyOf(model.token(a), model.tokenLength(a) + model.tokenLength(b));
        model.copyToken(b, both, model.tokenLength(a));
        boolean stays = Arrays.equals(merged(model, both), new int[] {a, b});
        assertThat(seams.holds(a, b)).as("%d %d", a, b).isEqualTo(stays);
        hold += stays ? 1 : 0;
      }
    }
    assertThat(hold).isEqualTo(66);
  }

  @Test
  void aTokenMadeInTwoWaysHasNoSeams() {
    byte[][] tokens = {bytes("a"), bytes("aa"), bytes("aaa")};
    BytePairModel model =
        BytePairModel.of(tokens, new int[] {0, 1, 0}, new int[] {0, 0, 1}, new int[] {1, 2, 2});
    assertThat(Seams.of(model, PairTable.of(model))).isNull();
  }

  /** The definition: the lowest rank first, the leftmost among equals. */
  private static int[] merged(BytePairModel model, byte[] text) {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < text.length; i++) {
      ids.add(model.idOf(text, i, i + 1));
    }
    PairTable pairs = PairTable.of(model);
    while (true) {
      int best = PairTable.NONE;
      int at = -1;
      for (int i = 0; i + 1 < ids.size(); i++) {
        int merge = pairs.rank(ids.get(i), ids.get(i + 1));
        if (merge < best) {
          best = merge;
          at = i;
        }
      }
      if (at < 0) {
        return ids.stream().mapToInt(i -> i).toArray();
      }
      ids.set(at, pairs.result(best));
      ids.remove(at + 1);
    }
  }

  private static final String[] WORDS = {
    "the",
    "way",
    "by",
    "in",
    "order",
    "isOK",
    "HTMLParser",
    "x1",
    "a.b",
    "isn't",
    "über",
    "日本",
    ":",
    ",",
    "",
    "foo();",
    "aaaaa",
    "aBaBaB",
    "\t",
    "\n",
    "  ",
    "😀"
  };

  private static String text(int seed, int words) {
    StringBuilder text = new StringBuilder();
    for (int w = 0; w < words; w++) {
      double u = Draws.unit(Draws.mix(seed, w));
      text.append(w % 7 == 3 ? "" : " ").append(WORDS[(int) (u * u * WORDS.length)]);
    }
    return text.toString();
  }

  private static BytePairModel phrases(int seed, int first, int size) {
    Map<String, Long> words = new HashMap<>();
    byte[] text = bytes(text(seed, 3000));
    PreTokenizer.SUBWORDS.split(
        text,
        0,
        text.length,
        (a, b) -> words.merge(new String(text, a, b - a, StandardCharsets.UTF_8), 1L, Long::sum));
    Trained stage =
        new BytePairTrainer(Settings.ofSize(256 + first), 1).train(WordCounts.of(words));
    PhraseCounter counter = new PhraseCounter(stage.model(), PreTokenizer.SUBWORDS);
    counter.worker().add(text, 0, text.length, 1);
    return new BytePairTrainer(Settings.ofSize(size), 1)
        .train(stage, stage.model().mergeCount(), counter, new SuperwordRule(4))
        .model();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 40, 90})
  void linesAreEncodedAsTheDefinitionMergesThem(int first) {
    BytePairModel model = phrases(first, first, 256 + first + 150);
    BytePairEncoder encoder = new BytePairEncoder(model, BytePairOptions.BYTE_LEVEL);
    assertThat(encoder.words()).isNotNull();
    BytePairWorker worker = encoder.worker();
    TokenBuffer out = new TokenBuffer(true);
    for (int i = 0; i < 400; i++) {
      byte[] text = bytes(text(1000 + i, 1 + i % 60));
      out.clear();
      worker.encode(text, 0, text.length, out);
      int[] expected = merged(model, text);
      if (!Arrays.equals(out.ids(), expected)) {
        assertThat(out.ids()).as("text %d", i).isEqualTo(expected);
      }
      assertThat(out.end(out.size() - 1)).isEqualTo(text.length);
    }
  }

  /** Every cut lies inside what belongs together, so that the joins run out of their budget. */
  @Test
  void manyBrokenSeamsGiveTheSameIds() {
    byte[] text = bytes("aBaBaBaBaBaBaBaB ".repeat(40) + "aB".repeat(3000));
    Map<String, Long> whole = Map.of(new String(text, StandardCharsets.UTF_8), 1L);
    BytePairModel model =
        new BytePairTrainer(Settings.ofSize(270), 1).train(WordCounts.of(whole)).model();
    BytePairEncoder encoder = new BytePairEncoder(model, BytePairOptions.BYTE_LEVEL);
    TokenBuffer stitched = new TokenBuffer(false);
    StitchedEncoder.of(encoder, PreTokenizer.SUBWORDS).encode(text, 0, text.length, stitched);
    TokenBuffer merged = new TokenBuffer(false);
    encoder.shortWorker().encode(text, 0, text.length, merged);
    assertThat(stitched.ids()).isEqualTo(merged.ids());
  }
}
