package io.steelyard.proofs.lab;

import io.steelyard.core.counts.Schedule;
import io.steelyard.core.step.Amount;
import io.steelyard.mix.DrawMode;
import io.steelyard.mix.Repeat;
import io.steelyard.mix.SampledDomain;
import io.steelyard.mix.Sampler;
import io.steelyard.mix.SamplerSettings;
import io.steelyard.model.ModelShape;
import io.steelyard.model.files.Activation;
import io.steelyard.model.files.ModelConfig;
import io.steelyard.model.files.Rotary;
import io.steelyard.torch.Batch;
import io.steelyard.torch.Batches;
import io.steelyard.torch.LanguageTrainer;
import io.steelyard.torch.LearningRate;
import io.steelyard.torch.Rate;
import io.steelyard.torch.TrainingPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A small transformer over bytes, trained on windows of a few domains in proportions that a
 * schedule gives: a run takes a minute, so a mixture can be tried with several seeds.
 *
 * @param domains what it is trained on
 * @param size of the model and the run
 */
public record ByteLab(List<ByteDomain> domains, Size size) {
  /**
   * Sizes.
   *
   * @param vocabulary ids: bytes, then tags or clones
   * @param width of hidden states; a feed-forward part is three times as wide
   * @param layers blocks
   * @param length bytes of a window
   * @param rows windows of a step
   * @param steps of a run
   * @param evaluated windows of each domain that are evaluated
   * @param tied whether the output matrix is the embedding
   */
  public record Size(
      int vocabulary,
      int width,
      int layers,
      int length,
      int rows,
      long steps,
      int evaluated,
      boolean tied) {
    /** Bytes that a run sees. */
    public long budget() {
      return steps * rows * length;
    }

    public ModelConfig config() {
      int heads = 4;
      ModelShape shape =
          new ModelShape(
              "llama",
              vocabulary,
              length,
              layers,
              width,
              heads,
              heads,
              width / heads,
              3 * width,
              tied,
              0);
      return new ModelConfig(
          shape,
          1e-5,
          new Rotary(10_000, Rotary.Scaling.NONE),
          Activation.SILU,
          false,
          false,
          false,
          -1,
          new int[0]);
    }

    /** Adam as the specifications have it: betas .9 and .95, no decay, clipping at 1. */
    public TrainingPlan plan(Rate rate) {
      return new TrainingPlan(steps, 1, rate, 0.9, 0.95, 1e-8, 0, 1, steps, steps);
    }

    /** A cosine from 3e-3 to a hundredth of it after a warm-up of 3%. */
    public Rate cosine() {
      return new LearningRate(
          LearningRate.Shape.COSINE, 3e-3, Math.max(1, 3 * steps / 100), steps, .01);
    }
  }

  /** Names of the domains, in order. */
  public List<String> names() {
    return domains.stream().map(ByteDomain::name).toList();
  }

  /** Training windows by domain: what proportions are taken of. */
  public double[] sizes() {
    return domains.stream().mapToDouble(d -> d.training().length).toArray();
  }

  /**
   * The windows of a run, step by step, by independent draws of the sampler.
   *
   * @param schedule proportions by step
   * @param weights what the loss of each domain's windows is multiplied with; null for 1
   */
  public Batches batches(Schedule schedule, double[] weights, long seed) {
    int[][] order = order(schedule, seed);
    return number -> {
      int rows = size.rows();
      int row = size.length() + 1;
      int[] ids = new int[rows * row];
      float[] each = weights == null ? null : new float[rows];
      for (int r = 0; r < rows; r++) {
        int[] draw = order[(int) (number * rows + r)];
        System.arraycopy(domains.get(draw[0]).training()[draw[1]], 0, ids, r * row, row);
        if (weights != null) {
          each[r] = (float) weights[draw[0]];
        }
      }
      return new Batch(ids, rows, size.length(), each);
    };
  }

  /** Domain and window of each draw of a run. */
  public int[][] order(Schedule schedule, long seed) {
    List<SampledDomain> sampled = new ArrayList<>();
    domains.forEach(d -> sampled.add(new SampledDomain(d.name(), d.training().length)));
    long draws = size.steps() * size.rows();
    Sampler sampler =
        new Sampler(
            new SamplerSettings(
                sampled,
                schedule.scaled(size.rows()),
                Amount.Unit.DOCUMENTS,
                DrawMode.IID,
                0,
                Repeat.UNLIMITED,
                draws,
                seed));
    int[][] order = new int[(int) draws][];
    for (int i = 0; i < order.length && sampler.next(); i++) {
      order[i] = new int[] {sampler.domain(), (int) sampler.document()};
    }
    return order;
  }

  public LanguageTrainer trainer(Batches batches, Rate rate, long seed) {
    return new LanguageTrainer(size.config(), size.plan(rate), batches, seed, 1);
  }

  /** Held-out loss of each domain, in nats per byte. */
  public double[] evaluate(LanguageTrainer trainer) {
    double[] losses = new double[domains.size()];
    for (int k = 0; k < losses.length; k++) {
      losses[k] = loss(trainer, domains.get(k).held(), size);
    }
    return losses;
  }

  /** Mean loss over windows in nats per byte. */
  public static double loss(LanguageTrainer trainer, int[][] windows, Size size) {
    double sum = 0;
    int n = Math.min(size.evaluated(), windows.length);
    int row = size.length() + 1;
    for (int from = 0; from < n; from += 64) {
      int rows = Math.min(64, n - from);
      int[] ids = new int[rows * row];
      for (int r = 0; r < rows; r++) {
        System.arraycopy(windows[from + r], 0, ids, r * row, row);
      }
      sum += rows * trainer.loss(new Batch(ids, rows, size.length()));
    }
    return sum / n;
  }

  /** What a run showed: losses by evaluation and domain, and the norm of each step's gradient. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Curve(long[] steps, double[][] losses, double[] norms) {
    public double[] last() {
      return losses[losses.length - 1];
    }

    /** The least loss of a domain over all evaluations. */
    public double least(int domain) {
      return Arrays.stream(losses).mapToDouble(l -> l[domain]).min().orElseThrow();
    }

    /** The first evaluated step at which a domain's loss is at most this; -1 for never. */
    public long reaches(int domain, double loss) {
      for (int i = 0; i < steps.length; i++) {
        if (losses[i][domain] <= loss) {
          return steps[i];
        }
      }
      return -1;
    }

    /** Variance of the gradient's norm over steps [from, to). */
    public double normVariance(int from, int to) {
      double mean = Arrays.stream(norms, from, to).average().orElseThrow();
      return Arrays.stream(norms, from, to)
          .map(n -> (n - mean) * (n - mean))
          .average()
          .orElseThrow();
    }
  }

  /** Trains with a schedule and evaluates so many times. */
  public Curve train(Schedule schedule, double[] weights, Rate rate, long seed, int evaluations) {
    List<Long> steps = new ArrayList<>();
    List<double[]> losses = new ArrayList<>();
    double[] norms = new double[(int) size.steps()];
    try (LanguageTrainer trainer = trainer(batches(schedule, weights, seed), rate, seed)) {
      for (long step = 0; step < size.steps(); step++) {
        trainer.step(step);
        norms[(int) step] = trainer.norm();
        if ((step + 1) * evaluations / size.steps() > step * evaluations / size.steps()) {
          steps.add(step + 1);
          losses.add(evaluate(trainer));
        }
      }
    }
    return new Curve(
        steps.stream().mapToLong(Long::longValue).toArray(),
        losses.toArray(double[][]::new),
        norms);
  }
}
