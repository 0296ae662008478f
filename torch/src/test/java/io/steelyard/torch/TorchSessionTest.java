package io.steelyard.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.RequestException;
import io.steelyard.core.draws.Draws;
import io.steelyard.model.ContextOverflowException;
import io.steelyard.model.HiddenStates;
import io.steelyard.model.LanguageModel;
import io.steelyard.model.Session;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TorchSessionTest {
  private static final int[] TEXT = new int[40];

  static {
    for (int i = 0; i < TEXT.length; i++) {
      TEXT[i] = (int) Draws.below(Draws.sm(i), 50);
    }
  }

  static Stream<LanguageModel> models() {
    return Stream.of(new TorchModel(SmallModels.llama(7)), new TorchModel(SmallModels.gpt2(7)));
  }

  private static float[] logits(LanguageModel model, int... text) {
    try (Session session = model.open(1, 64)) {
      session.prefill(0, text, 0, text.length);
      return session.logits(0).clone();
    }
  }

  private static int[] first(int n) {
    return java.util.Arrays.copyOf(TEXT, n);
  }

  private static BitSet rows(int... rows) {
    BitSet set = new BitSet();
    for (int row : rows) {
      set.set(row);
    }
    return set;
  }

  @ParameterizedTest
  @MethodSource("models")
  void stepsGiveWhatOnePassGives(LanguageModel model) {
    try (model;
        Session session = model.open(1, 64)) {
      for (int n = 1; n <= TEXT.length; n++) {
        session.step(new int[] {TEXT[n - 1]}, rows(0));
        assertThat(session.logits(0)).containsExactly(logits(model, first(n)), within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aPromptInPartsGivesWhatThePromptGives(LanguageModel model) {
    try (model;
        Session session = model.open(2, 64)) {
      session.prefill(1, TEXT, 0, 7);
      session.prefill(1, TEXT, 7, 8);
      session.prefill(1, TEXT, 8, 31);
      assertThat(session.logits(1)).containsExactly(logits(model, first(31)), within(1e-4f));
      assertThat(session.length(0)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void rowsOfOwnLengthsDoNotSeeEachOther(LanguageModel model) {
    try (model;
        Session session = model.open(4, 41)) {
      session.prefill(0, TEXT, 0, 5);
      session.prefill(1, TEXT, 0, 40);
      session.prefill(3, TEXT, 0, 1);
      session.step(new int[] {TEXT[5], TEXT[3], 0, TEXT[1]}, rows(0, 3));
      session.step(new int[] {TEXT[6], TEXT[3], 0, TEXT[2]}, rows(0, 1, 3));
      int[] longer = java.util.Arrays.copyOf(TEXT, 41);
      longer[40] = TEXT[3];
      assertThat(session.logits(0)).containsExactly(logits(model, first(7)), within(1e-4f));
      assertThat(session.logits(1)).containsExactly(logits(model, longer), within(1e-4f));
      assertThat(session.logits(3)).containsExactly(logits(model, first(3)), within(1e-4f));
      assertThat(session.length(2)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void forksGoTheirOwnWays(LanguageModel model) {
    try (model;
        Session session = model.open(3, 64)) {
      session.prefill(0, TEXT, 0, 10);
      session.fork(0, 2, 1);
      assertThat(session.logits(2)).containsExactly(session.logits(0));
      session.step(new int[] {1, 2, 3}, rows(0, 1, 2));
      session.step(new int[] {4, 5, 6}, rows(0, 1, 2));
      for (int row = 0; row < 3; row++) {
        int[] text = java.util.Arrays.copyOf(TEXT, 12);
        text[10] = row + 1;
        text[11] = row + 4;
        assertThat(session.logits(row)).containsExactly(logits(model, text), within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void whatWasCutIsForgotten(LanguageModel model) {
    try (model;
        Session session = model.open(1, 64)) {
      session.prefill(0, new int[] {9, 8, 7, 6, 5}, 0, 5);
      session.truncate(0, 2);
      assertThatThrownBy(() -> session.logits(0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was cut to 2 tokens");
      session.step(new int[] {3}, rows(0));
      assertThat(session.logits(0)).containsExactly(logits(model, 9, 8, 3), within(1e-4f));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void scoresAreWhatTheLogitsSayAndLeaveTheRowAlone(LanguageModel model) {
    try (model;
        Session session = model.open(1, 64)) {
      session.prefill(0, TEXT, 0, 3);
      float[] before = session.logits(0).clone();
      int[] continuation = java.util.Arrays.copyOfRange(TEXT, 3, 40);
      float[] scores = session.score(0, continuation);
      for (int i = 0; i < continuation.length; i++) {
        float[] l = logits(model, first(3 + i));
        double sum = 0;
        for (float x : l) {
          sum += Math.exp(x);
        }
        assertThat(scores[i]).isCloseTo((float) (l[TEXT[3 + i]] - Math.log(sum)), within(1e-4f));
      }
      assertThat(session.length(0)).isEqualTo(3);
      assertThat(session.logits(0)).containsExactly(before);
      session.step(new int[] {TEXT[3]}, rows(0));
      assertThat(session.logits(0)).containsExactly(logits(model, first(4)), within(1e-4f));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void keysTimesHiddenStateAreTheLogits(LanguageModel model) {
    try (model;
        Session session = model.open(1, 64)) {
      session.prefill(0, TEXT, 0, 12);
      float[] product = new float[50];
      model.keys().multiply(((HiddenStates) session).hidden(0), product);
      assertThat(product).containsExactly(session.logits(0), within(1e-5f));
      float[] two = new float[2 * model.shape().width()];
      model.keys().read(3, 5, two);
      float dot = 0;
      for (int i = 0; i < model.shape().width(); i++) {
        dot += two[model.shape().width() + i] * ((HiddenStates) session).hidden(0)[i];
      }
      assertThat(dot).isCloseTo(session.logits(0)[4], within(1e-4f));
    }
  }

  @Test
  void aRowThatIsFullIsRefusedBeforeAnythingRuns() {
    try (LanguageModel model = new TorchModel(SmallModels.llama(1));
        Session session = model.open(2, 4)) {
      session.prefill(1, TEXT, 0, 4);
      assertThatThrownBy(() -> session.step(new int[] {1, 1}, rows(0, 1)))
          .isInstanceOf(ContextOverflowException.class)
          .hasMessageContaining("row 1 would hold 5 tokens, and there is room for 4");
      assertThat(session.length(0)).isZero();
      assertThatThrownBy(() -> model.open(1, 65))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("between 1 and the model's context length 64");
      assertThatThrownBy(() -> session.prefill(0, new int[] {50}, 0, 1))
          .isInstanceOf(RequestException.class)
          .hasMessageContaining("token id 50 of row 0 is not one of the model's 50");
    }
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    List<float[]> all =
        Stream.of(3L, 3L, 4L)
            .map(
                seed -> {
                  try (LanguageModel m = new TorchModel(SmallModels.llama(seed))) {
                    float[] keys = new float[50 * 24];
                    m.keys().read(0, 50, keys);
                    return keys;
                  }
                })
            .toList();
    assertThat(all.get(0)).containsExactly(all.get(1));
    assertThat(all.get(0)).isNotEqualTo(all.get(2));
  }
}
