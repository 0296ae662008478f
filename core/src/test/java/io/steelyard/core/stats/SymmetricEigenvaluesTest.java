package io.steelyard.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SymmetricEigenvaluesTest {
  @Test
  void eigenvaluesAreThoseOfTheNote() {
    double[] values = SymmetricEigenvalues.of(new double[][] {{2, 0}, {1, 2}});
    Arrays.sort(values);
    assertThat(values).containsExactly(new double[] {1, 3}, within(1e-12));
  }

  @Test
  void theirSumIsTheTraceAndTheirSquaresTheNorm() {
    int n = 12;
    double[][] a = new double[n][n];
    double trace = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        a[i][j] = Math.sin(7 * i + 3 * j);
        trace += i == j ? a[i][j] : 0;
        squares += (i == j ? 1 : 2) * a[i][j] * a[i][j];
      }
    }
    double[] values = SymmetricEigenvalues.of(a);
    assertThat(Sum.of(values)).isCloseTo(trace, within(1e-9));
    assertThat(Arrays.stream(values).map(v -> v * v).sum()).isCloseTo(squares, within(1e-9));
  }
}
