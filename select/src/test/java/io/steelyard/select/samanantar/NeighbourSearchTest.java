package io.steelyard.select.samanantar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.WorkException;
import io.steelyard.core.draws.Draws;
import org.junit.jupiter.api.Test;

class NeighbourSearchTest {
  /** Points around a few centres: near ones are neighbours in truth. */
  static float[][] cloud(int n, int width, int salt) {
    float[][] vectors = new float[n][width];
    for (int i = 0; i < n; i++) {
      double squares = 0;
      for (int j = 0; j < width; j++) {
        double centre = Draws.unit(Draws.mix(7, i % 40, j)) - 0.5;
        double own = Draws.unit(Draws.mix(salt, i, j)) - 0.5;
        vectors[i][j] = (float) (centre + 0.6 * own);
        squares += vectors[i][j] * (double) vectors[i][j];
      }
      for (int j = 0; j < width; j++) {
        vectors[i][j] /= (float) Math.sqrt(squares);
      }
    }
    return vectors;
  }

  private static Neighbours slow(float[][] of, float[][] among, int k) {
    double[][] table = new double[of.length][among.length];
    for (int i = 0; i < of.length; i++) {
      for (int j = 0; j < among.length; j++) {
        table[i][j] = NeighbourSearch.cosine(of[i], among[j]);
      }
    }
    return Neighbours.of(table, k);
  }

  private static void same(Neighbours a, Neighbours b) {
    for (int i = 0; i < a.size(); i++) {
      for (int r = 0; r < a.k(); r++) {
        assertThat(a.id(i, r)).isEqualTo(b.id(i, r));
        assertThat(a.cosine(i, r)).isEqualTo(b.cosine(i, r));
      }
    }
  }

  @Test
  void exactSearchIsBruteForceForAnyNumberOfThreads() {
    float[][] x = cloud(700, 19, 1);
    float[][] y = cloud(555, 19, 2);
    for (int threads : new int[] {1, 2, 4}) {
      NeighbourSearch.Both both = new ExactSearch().search(x, y, 4, threads);
      same(both.forward(), slow(x, y, 4));
      same(both.backward(), slow(y, x, 4));
      assertThat(both.recall()).isEqualTo(1);
    }
  }

  @Test
  void theGraphFindsNearlyAllAndTheSameForAnyNumberOfThreads() {
    float[][] x = cloud(900, 24, 1);
    float[][] y = cloud(1100, 24, 2);
    NeighbourSearch.Both one = new GraphSearch(0.95).search(x, y, 4, 1);
    assertThat(one.recall()).isGreaterThanOrEqualTo(0.95);
    for (int threads : new int[] {2, 4}) {
      NeighbourSearch.Both more = new GraphSearch(0.95).search(x, y, 4, threads);
      same(more.forward(), one.forward());
      same(more.backward(), one.backward());
    }
  }

  @Test
  void aGraphThatMissesTooMuchIsRefused() {
    assertThatThrownBy(() -> new GraphSearch(1.01).search(cloud(60, 8, 1), cloud(60, 8, 2), 2, 1))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("take index: exact");
  }
}
