package io.steelyard.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.toy.TableModel;
import io.steelyard.decode.toy.Toy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTest {
  /** Token 3 ends. The greedy start (1) leads to a worse whole than 2. */
  private static final TableModel GARDEN =
      TableModel.markov(
          32,
          new double[] {.01, .5, .4, .09},
          new double[] {.3, .3, .1, .3},
          new double[] {.02, .02, .06, .9},
          new double[] {.25, .25, .25, .25});

  @Test
  void beamsFindWhatGreedyMisses() {
    List<BeamSearch.Hypothesis> best =
        new BeamSearch(2, 0, 3).search(GARDEN, new int[] {0}, Chain.GREEDY, new int[] {3});
    assertThat(best.get(0).ids()).containsExactly(2, 3);
    assertThat(best.get(0).logProbability()).isCloseTo(Math.log(.4 * .9), within(1e-6));
    assertThat(best.get(0).ended()).isTrue();
  }

  @Test
  void wideBeamsFindTheBestOfAllTexts() {
    List<double[]> all = new ArrayList<>();
    enumerate(0, 0, 1, 4, all);
    double best = all.stream().mapToDouble(p -> p[0]).max().orElseThrow();
    BeamSearch.Hypothesis found =
        new BeamSearch(64, 0, 4).search(GARDEN, new int[] {0}, Chain.GREEDY, new int[] {3}).get(0);
    assertThat(Math.exp(found.logProbability())).isCloseTo(best, within(1e-6));
  }

  private static void enumerate(int last, int depth, double p, int most, List<double[]> out) {
    if (depth == most || depth > 0 && last == 3) {
      out.add(new double[] {p});
      return;
    }
    try (var session = GARDEN.open(1, 8)) {
      session.prefill(0, new int[] {last}, 0, 1);
      float[] logits = session.logits(0);
      for (int next = 0; next < 4; next++) {
        enumerate(next, depth + 1, p * Math.exp(logits[next]), most, out);
      }
    }
  }

  @Test
  void oneBeamIsGreedy() {
    BeamSearch.Hypothesis one =
        new BeamSearch(1, 0, 6)
            .search(Toy.random(64), new int[] {'a'}, Chain.GREEDY, new int[0])
            .get(0);
    Generation greedy =
        new Decoder(Toy.random(64), Toy.tokenizer(), 1, 1)
            .generate(
                List.of(GenerationRequest.of(0, new int[] {'a'}, Chain.GREEDY, 1, 6)),
                TokenListener.SILENT)
            .get(0);
    assertThat(one.ids()).containsExactly(greedy.ids());
  }

  @Test
  void contrastiveSearchWithoutPenaltyIsGreedyAndWithItLeavesALoop() {
    // Hidden states are the logits: a token that leads to the same state again is penalised.
    TableModel loop =
        TableModel.markov(
            64, new double[] {.6, .3, .1}, new double[] {.1, .2, .7}, new double[] {.5, .3, .2});
    assertThat(new ContrastiveSearch(2, 0, 5).search(loop, new int[] {0}, new int[0]))
        .containsExactly(0, 0, 0, 0, 0);
    int[] moved = new ContrastiveSearch(2, .6, 5).search(loop, new int[] {0}, new int[0]);
    assertThat(moved[0]).isEqualTo(1);
  }
}
