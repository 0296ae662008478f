package io.steelyard.decode.branching;

import io.steelyard.core.stats.Sum;
import java.util.Arrays;
import java.util.List;

/**
 * The branching factor of a prompt: the effective number of ways in which each step of its answer
 * could go on, from M sampled answers.
 *
 * <p>Per sample and step two numbers are needed, both of the truncated and renormalised
 * distribution that was drawn from: {@code h_t}, its entropy, and {@code l_t}, the log-probability
 * of the drawn token (nats). Then
 *
 * <ul>
 *   <li>entropy: {@code ln BF_k = (1/k) sum_(t<=k) mean_(alive at t) h_t};
 *   <li>AEP: {@code ln BF_k = mean_(alive at k) -(1/k) sum_(t<=k) l_t}, which needs long answers
 *       but converges to the same rate.
 * </ul>
 *
 * Positions end at the 95% quantile of the lengths, or where three samples or fewer are alive. Up
 * to 50 positions the entropy is reported, beyond it the AEP value.
 *
 * <p>Example: entropies (0, ln 4) over two steps give exp((0 + ln 4) / 2) = 2.
 *
 * @param logFactors {@code ln BF_k} by entropy for every prefix length k
 * @param aep the same by the AEP
 * @param alive samples alive at each position
 * @param estimator which of the two {@code factor} is
 * @see <a href="https://arxiv.org/abs/2506.17871">Yang et al. 2025</a>
 */
public record BranchingFactor(double[] logFactors, double[] aep, int[] alive, Estimator estimator) {
  /** Fewest samples from which anything is said. */
  public static final int FEWEST = 4;

  private static final double LENGTH_QUANTILE = 0.95;
  private static final int SWITCH = 50;

  /** Which estimate a number is. */
  public enum Estimator {
    ENTROPY,
    AEP
  }

  /**
   * One sampled answer.
   *
   * @param entropies h of each step, in nats, its end token included
   * @param logProbabilities l of each step
   */
  public record Sample(double[] entropies, double[] logProbabilities) {
    public Sample {
      if (entropies.length != logProbabilities.length || entropies.length == 0) {
        throw new IllegalArgumentException(
            entropies.length
                + " entropies and "
                + logProbabilities.length
                + " log-probabilities: expected as many, and at least one");
      }
      for (int t = 0; t < entropies.length; t++) {
        if (!(entropies[t] >= 0) || !(logProbabilities[t] > Double.NEGATIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "step "
                  + t
                  + ": entropy "
                  + entropies[t]
                  + ", log-probability "
                  + logProbabilities[t]
                  + ": the trace and the decoder disagree");
        }
      }
    }

    int length() {
      return entropies.length;
    }

    double meanEntropy() {
      return Sum.of(entropies) / entropies.length;
    }
  }

  /**
   * From the samples of one prompt.
   *
   * @param entropyOnly never the AEP value: for very random answers
   * @throws IllegalArgumentException for fewer than four samples
   */
  public static BranchingFactor of(List<Sample> samples, boolean entropyOnly) {
    if (samples.size() < FEWEST) {
      throw new IllegalArgumentException(
          "a branching factor needs at least " + FEWEST + " samples, got " + samples.size());
    }
    int positions = positions(samples);
    double[] logs = new double[positions];
    double[] aep = new double[positions];
    int[] alive = new int[positions];
    double[] prefix = new double[samples.size()];
    double sum = 0;
    for (int t = 0; t < positions; t++) {
      Sum h = new Sum();
      Sum l = new Sum();
      for (int m = 0; m < prefix.length; m++) {
        Sample sample = samples.get(m);
        if (t < sample.length()) {
          alive[t]++;
          h.add(sample.entropies()[t]);
          prefix[m] += sample.logProbabilities()[t];
          l.add(-prefix[m] / (t + 1));
        }
      }
      sum += h.value() / alive[t];
      logs[t] = sum / (t + 1);
      aep[t] = l.value() / alive[t];
    }
    boolean byAep = !entropyOnly && positions > SWITCH;
    return new BranchingFactor(logs, aep, alive, byAep ? Estimator.AEP : Estimator.ENTROPY);
  }

  /** How many positions have enough samples. */
  private static int positions(List<Sample> samples) {
    int[] lengths = samples.stream().mapToInt(Sample::length).sorted().toArray();
    double place = LENGTH_QUANTILE * (lengths.length - 1);
    int i = (int) place;
    int next = Math.min(i + 1, lengths.length - 1);
    int most = (int) Math.floor(lengths[i] + (place - i) * (lengths[next] - lengths[i]));
    // At least four alive: the fourth longest length.
    return Math.max(1, Math.min(most, lengths[lengths.length - FEWEST]));
  }

  public int positions() {
    return logFactors.length;
  }

  /** Natural log of the factor over all positions. */
  public double logFactor() {
    return (estimator == Estimator.AEP ? aep : logFactors)[positions() - 1];
  }

  public double factor() {
    return StrictMath.exp(logFactor());
  }

  /** By entropy, whatever the length. */
  public double entropyFactor() {
    return StrictMath.exp(logFactors[positions() - 1]);
  }

  /** By the AEP, whatever the length. */
  public double aepFactor() {
    return StrictMath.exp(aep[positions() - 1]);
  }

  /**
   * The factor at each position: the entropy value to position 50, AEP beyond, where that is the
   * estimator.
   */
  public double[] curve() {
    double[] curve = new double[positions()];
    for (int k = 0; k < curve.length; k++) {
      boolean byAep = estimator == Estimator.AEP && k >= SWITCH;
      curve[k] = StrictMath.exp(byAep ? aep[k] : logFactors[k]);
    }
    return curve;
  }

  /** The factor of positions [from, to) alone, by entropy. */
  public double window(int from, int to) {
    double before = from == 0 ? 0 : logFactors[from - 1] * from;
    return StrictMath.exp((logFactors[to - 1] * to - before) / (to - from));
  }

  /** Sequence level: {@code sum_t mean h_t}, in nats. */
  public double logTotal() {
    return logFactors[positions() - 1] * positions();
  }

  /** {@code sum_t ln mean exp(h_t)}: branches multiplied step by step. */
  public static double logConditionalProduct(List<Sample> samples) {
    double sum = 0;
    int positions = positions(samples);
    for (int t = 0; t < positions; t++) {
      int at = t;
      sum +=
          StrictMath.log(
              samples.stream()
                  .filter(s -> at < s.length())
                  .mapToDouble(s -> StrictMath.exp(s.entropies()[at]))
                  .average()
                  .orElseThrow());
    }
    return sum;
  }

  /** Mean over samples of the mean entropy of each. */
  public static double meanOfSamples(List<Sample> samples) {
    return samples.stream().mapToDouble(Sample::meanEntropy).average().orElseThrow();
  }

  /** {@code mean exp(mean h)}: what older figures plot. */
  public static double perplexity(List<Sample> samples) {
    return samples.stream()
        .mapToDouble(s -> StrictMath.exp(s.meanEntropy()))
        .average()
        .orElseThrow();
  }

  /**
   * {@code exp(total entropy / total bytes)}: fair between tokenizers and languages.
   *
   * @param bytes of each sample's text
   */
  public static double perByte(List<Sample> samples, long[] bytes) {
    double entropy = samples.stream().mapToDouble(s -> Sum.of(s.entropies())).sum();
    return StrictMath.exp(entropy / Math.max(1, Arrays.stream(bytes).sum()));
  }
}
