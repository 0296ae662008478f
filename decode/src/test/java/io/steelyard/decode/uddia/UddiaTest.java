package io.steelyard.decode.uddia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.decode.Decoder;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.toy.LinearModel;
import io.steelyard.decode.toy.Toy;
import java.util.List;
import org.junit.jupiter.api.Test;

class UddiaTest {
  private static final Chain NUCLEUS = new Chain(List.of(new TopP(.9, 1)), Sampler.MULTINOMIAL);

  @Test
  void hellingerGatesAreThoseOfTheNote() {
    double[] p = {.4, .3, .2, .1};
    double[][] u = {{.25, .25, .25, .25}, {.7, .1, .1, .1}};
    assertThat(Rectification.hellinger(p, u[0])).isCloseTo(.16789959640267496, within(1e-12));
    assertThat(Rectification.hellinger(p, u[1])).isCloseTo(.23711453096106264, within(1e-12));
    assertThat(Rectification.intervenes(p, u, .1)).isFalse();
    assertThat(Rectification.intervenes(p, u, .06)).isTrue();
    assertThat(Rectification.hellinger(p, p)).isCloseTo(0, within(1e-7));
  }

  @Test
  void theTokenTermIsMutualInformation() {
    double[][] posteriors = {{.9, .1}, {.5, .5}, {.2, .8}};
    assertThat(AttributeSpace.weights(posteriors[0]))
        .containsExactly(new double[] {.529007998412, -.160943791243}, within(1e-11));
    assertThat(AttributeSpace.weights(posteriors[2]))
        .containsExactly(new double[] {-.183258146375, .376002903397}, within(1e-11));
    assertThat(Rectification.tokenTerm(new double[] {.5, .3, .2}, posteriors))
        .isCloseTo(.11129052749430002, within(1e-12));
    double[][] fair = {{.5, .5}, {.5, .5}};
    assertThat(Rectification.tokenTerm(new double[] {.4, .6}, fair)).isZero();
  }

  @Test
  void thePosteriorFollowsTheCosine() {
    double[] p = AttributeSpace.posterior(.3, .1);
    assertThat(p).containsExactly(new double[] {.047425873178, .952574126822}, within(1e-11));
    assertThat(AttributeSpace.divergence(p, new double[] {.5, .5}))
        .isCloseTo(.5022822094535027, within(1e-11));
  }

  @Test
  void adamsFirstStepIsTheSignTimesTheRate() {
    float[] biases = new float[3];
    Rectification.firstAdamStep(biases, new float[] {1e-3f, -5, 1e-8f}, .06);
    assertThat(biases[0]).isCloseTo(-.0599994f, within(1e-7f));
    assertThat(biases[1]).isCloseTo(.06f, within(1e-7f));
    assertThat(biases[2]).isCloseTo(-.03f, within(1e-7f));
  }

  @Test
  void fusionIsAGeometricMean() {
    float[] out = new float[3];
    Rectification.fuse(
        new float[] {(float) Math.log(.6), (float) Math.log(.3), (float) Math.log(.1)},
        new float[] {(float) Math.log(.2), (float) Math.log(.3), (float) Math.log(.5)},
        .9,
        out);
    double sum = 0;
    for (float x : out) {
      sum += Math.exp(x);
    }
    assertThat(sum).isCloseTo(.9550369702132593, within(1e-6));
    assertThat(Math.exp(out[0]) / sum).isCloseTo(.562884048127, within(1e-6));
    assertThat(Math.exp(out[2]) / sum).isCloseTo(.122991986669, within(1e-6));
  }

  @Test
  void attemptsUseFewerLayers() {
    assertThat(Rectification.attempts(18, 3)).containsExactly(18, 15, 12, 9, 6, 3);
    assertThat(Rectification.attempts(4, 3)).containsExactly(4, 1);
  }

  @Test
  void contextTermsNeedNoMatrixOfMeans() {
    LinearModel model = new LinearModel(12, 5, 64);
    AttributeSpace space = space(model);
    int[] context = {3, 4, 3};
    double[] kl = space.contextTerm(context, 3);
    double[] v = model.row(0);
    for (int x = 0; x < 12; x++) {
      double[] e = new double[5];
      double dot = 0;
      double ee = 0;
      double vv = 0;
      for (int i = 0; i < 5; i++) {
        for (int c : context) {
          e[i] += model.row(c)[i] / 3 * .75;
        }
        e[i] += model.row(x)[i] * .25;
        dot += e[i] * v[i];
        ee += e[i] * e[i];
        vv += v[i] * v[i];
      }
      double[] withContext = AttributeSpace.posterior(dot / Math.sqrt(ee * vv), .1);
      assertThat(kl[x])
          .isCloseTo(AttributeSpace.divergence(withContext, space.posterior(x)), within(1e-9));
    }
  }

