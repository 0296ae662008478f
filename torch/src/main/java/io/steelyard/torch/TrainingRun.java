package io.steelyard.torch;

import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.step.Job;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training run in a folder: steps, evaluations by domain, checkpoints. Run again, it goes on
 * after the last checkpoint and ends with the same bits.
 */
final class TrainingRun {
  /** What happens while it runs. */
  interface Monitor {
    /** A step is done; {@code tokens} were predicted in it. */
    void step(long step, Learner.Step what, long tokens) throws IOException;

    /** The validation losses of all domains after so many steps. */
    void evaluated(long steps, Map<String, Double> losses);
  }

  private static final int KEPT_CHECKPOINTS = 2;

  /** A line of the log: the state after {@code steps} steps; losses in nats per token. */
  record Evaluated(long steps, Double training, Map<String, Double> validation) {}

  private final Decoder decoder;
  private final Learner learner;
  private final TrainingPlan plan;
  private final List<HeldOutTexts> heldOut;
  private final Path folder;
  private final String data;

  TrainingRun(
      Decoder decoder,
      Learner learner,
      TrainingPlan plan,
      List<HeldOutTexts> heldOut,
      Path folder,
      String data) {
    this.decoder = decoder;
    this.learner = learner;
    this.plan = plan;
    this.heldOut = heldOut;
    this.folder = folder;
    this.data = data;
  }

  /** Trains to the end of the plan. */
  List<Evaluated> run(int tokensPerStep, Monitor monitor) throws IOException {
    Path checkpoints = folder.resolve("checkpoints");
    String settings =
        plan.toString() + decoder.shape() + (Torch.isMkl() ? ", products by MKL" : "");
    Checkpoint.State start =
        Checkpoint.resume(checkpoints, settings, data, learner, decoder.parameters())
            .orElse(Checkpoint.State.start(settings, data));
    long done = start.step();
    Path log = folder.resolve("evaluations.partial.jsonl");
    List<Evaluated> all = readLog(log, done);
    if (all.isEmpty()) {
      all.add(evaluate(0, null));
      monitor.evaluated(0, all.get(0).validation());
    }
    double sum = start.lossSum();
    long counted = start.lossCount();
    for (long step = done; step < plan.steps(); step++) {
      Learner.Step what = learner.step(step);
      if (!what.skipped()) {
        sum += what.loss();
        counted++;
      }
      monitor.step(step, what, tokensPerStep);
      long now = step + 1;
      if (now % plan.evaluateEvery() == 0 || now == plan.steps()) {
        Evaluated evaluated = evaluate(now, counted == 0 ? null : sum / counted);
        all.add(evaluated);
        monitor.evaluated(now, evaluated.validation());
        sum = 0;
        counted = 0;
      }
      boolean interrupted = Thread.currentThread().isInterrupted();
      if (interrupted || now % plan.checkpointEvery() == 0 && now < plan.steps()) {
        writeLog(log, all);
        Checkpoint.write(
            checkpoints,
            new Checkpoint.State(
                Checkpoint.State.VERSION, now, learner.skipped(), sum, counted, settings, data),
            learner,
            decoder.parameters(),
            KEPT_CHECKPOINTS);
        Job.stopIfInterrupted();
      }
    }
    return all;
  }

  private Evaluated evaluate(long steps, Double training) {
    Map<String, Double> losses = new LinkedHashMap<>();
    for (HeldOutTexts texts : heldOut) {
      losses.put(texts.domain(), texts.loss(learner));
    }
    return new Evaluated(steps, training, losses);
  }

  private static void writeLog(Path log, List<Evaluated> all) {
    AtomicFile.write(log, lines(all));
  }

  /** One line of JSON for each evaluation. */
  static byte[] lines(List<Evaluated> all) {
    StringBuilder text = new StringBuilder();
    for (Evaluated e : all) {
      text.append(new String(Json.canonical(e), StandardCharsets.UTF_8).strip()).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What was evaluated up to the checkpoint from which the run goes on. */
  private static List<Evaluated> readLog(Path log, long done) throws IOException {
    List<Evaluated> all = new ArrayList<>();
    if (done > 0 && Files.exists(log)) {
      for (String line : Files.readAllLines(log)) {
        all.add(Json.MAPPER.readValue(line, Evaluated.class));
      }
      all.removeIf(e -> e.steps() > done);
    }
    return all;
  }

  /** Removes what only a run under way needs. */
  void finish() throws IOException {
    Checkpoint.delete(folder.resolve("checkpoints"));
    Files.deleteIfExists(folder.resolve("evaluations.partial.jsonl"));
  }
}
