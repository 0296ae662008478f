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
