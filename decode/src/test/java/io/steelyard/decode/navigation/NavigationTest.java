package io.steelyard.decode.navigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.decode.toy.Toy;
import io.steelyard.model.KeySpace;
import io.steelyard.model.OpenedModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class NavigationTest {
  private static final float[][] KEYS = {
    {2, 0}, {1.8f, .2f}, {1.9f, -.1f}, {0, 1.5f}, {.1f, 1.4f}, {-1, -1}
  };
  private static final double[] LOGITS = {2, 1.86, 1.87, .45, .52, -1.3};
  private static final int[] RANKED = {0, 2, 1, 4, 3, 5};
  private static final int[] CLUSTERS = {0, 0, 0, 1, 1, 2};

  private static KeySpace keys() {
    return new KeySpace() {
      @Override
      public int vocabulary() {
        return KEYS.length;
      }

      @Override
      public int width() {
        return 2;
      }

      @Override
      public void read(int from, int to, float[] out) {
        for (int i = from; i < to; i++) {
          System.arraycopy(KEYS[i], 0, out, (i - from) * 2, 2);
        }
      }

      @Override
      public void multiply(float[] hidden, float[] logits) {
        for (int i = 0; i < KEYS.length; i++) {
          logits[i] = KEYS[i][0] * hidden[0] + KEYS[i][1] * hidden[1];
        }
      }
    };
  }

  @Test
  void nearKeysAreClustered() {
    KeyClusters clusters =
        KeyClusters.of(keys(), 3, KeyClusters.Start.FARTHEST_FIRST, 100, 1e-9, 7);
    assertThat(clusters.of()).containsExactly(0, 0, 0, 2, 2, 1);
    assertThat(clusters.centres()[0]).containsExactly(new double[] {1.9, .0333333}, within(1e-6));
    assertThat(clusters.centres()[1]).containsExactly(new double[] {-1, -1}, within(1e-6));
    assertThat(clusters.centres()[2]).containsExactly(new double[] {.05, 1.45}, within(1e-6));
    assertThat(clusters.inertia()).isCloseTo(.0766667, within(1e-6));
    assertThat(clusters.sizes()).containsExactly(3, 1, 2);
    KeyClusters drawn = KeyClusters.of(keys(), 6, KeyClusters.Start.PLUS_PLUS, 10, 0, 7);
    assertThat(drawn.inertia()).isCloseTo(0, within(1e-9));
    assertThatThrownBy(() -> KeyClusters.of(keys(), 7, KeyClusters.Start.PLUS_PLUS, 1, 0, 7))
        .hasMessageContaining("clusters must be 1 to");
  }

  @Test
  void theIndexComparesWithRanksDrawnAtRandom() {
    assertThat(KeyCorrelation.index(RANKED, CLUSTERS, 1, 4)).isCloseTo(1.6666666667, within(1e-9));
    assertThat(KeyCorrelation.index(RANKED, CLUSTERS, 1, 6)).isCloseTo(1, within(1e-12));
    boolean[] right = {true, false, false, false, true, true};
    double[] sides = KeyCorrelation.correctness(RANKED, CLUSTERS, 1, 6, right);
    assertThat(sides[0]).isZero();
    assertThat(sides[1]).isCloseTo(.6667, within(1e-4));
  }

  @Test
  void meanPrefixPrecisionIsNotAveragePrecision() {
    boolean[][] lists = {
      {true, false, true, true}, {true, true, true, false}, {false, true, true, true}
    };
    double[] prefix = {.7291666667, .9375, .4791666667};
    double[] average = {.8055555556, 1, .6388888889};
    for (int i = 0; i < 3; i++) {
      assertThat(KeyCorrelation.meanPrefixPrecision(lists[i])).isCloseTo(prefix[i], within(1e-9));
      assertThat(KeyCorrelation.averagePrecision(lists[i])).isCloseTo(average[i], within(1e-9));
    }
  }

  @Test
  void twoLevelsWithTemperatureOneAreTheModel() {
    double[] softmax = {.31015229, .26963345, .27234331, .0658292, .07060235, .0114394};
    assertThat(KeyCorrelation.stratified(LOGITS, CLUSTERS, 1, 1))
        .containsExactly(softmax, within(1e-8));
    assertThat(KeyCorrelation.stratified(LOGITS, CLUSTERS, 2, 1))
        .containsExactly(
            new double[] {.24008839, .208722819, .210820518, .12735324, .136587392, .076427641},
            within(1e-8));
  }

  private static double[] logits(double[] q) {
    double[] logits = new double[6];
    for (int i = 0; i < 6; i++) {
      logits[i] = (double) KEYS[i][0] * q[0] + (double) KEYS[i][1] * q[1];
    }
    return logits;
  }

  @Test
  void aMovedQueryLowersTheWholeCluster() {
    double[] pushed = logits(QueryMoves.push(new double[] {1, .3}, new double[][] {{2, 0}}, .5));
    assertThat(pushed).containsExactly(new double[] {1, .96, .92, .45, .47, -.8}, within(1e-6));
    double[] centre = {1.9, .1 / 3};
    double[] projected = QueryMoves.project(new double[] {1, .3}, new double[][] {centre});
    assertThat(projected).containsExactly(new double[] {-.004953846, .282369231}, within(1e-8));
    assertThat(logits(projected))
        .containsExactly(
            new double[] {
              -.009907692, .047556923, -.037649231, .423553846, .394821538, -.277415385
            },
            within(1e-6));
  }

  private static double[][] rows() {
    double[][] rows = new double[KEYS.length][2];
    for (int v = 0; v < rows.length; v++) {
      rows[v][0] = Double.parseDouble(Float.toString(KEYS[v][0]));
      rows[v][1] = Double.parseDouble(Float.toString(KEYS[v][1]));
    }
    return rows;
  }

  @Test
  void theLossPushesAWrongTokenBackAlongTheQueryOfItsCluster() {
    double[][] gradient = KeyGeometry.lossGradient(rows(), new double[] {1, .3}, 0);
    double[][] expected = {
      {-.689847707, -.206954312},
      {.26963345, .080890035},
      {.272343311, .081702993},
      {.065829196, .019748759},
      {.070602351, .021180705},
      {.011439399, .00343182}
    };
    for (int v = 0; v < expected.length; v++) {
      assertThat(gradient[v]).containsExactly(expected[v], within(1e-7));
    }
  }

  @Test
  void spreadAndRankSayHowIsotropicKeysAre() {
    double[][] keys = rows();
    assertThat(KeyGeometry.spread(keys)).isCloseTo(.0457156775, within(1e-7));
    assertThat(KeyGeometry.meanUnitNorm(keys)).isCloseTo(.452507530, within(1e-7));
    assertThat(KeyGeometry.effectiveRank(keys)).isCloseTo(1.92454985, within(1e-6));
    assertThat(KeyGeometry.spreadGradient(keys)[1])
        .containsExactly(new double[] {-.00438915, .039502352}, within(1e-7));
    double h = 1e-6;
    for (int v = 0; v < keys.length; v++) {
      for (int i = 0; i < 2; i++) {
        double[][] above = rows();
        above[v][i] += h;
        double[][] below = rows();
        below[v][i] -= h;
        double slope = (KeyGeometry.spread(above) - KeyGeometry.spread(below)) / (2 * h);
        assertThat(KeyGeometry.spreadGradient(keys)[v][i]).isCloseTo(slope, within(1e-8));
      }
    }
    assertThatThrownBy(() -> KeyGeometry.spread(new double[][] {{1, 0}, {0, 0}}))
        .hasMessageContaining("a key is zero");
  }

  /** Half of the mass on token 0, half on token 3, of two clusters: one query cannot say it. */
  @Test
  void oneQueryLeaksToClusterMatesAndTwoDoNot() {
    double[] target = {.5, 0, 0, .5, 0, 0};
    double[] q = bestQuery(target, rows());
    assertThat(q).containsExactly(new double[] {3.49399431, 4.87356389}, within(1e-4));
    double[] p = softmax(rows(), q);
    assertThat(p)
        .containsExactly(
            new double[] {.187486309, .247057163, .081202822, .258801935, .225451731, 4e-8},
            within(1e-5));
    assertThat(p[1] + p[2] + p[4] + p[5]).isCloseTo(.5537117, within(1e-5));
    assertThat(crossEntropy(target, p)).isCloseTo(1.512870848, within(1e-6));
    double[] one = softmax(rows(), bestQuery(new double[] {1, 0, 0, 0, 0, 0}, rows()));
    double[] two = softmax(rows(), bestQuery(new double[] {0, 0, 0, 1, 0, 0}, rows()));
    double[] mixed = new double[6];
    java.util.Arrays.setAll(mixed, v -> (one[v] + two[v]) / 2);
    assertThat(crossEntropy(target, mixed)).isCloseTo(.826942566, within(1e-5));
  }

  /** Evenly spread keys help a set of neighbours, not one of opposites. */
  @Test
  void spreadKeysAloneDoNotMakeEverySetExpressible() {
    double[][] keys = new double[6][2];
    for (int v = 0; v < 6; v++) {
      keys[v][0] = 1.5 * Math.cos(v * Math.PI / 3);
      keys[v][1] = 1.5 * Math.sin(v * Math.PI / 3);
    }
    double[] neighbours = {.5, .5, 0, 0, 0, 0};
    double[] opposite = {.5, 0, 0, .5, 0, 0};
    assertThat(crossEntropy(neighbours, softmax(keys, bestQuery(neighbours, keys))))
        .isCloseTo(.696516264, within(1e-5));
    assertThat(crossEntropy(opposite, softmax(keys, bestQuery(opposite, keys))))
        .isCloseTo(1.791759469, within(1e-6));
  }

  private static double[] softmax(double[][] keys, double[] q) {
    double[] p = new double[keys.length];
    double sum = 0;
    for (int v = 0; v < p.length; v++) {
      p[v] = Math.exp(keys[v][0] * q[0] + keys[v][1] * q[1]);
      sum += p[v];
    }
    for (int v = 0; v < p.length; v++) {
      p[v] /= sum;
    }
    return p;
  }

  private static double crossEntropy(double[] target, double[] p) {
    double sum = 0;
    for (int v = 0; v < p.length; v++) {
      sum -= target[v] == 0 ? 0 : target[v] * Math.log(p[v]);
    }
    return sum;
  }

  /** The query of least cross-entropy plus 1e-3 / 2 of its square, by Newton's steps. */
  private static double[] bestQuery(double[] target, double[][] keys) {
    double lambda = 1e-3;
    double[] q = new double[2];
    for (int step = 0; step < 200; step++) {
      double[] p = softmax(keys, q);
      double[] g = {lambda * q[0], lambda * q[1]};
      double[] mean = new double[2];
      double[] h = {lambda, 0, lambda};
      for (int v = 0; v < p.length; v++) {
        for (int i = 0; i < 2; i++) {
          g[i] += (p[v] - target[v]) * keys[v][i];
          mean[i] += p[v] * keys[v][i];
        }
        h[0] += p[v] * keys[v][0] * keys[v][0];
        h[1] += p[v] * keys[v][0] * keys[v][1];
        h[2] += p[v] * keys[v][1] * keys[v][1];
      }
      h[0] -= mean[0] * mean[0];
      h[1] -= mean[0] * mean[1];
      h[2] -= mean[1] * mean[1];
      double determinant = h[0] * h[2] - h[1] * h[1];
      // Half steps at first: the loss is convex, but far from quadratic at the start.
      double part = step < 50 ? .2 : 1;
      double dx = (h[2] * g[0] - h[1] * g[1]) / determinant;
      double dy = (h[0] * g[1] - h[1] * g[0]) / determinant;
      q[0] -= part * Math.max(-1, Math.min(1, dx));
      q[1] -= part * Math.max(-1, Math.min(1, dy));
    }
    return q;
  }

  @Test
  void noAnswerComesTwiceAndOneRoundIsThePlainWalk() {
    OpenedModel opened = Toy.open(Toy.random(512));
    InContextNavigation icn = new InContextNavigation(12, 3, true, true, 100, 8);
    InContextNavigation.Result result = icn.run(opened, "Name things.", 4);
    List<String> texts = result.found().stream().map(InContextNavigation.Found::text).toList();
    assertThat(texts).doesNotHaveDuplicates().hasSize(12);
    assertThat(result.found().stream().map(InContextNavigation.Found::firstToken).distinct())
        .hasSize(12);
    List<String> one =
        new InContextNavigation(5, 5, true, true, 100, 8)
            .run(opened, "Name things.", 4).found().stream()
                .map(InContextNavigation.Found::text)
                .toList();
    List<String> plain =
        new InContextNavigation(5, 5, false, true, 100, 8)
            .run(opened, "Name things.", 4).found().stream()
                .map(InContextNavigation.Found::text)
                .toList();
    assertThat(one).isEqualTo(plain);
  }

  @Test
  void aWalkThatRunsOutSaysSo() {
    OpenedModel opened = Toy.open(Toy.random(512));
    assertThat(
            new InContextNavigation(500, 50, true, true, 20, 4).run(opened, "Name.", 4).exhausted())
        .isTrue();
  }
}
