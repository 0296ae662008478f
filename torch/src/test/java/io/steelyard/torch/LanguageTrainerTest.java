package io.steelyard.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import io.steelyard.model.HiddenStates;
import io.steelyard.model.Session;
import org.junit.jupiter.api.Test;

class LanguageTrainerTest {
  private static final int ROWS = 4;
  private static final int LENGTH = 8;

  private static Batch batch(long number, float... weights) {
    int[] ids = new int[ROWS * (LENGTH + 1)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (int) Draws.below(Draws.mix(number, i), 50);
    }
    return new Batch(ids, ROWS, LENGTH, weights.length == 0 ? null : weights);
  }

  private static LanguageTrainer trainer(Batches batches) {
    Rate rate = step -> 1e-2 / (1 + step);
    try (Decoder decoder = SmallModels.llama(5)) {
      return new LanguageTrainer(
          decoder.config(),
          new TrainingPlan(20, 1, rate, 0.9, 0.95, 1e-8, 0, 1, 20, 20),
          batches,
          7,
          1);
    }
  }

  @Test
  void branchesFromAMomentGoOnBitForBit() {
    try (LanguageTrainer trainer = trainer(LanguageTrainerTest::batch)) {
      for (int step = 0; step < 5; step++) {
        trainer.step(step);
      }
      try (LanguageTrainer.Moment moment = trainer.moment()) {
        double[] first = new double[5];
        for (int step = 5; step < 10; step++) {
          first[step - 5] = trainer.step(step);
        }
        trainer.restore(moment);
        for (int step = 5; step < 10; step++) {
          assertThat(trainer.step(step)).isEqualTo(first[step - 5]);
        }
      }
      assertThat(trainer.norm()).isPositive();
    }
  }

  @Test
  void weightsOfOneChangeNothingAndTheDenominatorStaysTheTokens() {
    try (LanguageTrainer trainer = trainer(LanguageTrainerTest::batch)) {
      double plain = trainer.loss(batch(3));
      assertThat(trainer.loss(batch(3, 1, 1, 1, 1))).isCloseTo(plain, within(1e-6));
      assertThat(trainer.loss(batch(3, 2, 2, 2, 2))).isCloseTo(2 * plain, within(1e-5));
      double sum = 0;
      for (int r = 0; r < ROWS; r++) {
        float[] one = new float[ROWS];
        one[r] = r + 1;
        sum += trainer.loss(batch(3, one));
      }
      assertThat(trainer.loss(batch(3, 1, 2, 3, 4))).isCloseTo(sum, within(1e-5));
    }
    assertThatThrownBy(() -> batch(3, 1, 2)).hasMessageContaining("a weight for each of 4 texts");
  }

  @Test
  void statesAreThoseOfASession() {
    int[] text = {3, 14, 15, 9, 26};
    try (LanguageTrainer trainer = trainer(LanguageTrainerTest::batch);
        Session session = trainer.model().open(1, 16)) {
      float[][] last = trainer.hidden(text, 3);
      session.prefill(0, text, 0, text.length);
      assertThat(last[4]).containsExactly(((HiddenStates) session).hidden(0), within(1e-4f));
      assertThat(trainer.hidden(text, 1)).hasDimensions(5, 24);
      assertThat(trainer.hidden(text, 1)[0]).isNotEqualTo(last[0]);
      float[] key = new float[24];
      trainer.model().keys().read(14, 15, key);
      assertThat(trainer.embedding(14)).containsExactly(key);
    }
  }
}
