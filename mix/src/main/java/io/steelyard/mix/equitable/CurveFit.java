package io.steelyard.mix.equitable;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.DiagonalMatrix;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;

/**
 * A learning curve from losses at several amounts. A point weighs as much as its amount, for the
 * variance of a loss falls as {@code 1/n}.
 *
 * <ul>
 *   <li>{@link #powerLaw}: {@code ln L = ln b - p ln n}, weighted least squares;
 *   <li>{@link #withFloor}: {@code L = a + b n^(-p)}, Levenberg-Marquardt from there, a at least 0.
 * </ul>
 *
 * <p>Example: {@code L = 2 n^-0.4} at 10, 20, 40, 80 gives p = 0.4 and ln b = 0.6931471806.
 */
public final class CurveFit {
  /** A curve that does not fall is given this power, and {@link Fitted#learns} is false. */
  public static final double LEAST_POWER = 1e-3;

  private CurveFit() {}

  /**
   * A loss that was measured.
   *
   * @param amount units of data trained on, positive
   * @param loss loss on held-out data, positive; others are dropped by the fit
   */
  public record Point(double amount, double loss) {
    public Point {
      if (!(amount > 0) || Double.isInfinite(amount)) {
        throw new IllegalArgumentException("a loss at " + amount + " units");
      }
    }

    boolean isUsable() {
      return loss > 0 && !Double.isInfinite(loss);
    }
  }

  /**
   * A curve with what is known about it.
   *
   * @param curve the curve
   * @param powerError standard error of {@code p}
   * @param logScaleError standard error of {@code ln b}
   * @param covariance of {@code ln b} and {@code p}
   * @param points points used
   * @param largest largest amount among them
   * @param learns whether the losses fall at all
   */
  public record Fitted(
      LearningCurve curve,
      double powerError,
      double logScaleError,
      double covariance,
      int points,
      double largest,
      boolean learns) {
    /**
     * Standard error of the slope at {@code n} by the delta method: {@code d ln(-L') = dp/p + d ln
     * b - ln(n) dp}.
     */
    public double slopeError(double n) {
      double byPower = 1 / curve.power() - StrictMath.log(n);
      double variance =
          logScaleError * logScaleError
              + byPower * byPower * powerError * powerError
              + 2 * byPower * covariance;
      return -curve.slope(n) * StrictMath.sqrt(Math.max(0, variance));
    }
  }

  /**
   * @param points at least two amounts
   * @throws IllegalArgumentException if fewer than two different amounts have a usable loss
   */
  public static Fitted powerLaw(List<Point> points) {
    List<Point> usable = usable(points, 2);
    double weights = 0;
    double x = 0;
    double y = 0;
    for (Point point : usable) {
      weights += point.amount;
      x += point.amount * StrictMath.log(point.amount);
      y += point.amount * StrictMath.log(point.loss);
    }
    x /= weights;
    y /= weights;
    double xx = 0;
    double xy = 0;
    for (Point point : usable) {
      double dx = StrictMath.log(point.amount) - x;
      xx += point.amount * dx * dx;
      xy += point.amount * dx * (StrictMath.log(point.loss) - y);
    }
    double power = -xy / xx;
    double residuals = 0;
    for (Point point : usable) {
      double residual = StrictMath.log(point.loss) - y + power * (StrictMath.log(point.amount) - x);
      residuals += point.amount * residual * residual;
    }
    double variance = usable.size() > 2 ? residuals / (usable.size() - 2) : 0;
    boolean learns = power > LEAST_POWER;
    double kept = learns ? power : LEAST_POWER;
    return new Fitted(
        new LearningCurve(0, StrictMath.exp(y + kept * x), kept),
        StrictMath.sqrt(variance / xx),
        StrictMath.sqrt(variance * (1 / weights + x * x / xx)),
        variance * x / xx,
        usable.size(),
        largest(usable),
        learns);
  }

