package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnigramModelTest {
  private static UnigramModel model(int unknown, boolean bytes, Object... tokensAndScores) {
    int n = tokensAndScores.length / 2;
    byte[][] tokens = new byte[n][];
    double[] scores = new double[n];
    for (int i = 0; i < n; i++) {
      tokens[i] = ((String) tokensAndScores[2 * i]).getBytes(StandardCharsets.UTF_8);
      scores[i] = ((Number) tokensAndScores[2 * i + 1]).doubleValue();
    }
    return new UnigramModel(tokens, scores, new BitSet(), unknown, bytes);
  }

  private static List<String> pieces(UnigramModel model, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    TokenBuffer out = new TokenBuffer(true);
    model.worker().encode(utf8, 0, utf8.length, out);
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < out.size(); i++) {
      pieces.add(
          new String(model.token(out.id(i)), StandardCharsets.UTF_8)
              + "@"
              + out.start(i)
              + "-"
              + out.end(i));
    }
    return pieces;
  }

  private static final Object[] HELLO = {
    "<unk>", 0, "h", -3, "e", -3, "l", -3, "o", -3, "he", -4, "llo", -5, "ell", -9.5
  };

  @Test
  void takesTheWayOfHighestSum() {
    assertThat(pieces(model(0, false, HELLO), "hello")).containsExactly("he@0-2", "llo@2-5");
  }

  @Test
  void joinsUnknownNeighbours() {
    assertThat(pieces(model(0, false, HELLO), "hxéo"))
        .containsExactly("h@0-1", "<unk>@1-4", "o@4-5");
  }

  @Test
  void givesBytesForUnknownsWhereAllAreTokens() {
    UnigramModel model = model(0, true, "<unk>", 0, "a", -1, "<0xC3>", 0, "<0xA9>", 0, "<0x78>", 0);
    assertThat(pieces(model, "aé")).containsExactly("a@0-1", "<0xC3>@1-3", "<0xA9>@1-3");
    assertThat(pieces(model, "aéy")).containsExactly("a@0-1", "<unk>@1-4");
  }

  @Test
  void saysWhatHasNoTokenWhereThereIsNoUnknownToken() {
    assertThatThrownBy(() -> pieces(model(UnigramModel.NO_UNKNOWN, false, "a", -1), "ab"))
        .hasMessage("the vocabulary has neither \"b\" nor an unknown token to stand for it");
  }

  @Test
  void encodesAMegabyteOfOneLetterOrEmoji() {
    UnigramModel model = model(0, false, "<unk>", 0, "a", -2, "aa", -3, "aaaa", -5, "\u2581", -1);
    assertThat(pieces(model, "a".repeat(1 << 20))).hasSize(1 << 18);
    assertThat(pieces(model, "\u2581".repeat(1 << 18))).hasSize(1 << 18);
    assertThat(pieces(model, "😀".repeat(1 << 18))).hasSize(1);
  }

  @Test
  void drawsWaysByTheirProbability() {
    UnigramModel model = model(0, false, "<unk>", -9, "a", -1, "b", -1, "ab", -1);
    // exp(-1) for ab against exp(-2) for a b: alpha 1 gives ab 1 / (1 + 1/e) of the time.
    for (int nBest : new int[] {0, 2}) {
      int whole = 0;
      for (int seed = 0; seed < 4000; seed++) {
        whole += pieces(model.sampled(new UnigramModel.Sampling(1, nBest, seed)), "ab").size() & 1;
      }
      assertThat(whole / 4000.).isCloseTo(1 / (1 + Math.exp(-1)), within(0.025));
    }
  }

  @Test
  void drawsTheBestWayFromTheOneBest() {
    UnigramModel model = model(0, false, HELLO);
    for (int seed = 0; seed < 20; seed++) {
      assertThat(pieces(model.sampled(new UnigramModel.Sampling(0.1, 1, seed)), "hello"))
          .containsExactly("he@0-2", "llo@2-5");
    }
  }

  @Test
  void drawsTheSameForTheSameSeed() {
    UnigramModel model = model(0, false, HELLO).sampled(new UnigramModel.Sampling(0.1, 0, 3));
    assertThat(pieces(model, "hellohello")).isEqualTo(pieces(model, "hellohello"));
  }

  @Test
  void refusesScoresThatAreNoNumbers() {
    assertThatThrownBy(() -> model(0, false, "<unk>", Double.NaN))
        .hasMessage("token 0 has the score NaN; scores are finite");
  }
}
