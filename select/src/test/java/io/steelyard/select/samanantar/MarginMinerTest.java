package io.steelyard.select.samanantar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MarginMinerTest {
  private static final double[] X = {0, 20, 50, 90};
  private static final double[] Y = {5, 18, 24, 95, 60};
  private static final double[][] RATIOS = {
    {1.0192887908, .9760185424, .9470814404, -.0954986820, .5265812458},
    {.9759105127, 1.0127073667, 1.0210313362, .2797849880, .7963478615},
    {.7354735695, .8847545398, .9474175752, .7885429032, 1.0548399044},
    {.0911589749, .3242003126, .4311700118, 1.1175865022, .9329523101}
  };

  static double[][] cosines(double[] x, double[] y) {
    double[][] cosines = new double[x.length][y.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        cosines[i][j] = StrictMath.cos(StrictMath.toRadians(x[i] - y[j]));
      }
    }
    return cosines;
  }

  private static double[][] turned(double[][] a) {
    double[][] turned = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < turned.length; j++) {
        turned[j][i] = a[i][j];
      }
    }
    return turned;
  }

  private final double[][] cosines = cosines(X, Y);
  private final Neighbours forward = Neighbours.of(cosines, 2);
  private final Neighbours backward = Neighbours.of(turned(cosines), 2);

  private List<MinedPair> mined(Margin margin, Retrieval retrieval) {
    return new MarginMiner(margin, retrieval, 1).pairs(forward, backward);
  }

  private static String places(List<MinedPair> pairs) {
    StringBuilder out = new StringBuilder();
    pairs.forEach(p -> out.append(p.source()).append('-').append(p.target()).append(' '));
    return out.toString().strip();
  }

  @Test
  void neighbourhoodsAreMeansOfTheNearest() {
    double[] f = {.9736256072, .9984774386, .9418008997, .9311100509};
    double[] g = {.9810602622, .9752236717, .9555547540, .8516507396, .9254165784};
    for (int i = 0; i < f.length; i++) {
      assertThat(forward.mean(i)).isCloseTo(f[i], within(5e-11));
    }
    for (int j = 0; j < g.length; j++) {
      assertThat(backward.mean(j)).isCloseTo(g[j], within(5e-11));
    }
    assertThat(cosines[1][1]).isCloseTo(.9993908270, within(5e-11));
  }

  @Test
  void ratiosAndDistancesAreThePublished() {
    for (int i = 0; i < X.length; i++) {
      for (int j = 0; j < Y.length; j++) {
        double ratio = Margin.RATIO.score(cosines[i][j], forward.mean(i), backward.mean(j));
        assertThat(ratio).isCloseTo(RATIOS[i][j], within(5e-11));
      }
    }
    double distance = Margin.DISTANCE.score(cosines[0][0], forward.mean(0), backward.mean(0));
    assertThat(distance).isCloseTo(.0188517634, within(5e-11));
    assertThat(2 * distance).isCloseTo(.0377035268, within(1e-10)); // CSLS
  }

  @Test
  void theRatioChoosesAnotherThanTheCosineWhereThereIsAHub() {
    List<MinedPair> byCosine = mined(Margin.ABSOLUTE, Retrieval.FORWARD);
    List<MinedPair> byRatio = mined(Margin.RATIO, Retrieval.FORWARD);
    assertThat(places(byCosine).split(" ")).contains("0-0", "1-1", "2-4", "3-3");
    assertThat(places(byRatio)).isEqualTo("3-3 2-4 1-2 0-0");
  }

  @Test
  void maxAndIntersectGiveTheSameFourPairs() {
    List<MinedPair> max = mined(Margin.RATIO, Retrieval.MAX);
    assertThat(places(max)).isEqualTo("3-3 2-4 1-2 0-0");
    double[] scores = {1.1175865022, 1.0548399044, 1.0210313362, 1.0192887908};
    for (int i = 0; i < scores.length; i++) {
      assertThat(max.get(i).score()).isCloseTo(scores[i], within(5e-11));
    }
    assertThat(places(mined(Margin.RATIO, Retrieval.INTERSECT))).isEqualTo("3-3 2-4 1-2 0-0");
  }

  @Test
  void onTheseVectorsTheMarginMakesOneErrorAndTheCosineNone() {
    float[][] x = vectors(X);
    float[][] y = vectors(Y);
    Mining mining =
        new Mining(new ExactSearch(), 1, new MarginMiner(Margin.ABSOLUTE, Retrieval.MAX, 1), 0);
    assertThat(mining.mine(x, y, new int[] {0, 1, 4, 3}, 1).cosineErrors()).isZero();
    // k = 2 of 4 sentences is below the least size, so the margin is asked for itself.
    List<MinedPair> byRatio = mined(Margin.RATIO, Retrieval.FORWARD);
    int[] gold = {0, 1, 4, 3};
    assertThat(byRatio.stream().filter(p -> gold[p.source()] != p.target())).hasSize(1);
  }

  @Test
  void sentencesWithoutATranslationRaiseTheThreshold() {
    int pairs = 80;
    int others = 300;
    float[][] x = new float[pairs + others][];
    float[][] y = new float[pairs + others][];
    int[] known = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      known[i] = i < pairs ? i : -1;
      x[i] = unit(1, i, 0, null);
      y[i] = i < pairs ? unit(2, i, 0.2 + 0.01 * i, x[i]) : unit(2, i, 0, null);
    }
    Mining mining =
        new Mining(new ExactSearch(), 4, new MarginMiner(Margin.ABSOLUTE, Retrieval.MAX, 1), 0);
    Mining.Result mined = mining.mine(x, y, known, 1);
    Threshold threshold = mined.threshold().orElseThrow();
    List<Threshold.Judged> judged =
        mined.pairs().stream()
            .filter(p -> p.source() < pairs || p.target() < pairs)
            .map(p -> new Threshold.Judged(p.score(), p.source() == p.target()))
            .toList();
    Threshold alone = Threshold.ofBestF1(judged, pairs).orElseThrow();
    // None of the others is right, and what is kept of them shows it.
    assertThat(above(mined, pairs, alone.value())).isGreaterThan(40);
    assertThat(above(mined, pairs, threshold.value()))
        .isLessThan(above(mined, pairs, alone.value()) / 2);
    assertThat(threshold.value()).isGreaterThan(alone.value());
  }

  private static long above(Mining.Result mined, int pairs, double score) {
    return mined.pairs().stream()
        .filter(p -> p.source() >= pairs && p.target() >= pairs && p.score() >= score)
        .count();
  }

  /** A unit vector of four numbers, or one near another. */
  private static float[] unit(int side, int i, double far, float[] near) {
    double[] v = new double[4];
    double squares = 0;
    for (int j = 0; j < v.length; j++) {
      double drawn = Draws.unit(Draws.mix(side, i, j)) - 0.5;
      v[j] = near == null ? drawn : near[j] + far * drawn;
      squares += v[j] * v[j];
    }
    float[] unit = new float[v.length];
    for (int j = 0; j < v.length; j++) {
      unit[j] = (float) (v[j] / Math.sqrt(squares));
    }
    return unit;
  }

  static float[][] vectors(double[] degrees) {
    float[][] vectors = new float[degrees.length][];
    for (int i = 0; i < degrees.length; i++) {
      double angle = StrictMath.toRadians(degrees[i]);
      vectors[i] = new float[] {(float) StrictMath.cos(angle), (float) StrictMath.sin(angle)};
    }
    return vectors;
  }

  @Test
  void exactSearchFindsTheSameNeighbours() {
    NeighbourSearch.Both both = new ExactSearch().search(vectors(X), vectors(Y), 2, 2);
    for (int i = 0; i < X.length; i++) {
      for (int r = 0; r < 2; r++) {
        assertThat(both.forward().id(i, r)).isEqualTo(forward.id(i, r));
        assertThat(both.forward().cosine(i, r)).isCloseTo(forward.cosine(i, r), within(2e-7));
      }
    }
  }

  @Test
  void aRatioOfNeighbourhoodsBelowZeroFallsBackToTheDistance() {
    assertThat(Margin.RATIO.score(.2, -.1, .1)).isEqualTo(.2);
    assertThat(Margin.RATIO.score(.2, -.3, .1)).isCloseTo(.3, within(1e-12));
    assertThat(Margin.RATIO.fallsBack(-.3, .1)).isTrue();
    assertThat(Margin.DISTANCE.fallsBack(-.3, .1)).isFalse();
  }

  @Property(tries = 50)
  void swappingTheSidesChangesNoScore(@ForAll long seed) {
    double[][] table = table(seed, 9, 8);
    Neighbours a = Neighbours.of(table, 3);
    Neighbours b = Neighbours.of(turned(table), 3);
    for (Margin margin : Margin.values()) {
      MarginMiner miner = new MarginMiner(margin, Retrieval.INTERSECT, 1);
      List<String> one =
          miner.pairs(a, b).stream().map(p -> p.source() + " " + p.target() + p.score()).toList();
      List<String> two =
          miner.pairs(b, a).stream().map(p -> p.target() + " " + p.source() + p.score()).toList();
      assertThat(new HashSet<>(one)).isEqualTo(new HashSet<>(two));
    }
  }

  @Property(tries = 50)
  void maxUsesEachSentenceOnce(@ForAll long seed, @ForAll @IntRange(min = 4, max = 30) int n) {
    double[][] table = table(seed, n, n / 2 + 2);
    List<MinedPair> pairs =
        new MarginMiner(Margin.RATIO, Retrieval.MAX, 1)
            .pairs(Neighbours.of(table, 3), Neighbours.of(turned(table), 3));
    Set<Integer> sources = new HashSet<>();
    Set<Integer> targets = new HashSet<>();
    for (MinedPair pair : pairs) {
      assertThat(sources.add(pair.source())).isTrue();
      assertThat(targets.add(pair.target())).isTrue();
    }
    assertThat(pairs).isSortedAccordingTo(MinedPair.BEST_FIRST).isNotEmpty();
  }

  private static double[][] table(long seed, int rows, int columns) {
    double[][] table = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        table[i][j] = Draws.unit(Draws.mix(seed, i, j)) * 2 - 1;
      }
    }
    return table;
  }

  @Test
  void equalCosinesKeepTheOrderOfTheSides() {
    double[][] table = new double[3][3];
    for (double[] row : table) {
      Arrays.fill(row, .5);
    }
    Neighbours same = Neighbours.of(table, 2);
    assertThat(same.id(2, 0)).isZero();
    assertThat(same.id(2, 1)).isEqualTo(1);
  }
}
