package io.steelyard.torch;

import io.steelyard.core.step.Job;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.model.ModelShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the report shows of a training run: curves of the loss, by domain, and where it ended. */
final class TrainingSummary implements TrainingRun.Monitor {
  private final Job job;
  private final TrainingPlan plan;
  private final List<HeldOutTexts> heldOut;

  TrainingSummary(Job job, TrainingPlan plan, List<HeldOutTexts> heldOut) {
    this.job = job;
    this.plan = plan;
    this.heldOut = heldOut;
  }

  @Override
  public void step(long step, Learner.Step what, long tokens) {
    job.progress().advance(tokens);
    if (what.skipped()) {
      job.progress().note("step " + step + ": the gradient is not finite, nothing was changed");
    }
  }

  @Override
  public void evaluated(long steps, Map<String, Double> losses) {
    if (losses.isEmpty()) {
      return;
    }
    double mean = losses.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
    var worst = losses.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    job.progress()
        .note(
            String.format(
                Locale.ROOT,
                "step %,d of %,d: validation loss %.3f (mean of %d domains; worst %s %.3f)",
                steps,
                plan.steps(),
                mean,
                losses.size(),
                worst.getKey(),
                worst.getValue()));
  }

  void describe(ModelShape shape, long skipped, List<TrainingRun.Evaluated> log) {
    Summary summary = job.summary();
    TrainingRun.Evaluated last = log.get(log.size() - 1);
    summary.figure("weights", shape.parameters(), Format.COUNT);
    summary.figure("steps", plan.steps(), Format.COUNT);
    summary.figure("products by", Torch.productsBy(), Format.TEXT);
    if (last.training() != null) {
      summary.figure("training loss", last.training(), Format.NUMBER, "nats per token, at the end");
    }
    if (skipped > 0) {
      summary.warning(skipped + " steps had a gradient that was not finite and changed nothing");
    }
    if (heldOut.isEmpty()) {
      summary.warning(
          "no domain has validation texts: put corpus.split before vocab.tokens to see losses by"
              + " domain");
      return;
    }
    summary.add(chart(log));
    Summary.Table table =
        Summary.table(
            "losses",
            "Validation loss by domain",
            "nats per token, and bits per byte of text, which vocabularies do not change",
            "domain",
            Format.TEXT,
            "tokens",
            Format.COUNT,
            "at the start",
            Format.NUMBER,
            "at the end",
            Format.NUMBER,
            "bits per byte",
            Format.NUMBER);
    for (HeldOutTexts texts : heldOut) {
      double end = last.validation().get(texts.domain());
      Summary.row(
          table,
          texts.domain(),
          texts.predictions(),
          log.get(0).validation().get(texts.domain()),
          end,
          end / Math.log(2) / texts.bytesPerToken());
    }
    summary.add(table);
  }

  private Summary.Chart chart(List<TrainingRun.Evaluated> log) {
    List<Object> x = new ArrayList<>();
    List<Summary.Line> lines = new ArrayList<>();
    List<Double> training = new ArrayList<>();
    for (TrainingRun.Evaluated e : log) {
      x.add(e.steps());
      training.add(e.training());
    }
    lines.add(new Summary.Line("training", training));
    for (HeldOutTexts texts : heldOut) {
      List<Double> y = new ArrayList<>();
      log.forEach(e -> y.add(e.validation().get(texts.domain())));
      lines.add(new Summary.Line(texts.domain(), y));
    }
    return new Summary.Chart(
        "loss",
        "Loss while training",
        "cross-entropy of the next token; training: mean since the evaluation before",
        Summary.Shape.LINE,
        "steps",
        x,
        "nats per token",
        Format.NUMBER,
        lines);
  }
}
