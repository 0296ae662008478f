package io.steelyard.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.draws.Draws;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
  @TempDir Path folder;

  private static final TrainingPlan PLAN =
      new TrainingPlan(
          20,
          2,
          new LearningRate(LearningRate.Shape.COSINE, 3e-3, 3, 20, 0.1),
          0.9,
          0.95,
          1e-8,
          0.1,
          1,
          7,
          5);

  private static int[] text(long seed, int n) {
    int[] ids = new int[n];
    for (int i = 0; i < n; i++) {
      ids[i] = (int) Draws.below(Draws.mix(seed, i), 50);
    }
    return ids;
  }

  private Supplier<Decoder> decoders = () -> SmallModels.llama(9);

  private record Ended(float[] weights, List<TrainingRun.Evaluated> log) {}

  /** Runs until the step of the {@code stop}, where it dies, or to the end. */
  private Ended run(Path at, long stop, String data, TrainingPlan plan) throws IOException {
    try (Decoder decoder = decoders.get();
        Learner learner =
            new Learner(
                decoder,
                Objective.NEXT_TOKEN,
                number -> new Batch(text(number, 2 * 17), 2, 16),
                plan)) {
      List<HeldOutTexts> heldOut =
          List.of(
              new HeldOutTexts("a", HeldOutTexts.batches(text(-1, 100), 16, 4), 99, 3),
              new HeldOutTexts("b", HeldOutTexts.batches(text(-2, 33), 16, 4), 32, 3));
      TrainingRun run = new TrainingRun(decoder, learner, plan, heldOut, at, data);
      List<TrainingRun.Evaluated> log =
          run.run(
              64,
              new TrainingRun.Monitor() {
                @Override
                public void step(long step, Learner.Step what, long tokens) {
                  if (step == stop) {
                    throw new IllegalStateException("killed");
                  }
                }

                @Override
                public void evaluated(long steps, Map<String, Double> losses) {}
              });
      float[] weights = new float[(int) decoder.parameters().size()];
      decoder.parameters().flat().<FloatBuffer>createBuffer().get(weights);
      return new Ended(weights, log);
    }
  }

  @Test
  void aRunThatDiedGoesOnBitForBit() throws IOException {
    Ended whole = run(folder.resolve("whole"), -1, "d", PLAN);
    assertThat(whole.log())
        .extracting(TrainingRun.Evaluated::steps)
        .containsExactly(0L, 7L, 14L, 20L);
    Path at = folder.resolve("killed");
    for (long stop : new long[] {3, 6, 17, 18}) {
      assertThatThrownBy(() -> run(at, stop, "d", PLAN)).hasMessage("killed");
    }
    Ended resumed = run(at, -1, "d", PLAN);
    assertThat(resumed.weights()).containsExactly(whole.weights());
    assertThat(TrainingRun.lines(resumed.log())).isEqualTo(TrainingRun.lines(whole.log()));
  }

  @Test
  void theOtherFamilyOnTwoCoresTooWhereEvaluationAndCheckpointMeet() throws IOException {
    decoders =
        () -> {
          Decoder decoder = SmallModels.gpt2(9);
          Torch.threads(2);
          return decoder;
        };
    TrainingPlan plan =
        new TrainingPlan(
            PLAN.steps(),
            PLAN.accumulate(),
            PLAN.rate(),
            PLAN.beta1(),
            PLAN.beta2(),
            PLAN.epsilon(),
            PLAN.decay(),
            PLAN.clip(),
            5,
            5);
    Ended whole = run(folder.resolve("whole"), -1, "d", plan);
    Path at = folder.resolve("killed");
    for (long stop : new long[] {5, 10, 16}) {
      assertThatThrownBy(() -> run(at, stop, "d", plan)).hasMessage("killed");
    }
    assertThat(run(at, -1, "d", plan).weights()).containsExactly(whole.weights());
    Torch.threads(1);
  }

  @Test
  void onlyTheLatestCheckpointsAreKept() throws IOException {
    run(folder, -1, "d", PLAN);
    try (var files = Files.list(folder.resolve("checkpoints"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("step-00000010", "step-00000015");
    }
  }

  @Test
  void aCheckpointOfOtherTextsIsRefused() throws IOException {
    run(folder, -1, "d", PLAN);
    assertThatThrownBy(() -> run(folder, -1, "e", PLAN))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("belongs to a run with other training texts")
        .hasMessageContaining("delete the folder");
  }

  @Test
  void everyTokenButTheFirstIsPredictedOnce() {
    List<Batch> batches = HeldOutTexts.batches(text(1, 100), 16, 4);
    assertThat(batches.stream().mapToInt(Batch::predictions).sum()).isEqualTo(99);
    assertThat(batches).hasSize(3);
  }
}
