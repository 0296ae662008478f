package io.steelyard.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.WorkException;
import io.steelyard.core.draws.Draws;
import java.nio.DoubleBuffer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class LearnerTest {
  private static final LearningRate RATE =
      new LearningRate(LearningRate.Shape.CONSTANT, 1e-2, 0, 10, 0);

  private static TrainingPlan plan(int accumulate, double clip) {
    return new TrainingPlan(10, accumulate, RATE, 0.9, 0.95, 1e-8, 0.1, clip, 10, 10);
  }

  private static Batches texts(int rows) {
    return number -> {
      int[] ids = new int[rows * 9];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = (int) Draws.below(Draws.mix(number * rows + i / 9, i % 9), 50);
      }
      return new Batch(ids, rows, 8);
    };
  }

  private static double[] weights(Decoder decoder) {
    double[] out = new double[(int) decoder.parameters().size()];
    Torch.plain(
        () -> {
          Tensor flat = decoder.parameters().flat().to(ScalarType.Double);
          flat.<DoubleBuffer>createBuffer().get(out);
        });
    return out;
  }

  private static double[] trained(int rows, int accumulate, long steps) {
    try (Decoder decoder = SmallModels.llama(5, ScalarType.Double);
        Learner learner =
            new Learner(decoder, Objective.NEXT_TOKEN, texts(rows), plan(accumulate, 1))) {
      for (long step = 0; step < steps; step++) {
        learner.step(step);
      }
      return weights(decoder);
    }
  }

  @Test
  void windowsOfAnyCutGiveTheSameWeights() {
    double[] whole = trained(8, 1, 10);
    assertThat(trained(2, 4, 10)).containsExactly(whole, within(1e-12));
    assertThat(trained(1, 8, 10)).containsExactly(whole, within(1e-12));
  }

  @Test
  void theSameRunGivesTheSameBits() {
    assertThat(trained(4, 2, 5)).containsExactly(trained(4, 2, 5));
  }

  @Test
  void theLossFalls() {
    try (Decoder decoder = SmallModels.gpt2(5);
        Learner learner =
            new Learner(decoder, Objective.NEXT_TOKEN, number -> texts(4).batch(0), plan(1, 1))) {
      double first = learner.step(0).loss();
      for (long step = 1; step < 60; step++) {
        learner.step(step);
      }
      assertThat(learner.step(60).loss()).isLessThan(first / 3);
    }
  }

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    try (Decoder decoder = SmallModels.llama(5, ScalarType.Double)) {
      Parameters p = decoder.parameters();
      p.train();
      Batch batch = texts(2).batch(0);
      Torch.scoped(() -> Objective.NEXT_TOKEN.loss(decoder, batch).sum().backward());
      double[] gradient = new double[(int) p.size()];
      p.gradient().<DoubleBuffer>createBuffer().get(gradient);
      DoubleBuffer values = p.flat().createBuffer();
      for (int at = 3; at < gradient.length; at += gradient.length / 40) {
        double kept = values.get(at);
        double h = 1e-6;
        values.put(at, kept + h);
        double above = loss(decoder, batch);
        values.put(at, kept - h);
        double below = loss(decoder, batch);
        values.put(at, kept);
        assertThat((above - below) / (2 * h))
            .isCloseTo(gradient[at], within(1e-5 * Math.max(1, Math.abs(gradient[at]))));
      }
    }
  }

  private static double loss(Decoder decoder, Batch batch) {
    double[] out = new double[1];
    Torch.plain(() -> out[0] = Objective.NEXT_TOKEN.loss(decoder, batch).sum().item_double());
    return out[0];
  }

  @Test
  void adamWFollowsTheFormula() {
    Torch.load();
    Parameters p =
        new Parameters.Builder()
            .add("w", Parameters.Start.ONE, 1, 1)
            .add("b", Parameters.Start.ONE, 1)
            .build(ScalarType.Double);
    p.initialise(0);
    p.leaf("w");
    p.leaf("b");
    p.train();
    AdamW adam = new AdamW(p, 0.9, 0.999, 1e-8, 0.01);
    double[] expected = {0.899000002, 0.9347113542385653, 0.8918110813618659};
    double[] gradients = {0.5, -1, 2};
    DoubleBuffer values = p.flat().createBuffer();
    for (int i = 0; i < 3; i++) {
      p.gradient().fill_(Torch.scalar(gradients[i]));
      adam.step(0.1);
      assertThat(values.get(0)).isCloseTo(expected[i], within(1e-12));
    }
    // Vectors are spared from decay.
    assertThat(values.get(1)).isGreaterThan(values.get(0));
  }

  @Test
  void gradientsThatAreNotNumbersChangeNothingAndStopTheRunInTheEnd() {
    try (Decoder decoder = SmallModels.llama(5, ScalarType.Double);
        Learner learner =
            new Learner(
                decoder,
                (d, b) -> {
                  StepLoss loss = Objective.NEXT_TOKEN.loss(d, b);
                  return new StepLoss(loss.sum().mul(Torch.scalar(Double.NaN)), 1);
                },
                texts(1),
                plan(2, 1))) {
      double[] before = weights(decoder);
      for (long step = 0; step < 9; step++) {
        assertThat(learner.step(step).skipped()).isTrue();
      }
      assertThat(weights(decoder)).containsExactly(before);
      assertThatThrownBy(() -> learner.step(9))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("10 steps in a row, the last of them step 9")
          .hasMessageContaining("micro-batches from 18");
    }
  }

  @Test
  void gradientsAreCutToTheLargestNorm() {
    Torch.load();
    Tensor gradient = Tensor.create(3.0, 4.0, 12.0);
    assertThat(Learner.scale(gradient, 1, 1)).isEqualTo(13);
    double[] cut = new double[3];
    gradient.<DoubleBuffer>createBuffer().get(cut);
    assertThat(cut)
        .containsExactly(new double[] {0.230769213, 0.307692284, 0.923076852}, within(1e-9));
    assertThat(Learner.scale(gradient, 4, 0)).isCloseTo(0.25, within(1e-6));
  }

  @Test
  void ratesAreThoseOfTheirSteps() {
    LearningRate cosine = new LearningRate(LearningRate.Shape.COSINE, 1e-3, 10, 110, 0.1);
    assertThat(
            new double[] {cosine.at(0), cosine.at(9), cosine.at(10), cosine.at(60), cosine.at(110)})
        .containsExactly(new double[] {1e-4, 1e-3, 1e-3, 5.5e-4, 1e-4}, within(1e-15));
    LearningRate stable = new LearningRate(LearningRate.Shape.STABLE_DECAY, 1, 0, 100, 0);
    assertThat(stable.at(79)).isEqualTo(1);
    assertThat(stable.at(90)).isCloseTo(0.5, within(1e-12));
    LearningRate linear = new LearningRate(LearningRate.Shape.LINEAR, 1, 0, 100, 0.5);
    assertThat(linear.at(50)).isCloseTo(0.75, within(1e-12));
  }
}
