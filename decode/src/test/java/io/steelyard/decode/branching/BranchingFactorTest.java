package io.steelyard.decode.branching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.decode.Decoder;
import io.steelyard.decode.Generation;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.toy.TableModel;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BranchingFactorTest {
  private static final double[] START = {.5, .3, .2};
  private static final double[][] ROWS = {{.7, .2, .1}, {.1, .8, .1}, {.3, .3, .4}};

  private static double[] truncated(double[] p, double mass) {
    double[] kept = new double[3];
    double sum = 0;
    boolean[] used = new boolean[3];
    while (sum < mass - 1e-12) {
      int best = -1;
      for (int i = 0; i < 3; i++) {
        best = !used[i] && (best < 0 || p[i] > p[best]) ? i : best;
      }
      used[best] = true;
      kept[best] = p[best];
      sum += p[best];
    }
    for (int i = 0; i < 3; i++) {
      kept[i] /= sum;
    }
    return kept;
  }

  private static double entropy(double[] p) {
    double h = 0;
    for (double x : p) {
      h -= x > 0 ? x * Math.log(x) : 0;
    }
    return h;
  }

  private static double exact(int n, double mass) {
    double[] state = truncated(START, mass);
    double sum = entropy(state);
    for (int t = 1; t < n; t++) {
      double[] next = new double[3];
      for (int i = 0; i < 3; i++) {
        double[] row = truncated(ROWS[i], mass);
        sum += state[i] * entropy(row);
        for (int j = 0; j < 3; j++) {
          next[j] += state[i] * row[j];
        }
      }
      state = next;
    }
    return Math.exp(sum / n);
  }

  @Test
  void theExactFactorsOfTheMarkovSourceAreThoseOfTheNote() {
    int[] lengths = {1, 2, 5, 10, 100};
    double[] whole = {
      2.8000940728538315,
      2.509355435727004,
      2.2963170142530616,
      2.213425247401077,
      2.137258079975915
    };
    double[] nucleus = {
      2.8000940728538315,
      2.2444665335600416,
      1.8218155367025985,
      1.6617396054447326,
      1.520503718360518
    };
    for (int i = 0; i < lengths.length; i++) {
      assertThat(exact(lengths[i], 1)).isCloseTo(whole[i], within(1e-9));
      assertThat(exact(lengths[i], .9)).isCloseTo(nucleus[i], within(1e-9));
    }
  }

  /** The source as a model: state 3 is before the first symbol. */
  private static List<BranchingFactor.Sample> sampled(int samples, int length, double mass) {
    TableModel model =
        TableModel.markov(
            256,
            new double[] {.7, .2, .1, 0},
            new double[] {.1, .8, .1, 0},
            new double[] {.3, .3, .4, 0},
            new double[] {.5, .3, .2, 0});
    Tokenizer tokenizer =
        Tokenizer.ofRanks(new byte[][] {{'A'}, {'B'}, {'C'}, {'^'}}, PreTokenizer.GPT2, List.of());
    Chain chain = new Chain(List.of(new TopP(mass, 1)), Sampler.MULTINOMIAL);
    List<BranchingFactor.Sample> all = new ArrayList<>();
    for (Generation g :
        new Decoder(model, tokenizer, 16, 1)
            .generate(
                List.of(
                    GenerationRequest.of(0, new int[] {3}, chain, 5, length)
                        .samples(samples)
                        .traced(true)),
                TokenListener.SILENT)) {
      all.add(BranchingFactorStep.sample(g.trace()));
    }
    return all;
  }

  @Test
  void estimatesFromFiftySamplesAreNearTheExactFactor() {
    for (double mass : new double[] {1, .9}) {
      BranchingFactor factor = BranchingFactor.of(sampled(50, 100, mass), false);
      assertThat(factor.estimator()).isEqualTo(BranchingFactor.Estimator.AEP);
      double exact = Math.log(exact(100, mass));
      assertThat(Math.log(factor.entropyFactor()))
          .isCloseTo(exact, within(3 * .03 / Math.sqrt(50)));
      assertThat(Math.log(factor.aepFactor())).isCloseTo(exact, within(3 * .09 / Math.sqrt(50)));
    }
  }

  @Test
  void entropyAndAepHaveTheSameExpectation() {
    BranchingFactor factor = BranchingFactor.of(sampled(10_000, 10, 1), true);
    assertThat(Math.log(factor.entropyFactor()) - Math.log(factor.aepFactor()))
        .isCloseTo(0, within(1e-2));
  }

  private static BranchingFactor.Sample sample(double... h) {
    double[] l = new double[h.length];
    for (int i = 0; i < l.length; i++) {
      l[i] = -h[i];
    }
    return new BranchingFactor.Sample(h, l);
  }

  private static List<BranchingFactor.Sample> times(int n, BranchingFactor.Sample sample) {
    return java.util.Collections.nCopies(n, sample);
  }

  @Test
  void theMeanComesBeforeTheExponential() {
    List<BranchingFactor.Sample> samples = times(4, sample(0, Math.log(4)));
    assertThat(BranchingFactor.of(samples, true).factor()).isCloseTo(2, within(1e-12));
    assertThat(Math.exp(BranchingFactor.logConditionalProduct(samples) / 2))
        .isCloseTo(2, within(1e-12));
    assertThat(BranchingFactor.perplexity(samples)).isCloseTo(2, within(1e-12));
    assertThat(BranchingFactor.of(samples, true).window(1, 2)).isCloseTo(4, within(1e-12));
    assertThat(BranchingFactor.perByte(samples, new long[] {2, 2, 2, 2}))
        .isCloseTo(2, within(1e-12));
  }

  @Test
  void uniformIsVAndDeterministicIsOne() {
    assertThat(BranchingFactor.of(times(4, sample(Math.log(7), Math.log(7))), false).factor())
        .isCloseTo(7, within(1e-12));
    assertThat(BranchingFactor.of(times(4, sample(0, 0, 0)), false).factor()).isEqualTo(1);
  }

  @Test
  void positionsEndWhereThreeSamplesAreLeft() {
    List<BranchingFactor.Sample> samples = new ArrayList<>(times(3, sample(1, 1, 1, 9, 9)));
    samples.addAll(times(2, sample(1, 1, 1)));
    BranchingFactor factor = BranchingFactor.of(samples, true);
    assertThat(factor.positions()).isEqualTo(3);
    assertThat(factor.alive()).containsExactly(5, 5, 5);
    assertThat(factor.logFactor()).isCloseTo(1, within(1e-12));
  }

  @Test
  void fewerThanFourSamplesAreRefused() {
    assertThatThrownBy(() -> BranchingFactor.of(times(3, sample(1)), true))
        .hasMessageContaining("at least 4 samples");
    assertThatThrownBy(
            () ->
                new BranchingFactor.Sample(new double[1], new double[] {Double.NEGATIVE_INFINITY}))
        .hasMessageContaining("disagree");
  }

  @Test
  void theLongestCommonBeginningIsMined() {
    List<int[]> answers =
        List.of(new int[] {1, 2, 3}, new int[] {1, 2, 4}, new int[] {1, 5}, new int[] {7, 8});
    assertThat(Nudge.mine(answers, 2, 5)).isEqualTo(new Nudge(List.of(1, 2), 2));
    assertThat(Nudge.mine(answers, 3, 5)).isEqualTo(new Nudge(List.of(1), 3));
    assertThat(Nudge.mine(answers, 4, 5).tokens()).isEmpty();
  }
}
