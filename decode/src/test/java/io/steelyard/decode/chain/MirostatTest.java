package io.steelyard.decode.chain;

import static io.steelyard.decode.chain.Candidates.ofLogits;
import static io.steelyard.decode.chain.Candidates.ofProbabilities;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MirostatTest {
  private static final double[] P = {.4, .2, .15, .1, .08, .04, .02, .01};
  private static final double[] U = {.05, .5, .7, .9, .99};

  private static double[] zipf(double s, int n) {
    return IntStream.rangeClosed(1, n).mapToDouble(i -> -s * Math.log(i)).toArray();
  }

  @Test
  void theZipfExponentIsRecovered() {
    assertThat(ZipfTheory.exponent(zipf(1.1, 1000), 1000, 100)).isCloseTo(1.1, within(1e-12));
    assertThat(ZipfTheory.exponent(zipf(1.5, 50), 50, 100)).isCloseTo(1.5, within(1e-12));
    assertThat(ZipfTheory.exponent(zipf(.8, 1000), 1000, 100)).isCloseTo(.8, within(1e-12));
    double[] logits = IntStream.range(0, 8).mapToDouble(i -> Math.log(P[i])).toArray();
    assertThat(ZipfTheory.exponent(logits, 8, 100)).isCloseTo(1.2781772050683484, within(1e-12));
  }

  @Test
  void theRankOfASurpriseFollowsFromTheZipfLaw() {
    rank(1.1, 1000, 2, 0.8181606234314462);
    rank(1.1, 1000, 6, 10.174032100475612);
    rank(1.1, 1000, 10, 126.51663526334617);
    rank(.8, 1000, 2, 0.19315099761914754);
    rank(.8, 1000, 6, 6.180831923812831);
    rank(.8, 1000, 10, 197.7866215620106);
    rank(1.5, 50, 2, 1.757248883298079);
    rank(1.5, 50, 6, 11.157834903669256);
    rank(1.5, 50, 10, 70.84783545508829);
    rank(1, 1000, 6, 9.264948947269373);
    double s = 1.2781772050683484;
    rank(s, 8, 1, 1.2031321324894448);
    rank(s, 8, 2, 2.0693235351839734);
    rank(s, 8, 6, 18.10875873502424);
    rank(s, 50_000, 6, 9.89750631767349);
    rank(s, 50_257, 6, 9.896934078107574);
    rank(s, 49_152, 6, 9.899422033755055);
    assertThat(ZipfTheory.rank(1.1, 5000, 1000)).isInfinite();
  }

  private static void rank(double s, int n, double mu, double expected) {
    assertThat(ZipfTheory.rank(s, mu, n)).isCloseTo(expected, within(1e-9 * Math.max(1, expected)));
  }

  @Test
  void versionTwoFollowsTheTraceOfTheNote() {
    Mirostat.Controller mirostat = Mirostat.v2(2, 1).open();
    int[] kept = {5, 6, 5, 4, 1};
    int[] chosen = {0, 1, 2, 3, 0};
    double[] surprise = {
      1.321928094887, 2.321928094887, 2.736965594166, 3.321928094887, 1.321928094887
    };
    double[] mu = {4.678071905113, 4.356143810225, 3.619178216059, 2.297250121172, 2.975322026284};
    for (int i = 0; i < 5; i++) {
      assertThat(mirostat.choose(ofProbabilities(P), U[i])).isEqualTo(chosen[i]);
      assertThat(mirostat.kept()).isEqualTo(kept[i]);
      assertThat(mirostat.surprise()).isCloseTo(surprise[i], within(1e-11));
      assertThat(mirostat.mu()).isCloseTo(mu[i], within(1e-11));
    }
    assertThat(mirostat.targetReachable()).isTrue();
  }

  @Test
  void surpriseOfTheRenormalisedDistributionIsAChoice() {
    Mirostat.Controller mirostat =
        new Mirostat(
                2,
                2,
                1,
                Double.NaN,
                100,
                Mirostat.SurpriseOf.RENORMALISED,
                Mirostat.Rounding.LLAMA_CPP)
            .open();
    mirostat.choose(ofProbabilities(P), .05);
    assertThat(mirostat.surprise()).isCloseTo(1.217230716221, within(1e-11));
  }

  /** A source of Zipf laws whose exponent changes from step to step. */
  private static CandidateSet source(long seed, int step, double[] base) {
    double normal = 0;
    for (int i = 0; i < 12; i++) {
      normal += Draws.unit(Draws.mix(seed, step, i));
    }
    double s = Math.max(.7, 1.2 + .25 * (normal - 6));
    double[] logits = new double[base.length];
    for (int i = 0; i < base.length; i++) {
      logits[i] = s * base[i];
    }
    return ofLogits(logits);
  }

  private static Mirostat.Controller run(Mirostat mirostat, int steps, double[] muSum) {
    double[] base = zipf(1, 5000);
    Mirostat.Controller controller = mirostat.open();
    for (int t = 0; t < steps; t++) {
      controller.choose(source(3, t, base), Draws.unit(Draws.mix(4, t)));
    }
    muSum[0] = controller.mu();
    return controller;
  }

  @Test
  void theMeanSurpriseIsTauForBothVersions() {
    for (double tau : new double[] {3, 4, 5}) {
      for (Mirostat mirostat : List.of(Mirostat.v1(tau, 1), Mirostat.v2(tau, 1))) {
        double[] mu = new double[1];
        Mirostat.Controller run = run(mirostat, 1000, mu);
        assertThat(run.meanSurprise()).isCloseTo(tau, within(.05));
        assertThat(run.targetReachable()).isTrue();
      }
    }
  }

  @Test
  void theMeanFollowsFromTheFirstAndLastThreshold() {
    Mirostat mirostat = Mirostat.v2(4, .1);
    double[] mu = new double[1];
    Mirostat.Controller run = run(mirostat, 1000, mu);
    assertThat(run.clamped()).isZero();
    assertThat(run.meanSurprise() - 4).isCloseTo((8 - mu[0]) / (.1 * 1000), within(1e-9));
  }

  /** Real texts have stretches that say nothing new; what they lack is made up for after them. */
  @Test
  void predictableStretchesAreMadeUpForWhateverEta() {
    double[] base = zipf(1, 5000);
    double[] certain = new double[5000];
    certain[7] = 60;
    for (double eta : new double[] {.1, 1}) {
      Mirostat.Controller controller = Mirostat.v2(3, eta).open();
      for (int t = 0; t < 1600; t++) {
        CandidateSet next = t % 80 < 20 ? ofLogits(certain) : source(3, t, base);
        controller.choose(next, Draws.unit(Draws.mix(4, t)));
      }
      assertThat(controller.meanSurprise()).as("eta " + eta).isCloseTo(3, within(.1));
      assertThat(controller.targetReachable()).isTrue();
    }
  }

  @Test
  void anUnreachableTauIsReportedAndDoesNotWindUp() {
    Mirostat.Controller run = run(Mirostat.v2(1.5, 1), 500, new double[1]);
    assertThat(run.targetReachable()).isFalse();
    assertThat(run.mu()).isBetween(0.0, Math.log(5000) / Math.log(2) + 10);
    assertThat(run.meanSurprise()).isGreaterThan(2);
  }

  @Test
  void aFlatHeadFallsBackToVersionTwoAndOneTokenIsTaken() {
    Mirostat.Controller mirostat = Mirostat.v1(3, 1).open();
    mirostat.choose(ofLogits(new double[16]), .5);
    assertThat(mirostat.kept()).isEqualTo(16);
    mirostat = Mirostat.v1(3, 1).open();
    mirostat.choose(ofLogits(new double[500]), .5);
    assertThat(mirostat.kept()).isEqualTo(1);
    CandidateSet one = ofLogits(3);
    assertThat(Mirostat.v1(3, 1).open().choose(one, .9)).isZero();
  }

  @Test
  void aForkGoesOnFromItsOwnThreshold() {
    Mirostat.Controller first = Mirostat.v2(2, 1).open();
    first.choose(ofProbabilities(P), .05);
    Object snapshot = first.snapshot();
    Mirostat.Controller fork = first.fork();
    first.choose(ofProbabilities(P), .99);
    assertThat(fork.mu()).isCloseTo(4.678071905113, within(1e-11));
    first.restore(snapshot);
    assertThat(first.mu()).isEqualTo(fork.mu());
  }

  @Test
  void truncatorsBesideMirostatAreRefused() {
    assertThatThrownBy(() -> new Chain(List.of(new TopK(40, false)), Mirostat.v2(3, 1)))
        .hasMessageContaining("mirostat replaces")
        .hasMessageContaining("TopK");
  }

  @Test
  void zipfCrossEntropyGrowsWithK() {
    double h10 = ZipfTheory.crossEntropy(1.1, 10, 5000);
    double h100 = ZipfTheory.crossEntropy(1.1, 100, 5000);
    assertThat(h10).isLessThan(h100).isGreaterThan(0);
  }
}