  /**
   * @param points at least five amounts; with fewer, or where no floor helps, {@link #powerLaw}
   */
  public static Fitted withFloor(List<Point> points) {
    Fitted start = powerLaw(points);
    List<Point> usable = usable(points, 2);
    if (amounts(usable) < 5 || !start.learns) {
      return start;
    }
    double least = usable.stream().mapToDouble(Point::loss).min().orElseThrow();
    double[] observed = usable.stream().mapToDouble(Point::loss).toArray();
    double[] weights = usable.stream().mapToDouble(Point::amount).toArray();
    LeastSquaresBuilder problem =
        new LeastSquaresBuilder()
            .model(parameters -> model(usable, parameters))
            .target(observed)
            .weight(new DiagonalMatrix(weights))
            .parameterValidator(CurveFit::within)
            .lazyEvaluation(false)
            .maxEvaluations(2000)
            .maxIterations(2000);
    double best = Double.POSITIVE_INFINITY;
    Fitted fitted = start;
    for (double share : new double[] {0, 0.5, 0.9}) {
      double floor = share * least;
      LearningCurve from = share == 0 ? start.curve : aboveFloor(usable, floor);
      try {
        LevenbergMarquardtOptimizer.Optimum optimum =
            new LevenbergMarquardtOptimizer()
                .optimize(
                    problem
                        .start(new double[] {floor, StrictMath.log(from.scale()), from.power()})
                        .build());
        double[] at = optimum.getPoint().toArray();
        if (optimum.getCost() < best && at[2] > LEAST_POWER) {
          best = optimum.getCost();
          fitted = fitted(at, optimum, usable);
        }
      } catch (MathRuntimeException e) {
        continue; // From this start it does not converge; the others, or the power law, remain.
      }
    }
    return fitted;
  }

  private static Fitted fitted(
      double[] at, LevenbergMarquardtOptimizer.Optimum optimum, List<Point> usable) {
    double variance =
        usable.size() > 3 ? optimum.getCost() * optimum.getCost() / (usable.size() - 3) : 0;
    double[][] inverse = new double[3][3];
    try {
      inverse = optimum.getCovariances(1e-14).getData();
    } catch (MathRuntimeException e) {
      // At the border a = 0 the curve has two parameters; those errors are the power law's.
      return new Fitted(
          new LearningCurve(at[0], StrictMath.exp(at[1]), at[2]),
          Double.NaN,
          Double.NaN,
          Double.NaN,
          usable.size(),
          largest(usable),
          true);
    }
    return new Fitted(
        new LearningCurve(at[0], StrictMath.exp(at[1]), at[2]),
        StrictMath.sqrt(variance * inverse[2][2]),
        StrictMath.sqrt(variance * inverse[1][1]),
        variance * inverse[1][2],
        usable.size(),
        largest(usable),
        true);
  }

  private static LearningCurve aboveFloor(List<Point> points, double floor) {
    List<Point> above = new ArrayList<>();
    points.forEach(point -> above.add(new Point(point.amount, point.loss - floor)));
    return powerLaw(above).curve;
  }

  /** Losses and their derivatives by (a, ln b, p). */
  private static Pair<RealVector, RealMatrix> model(List<Point> points, RealVector at) {
    double[] losses = new double[points.size()];
    double[][] derivatives = new double[points.size()][];
    for (int i = 0; i < losses.length; i++) {
      double log = StrictMath.log(points.get(i).amount);
      double above = StrictMath.exp(at.getEntry(1) - at.getEntry(2) * log);
      losses[i] = at.getEntry(0) + above;
      derivatives[i] = new double[] {1, above, -log * above};
    }
    return new Pair<>(
        MatrixUtils.createRealVector(losses), MatrixUtils.createRealMatrix(derivatives));
  }

  private static RealVector within(RealVector at) {
    RealVector inside = at.copy();
    inside.setEntry(0, Math.max(0, at.getEntry(0)));
    inside.setEntry(2, Math.min(Math.max(LEAST_POWER, at.getEntry(2)), 10));
    return inside;
  }

  private static List<Point> usable(List<Point> points, int least) {
    List<Point> usable = points.stream().filter(Point::isUsable).toList();
    if (amounts(usable) < least) {
      throw new IllegalArgumentException(
          "a learning curve needs losses at two amounts or more; there are "
              + amounts(usable)
              + " among "
              + points.size()
              + " points");
    }
    return usable;
  }

  private static long amounts(List<Point> points) {
    return points.stream().mapToDouble(Point::amount).distinct().count();
  }

  private static double largest(List<Point> points) {
    return points.stream().mapToDouble(Point::amount).max().orElseThrow();
  }
}