  private static AttributeSpace space(LinearModel model) {
    return new AttributeSpace(model.embeddings(), 12, model.row(0), .1);
  }

  private static Uddia uddia(LinearModel model, Uddia.Settings settings) {
    AttributeSpace space = space(model);
    double[] frequencies = new double[12];
    java.util.Arrays.fill(frequencies, 1);
    ToxicityHead head = new ToxicityHead(new double[][] {{1, 0, .5, 0, 0}, {0, 1, 0, -.5, .2}});
    return new Uddia(model, settings, head, space, space.conditionalUnigrams(frequencies, .75));
  }

  @Test
  void withoutAStepItIsPlainDecoding() {
    LinearModel model = new LinearModel(12, 5, 64);
    Uddia.Settings off = new Uddia.Settings(0, 1, 2, 1, 1e9, .9, .1, .05, true, true, false);
    Uddia.Corrected text =
        uddia(model, off).generate(new int[] {1, 2}, NUCLEUS, 20, new int[0], 7, 3, 0);
    var request = GenerationRequest.of(3, new int[] {1, 2}, NUCLEUS, 7, 20);
    int[] plain =
        new Decoder(model, LinearModel.tokenizer(12), 1, 1)
            .generate(List.of(request), TokenListener.SILENT)
            .get(0)
            .ids();
    assertThat(text.ids()).containsExactly(plain);
    assertThat(text.interventions()).allMatch(i -> i.change() == 0);
  }

  @Test
  void aStepChangesWhatIsDrawnFromAndIsRecorded() {
    LinearModel model = new LinearModel(12, 5, 64);
    Uddia.Corrected text =
        uddia(model, new Uddia.Settings(.3, 1, 2, 1, 1e9, .9, .01, .05, true, true, false))
            .generate(new int[] {1, 2}, NUCLEUS, 20, new int[0], 7, 3, 0);
    assertThat(text.ids()).hasSize(20);
    assertThat(text.interventions()).anyMatch(i -> i.change() > 1e-4);
    assertThat(text.attempts()).hasSize(1);
    assertThat(model.lowersLoss()).isTrue();
  }

  @Test
  void aTextThatReadsBadlyIsDrawnAgainWithFewerLayers() {
    LinearModel model = new LinearModel(12, 5, 64);
    Uddia.Corrected text =
        uddia(model, new Uddia.Settings(.06, 1, 3, 1, 1.0001, .9, .1, .05, true, true, false))
            .generate(new int[] {1, 2}, NUCLEUS, 10, new int[0], 7, 3, 0);
    assertThat(text.attempts()).hasSize(3);
    assertThat(text.perplexity())
        .isEqualTo(text.attempts().stream().mapToDouble(d -> d).min().orElseThrow());
  }

  @Test
  void aModelWithoutGradientsIsRefused() {
    Uddia.Settings settings = new Uddia.Settings(.06, 1, 1, 1, 30, .9, .1, .05, true, false, false);
    ToxicityHead head = new ToxicityHead(new double[2][Toy.VOCABULARY]);
    assertThatThrownBy(
            () ->
                new Uddia(Toy.random(32), settings, head, null, null)
                    .generate(new int[] {1}, NUCLEUS, 4, new int[0], 1, 1, 0))
        .hasMessageContaining("no gradients");
    assertThatThrownBy(() -> new Uddia(Toy.random(32), Uddia.Settings.of(3), null, null, null))
        .hasMessageContaining("needs a head");
  }

  @Test
  void anAttributeWithoutTokensIsAnError() {
    LinearModel model = new LinearModel(12, 5, 64);
    assertThatThrownBy(() -> space(model).conditionalUnigrams(new double[12], .75))
        .hasMessageContaining("no token is above 0.75");
  }

  @Test
  void theDirectionIsTheMeanDifferenceOfPairs() {
    double[] direction =
        AttributeSpace.direction(
            List.of(
                new AttributeSpace.Pair(new double[] {0, 0}, new double[] {3, 0}),
                new AttributeSpace.Pair(new double[] {5, 5}, new double[] {5, 9})));
    assertThat(direction).containsExactly(new double[] {.6, .8}, within(1e-12));
  }
}
