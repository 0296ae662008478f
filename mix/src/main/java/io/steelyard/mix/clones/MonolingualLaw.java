package io.steelyard.mix.clones;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.stats.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the perplexity of monolingual training falls with its data, {@code 1 / ppl = c - a x^(-b)},
 * and what a multilingual run's perplexity is worth in it.
 *
 * <p>{@code x(ppl) = ((c - 1/ppl) / a)^(-1/b)} is the data that would have given this perplexity
 * alone; its product with the law's unit is the monolingual token equivalent (MLTE), and over the
 * tokens that the language really had it is the token efficiency (TEff): above 1, the language
 * profits from the others. Comparing with a monolingual run of the same total would not say that.
 *
 * <p>Example: through (.0999726, 48.358189), (.4999726, 25.308240), (1, 21.930433): a = .0328957, b
 * = .2448753, c = .0784944; perplexity 32.805344 is x = .2135139, which at a tenth of the data is
 * TEff 2.135.
 *
 * @param least smallest x that was fitted
 * @param most largest
 * @see <a href="https://arxiv.org/abs/2404.07982">Schäfer et al. 2024</a>
 */
public record MonolingualLaw(double a, double b, double c, double least, double most) {
  private static final double SMALLEST_EXPONENT = 1e-3;
  private static final double LARGEST_EXPONENT = 8;
  private static final int GRID = 200;
  private static final int SECTIONS = 200;

  /**
   * A monolingual run.
   *
   * @param x its data, in any unit
   */
  public record Run(double x, double perplexity) {}

  /**
   * Least squares on 1/ppl (on ppl the worst runs would weigh most). For each b, a and c are
   * linear; b is searched on a grid in its logarithm, then by golden section.
   *
   * @throws IllegalArgumentException for fewer than three different x
   */
  public static MonolingualLaw fit(List<Run> runs) {
    if (runs.stream().mapToDouble(Run::x).distinct().count() < 3) {
      throw new IllegalArgumentException(
          "three parameters need runs on at least 3 amounts of data, were " + runs);
    }
    double from = StrictMath.log(SMALLEST_EXPONENT);
    double step = (StrictMath.log(LARGEST_EXPONENT) - from) / GRID;
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= GRID; i++) {
      double error = error(runs, StrictMath.exp(from + i * step));
      if (error < least) {
        least = error;
        best = i;
      }
    }
    double low = from + (best - 1) * step;
    double high = from + (best + 1) * step;
    double golden = (Math.sqrt(5) - 1) / 2;
    for (int i = 0; i < SECTIONS; i++) {
      double one = high - golden * (high - low);
      double two = low + golden * (high - low);
      if (error(runs, StrictMath.exp(one)) < error(runs, StrictMath.exp(two))) {
        high = two;
      } else {
        low = one;
      }
    }
    double b = StrictMath.exp((low + high) / 2);
    double[] line = line(runs, b);
    return new MonolingualLaw(
        -line[1],
        b,
        line[0],
        runs.stream().mapToDouble(Run::x).min().orElseThrow(),
        runs.stream().mapToDouble(Run::x).max().orElseThrow());
  }

  private static double error(List<Run> runs, double b) {
    double[] line = line(runs, b);
    double sum = 0;
    for (Run run : runs) {
      double d = line[0] + line[1] * StrictMath.pow(run.x(), -b) - 1 / run.perplexity();
      sum += d * d;
    }
    return sum;
  }

  /** Intercept and slope of 1/ppl over x^(-b). */
  private static double[] line(List<Run> runs, double b) {
    double meanX = 0;
    double meanY = 0;
    for (Run run : runs) {
      meanX += StrictMath.pow(run.x(), -b) / runs.size();
      meanY += 1 / run.perplexity() / runs.size();
    }
    double above = 0;
    double below = 0;
    for (Run run : runs) {
      double d = StrictMath.pow(run.x(), -b) - meanX;
      above += d * (1 / run.perplexity() - meanY);
      below += d * d;
    }
    double slope = below == 0 ? 0 : above / below;
    return new double[] {meanY - slope * meanX, slope};
  }

  /** What the law expects of so much data. */
  public double perplexity(double x) {
    return 1 / (c - a * StrictMath.pow(x, -b));
  }

  /**
   * The monolingual data that would give a perplexity; infinity where none would, because it is
   * below what the law falls to.
   */
  public double data(double perplexity) {
    double left = c - 1 / perplexity;
    return left <= 0 ? Double.POSITIVE_INFINITY : StrictMath.pow(left / a, -1 / b);
  }

  /** TEff: the worth of a perplexity over the data that the language had. */
  public double efficiency(double perplexity, double had) {
    return data(perplexity) / had;
  }

  /** Whether a perplexity lies outside of what was fitted, so that its worth is extrapolated. */
  public boolean extrapolates(double perplexity) {
    double x = data(perplexity);
    return x < least || x > most;
  }

  /**
   * A bootstrap interval of TEff: the law is fitted anew to runs drawn with replacement, as often
   * as three different amounts of data are among them.
   */
  public static Interval efficiencyInterval(
      List<Run> runs, double perplexity, double had, int replicates, double level, long seed) {
    long key = Draws.key(seed, Purpose.BOOTSTRAP, "monolingual law");
    double[] values = new double[replicates];
    int n = 0;
    for (int r = 0; n < replicates && r < 10 * replicates; r++) {
      List<Run> drawn = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        drawn.add(runs.get((int) Draws.below(Draws.mix(key, r, i), runs.size())));
      }
      if (drawn.stream().mapToDouble(Run::x).distinct().count() >= 3) {
        values[n++] = fit(drawn).efficiency(perplexity, had);
      }
    }
    double[] sorted = Arrays.copyOf(values, n);
    Arrays.sort(sorted);
    int tail = (int) Math.floor((1 - level) / 2 * n);
    return new Interval(sorted[tail], sorted[n - 1 - tail], level, "bootstrap of the law");
  }
}
