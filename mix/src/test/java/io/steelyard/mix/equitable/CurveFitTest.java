package io.steelyard.mix.equitable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class CurveFitTest {
  private static List<CurveFit.Point> points(DoubleUnaryOperator loss, double... amounts) {
    List<CurveFit.Point> points = new ArrayList<>();
    for (double amount : amounts) {
      points.add(new CurveFit.Point(amount, loss.applyAsDouble(amount)));
    }
    return points;
  }

  @Test
  void findsAPowerLawExactly() {
    CurveFit.Fitted fit = CurveFit.powerLaw(points(n -> 2 * Math.pow(n, -.4), 10, 20, 40, 80));
    assertThat(fit.curve().power()).isCloseTo(.4, within(1e-12));
    assertThat(Math.log(fit.curve().scale())).isCloseTo(.6931471806, within(1e-10));
    assertThat(fit.powerError()).isCloseTo(0, within(1e-7));
    assertThat(fit.largest()).isEqualTo(80);
  }

  @Test
  void findsTheLossThatStays() {
    CurveFit.Fitted fit =
        CurveFit.withFloor(points(n -> 1.2 + 3 * Math.pow(n, -.5), 10, 20, 40, 80, 160, 320, 640));
    assertThat(fit.curve().floor()).isCloseTo(1.2, within(1e-6));
    assertThat(fit.curve().scale()).isCloseTo(3, within(1e-5));
    assertThat(fit.curve().power()).isCloseTo(.5, within(1e-6));
  }

  @Test
  void hasNoFloorBelowZero() {
    CurveFit.Fitted fit =
        CurveFit.withFloor(points(n -> 3 * Math.pow(n, -.5) - 0.05, 10, 20, 40, 80, 160, 320));
    assertThat(fit.curve().floor()).isZero();
  }

  @Test
  void errorsCoverTheTruth() {
    int inside = 0;
    for (int s = 0; s < 200; s++) {
      int seed = s;
      double[] amounts = {10, 10, 20, 20, 40, 40, 80, 80, 160, 160};
      List<CurveFit.Point> points = new ArrayList<>();
      for (int i = 0; i < amounts.length; i++) {
        // The sum of twelve uniform numbers less six is close to normal.
        double noise = -6;
        for (int j = 0; j < 12; j++) {
          noise += Draws.unit(Draws.mix(seed, i, j));
        }
        double loss = 2 * Math.pow(amounts[i], -.4) * Math.exp(.1 * noise / Math.sqrt(amounts[i]));
        points.add(new CurveFit.Point(amounts[i], loss));
      }
      CurveFit.Fitted fit = CurveFit.powerLaw(points);
      double slope = -.4 * 2 * Math.pow(160, -1.4);
      inside += Math.abs(fit.curve().slope(160) - slope) < 2.306 * fit.slopeError(160) ? 1 : 0;
    }
    assertThat(inside / 200.0).isBetween(.90, .99);
  }

  @Test
  void saysWhenNothingIsLearned() {
    CurveFit.Fitted fit = CurveFit.powerLaw(points(n -> 2 + n / 1000, 10, 20, 40));
    assertThat(fit.learns()).isFalse();
    assertThat(fit.curve().power()).isEqualTo(CurveFit.LEAST_POWER);
  }

  @Test
  void dropsRunsThatFailed() {
    List<CurveFit.Point> points = points(n -> 2 * Math.pow(n, -.4), 10, 20, 40);
    points.add(new CurveFit.Point(80, Double.NaN));
    assertThat(CurveFit.powerLaw(points).points()).isEqualTo(3);
    assertThatThrownBy(() -> CurveFit.powerLaw(points(n -> Double.NaN, 10, 20)))
        .hasMessage(
            "a learning curve needs losses at two amounts or more; there are 0 among 2 points");
  }

  @Test
  void tellsACurveFromSteps() {
    double[] amounts = {10, 16, 25, 40, 64, 100, 160, 250, 400};
    assertThat(Concavity.share(points(n -> 2 * Math.pow(n, -.4), amounts))).isEqualTo(1);
    assertThat(Concavity.share(points(n -> n < 100 ? 2 : n < 200 ? 1.9 : 1.2, amounts)))
        .isLessThan(Concavity.LEAST);
  }
}
