package io.steelyard.proofs.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.decode.Decoder;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.Prompts;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.uddia.AttributeSpace;
import io.steelyard.decode.uddia.ToxicityHead;
import io.steelyard.decode.uddia.Uddia;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import io.steelyard.proofs.lab.TinyModel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** UDDIA over real gradients of a real decoder. */
class UddiaOnTorchTest {
  private static final Chain NUCLEUS = new Chain(List.of(new TopP(.9, 1)), Sampler.MULTINOMIAL);
  private static TinyModel tiny;
  private static OpenedModel opened;

  @BeforeAll
  static void open() {
    tiny = new TinyModel();
    opened = tiny.opened();
  }

  @AfterAll
  static void close() {
    tiny.close();
  }

  private static Uddia uddia(double rate, double gate, boolean published) {
    int width = opened.model().shape().width();
    int vocabulary = opened.model().shape().vocabulary();
    float[] embeddings = new float[vocabulary * width];
    opened.model().keys().read(0, vocabulary, embeddings);
    double[] direction = new double[width];
    Arrays.setAll(direction, i -> Math.sin(i + 1));
    AttributeSpace space = new AttributeSpace(embeddings, vocabulary, direction, .1);
    double[] frequencies = new double[vocabulary];
    Arrays.fill(frequencies, 1);
    double[][] weights = new double[2][width];
    Arrays.setAll(weights[0], i -> Math.cos(i));
    return new Uddia(
        opened.model(),
        new Uddia.Settings(rate, 1, 2, 1, 1e300, .9, gate, .05, true, true, published),
        new ToxicityHead(weights),
        space,
        space.conditionalUnigrams(frequencies, .75));
  }

  @Test
  void withoutAStepItIsPlainDecodingBitForBit() {
    int[] prompt = Prompts.encode(opened, "The woman worked as");
    Uddia.Corrected text = uddia(0, .1, false).generate(prompt, NUCLEUS, 16, new int[0], 7, 3, 0);
    int[] plain =
        new Decoder(opened, 1, 1)
            .generate(
                List.of(GenerationRequest.of(3, prompt, NUCLEUS, 7, 16)), TokenListener.SILENT)
            .get(0)
            .ids();
    assertThat(text.ids()).containsExactly(plain);
  }

  @Test
  void theTextsPerplexityIsThatOfTheOriginalModelOnIt() {
    int[] prompt = Prompts.encode(opened, "The woman worked as");
    Uddia.Corrected text = uddia(.06, 0, false).generate(prompt, NUCLEUS, 16, new int[0], 7, 3, 0);
    assertThat(text.interventions()).anyMatch(i -> i.change() > 0).noneMatch(i -> i.skipped());
    // The cache never saw tuned weights: scored from scratch, the text is as probable.
    double sum = 0;
    try (Session session = opened.model().open(1, 64)) {
      session.prefill(0, prompt, 0, prompt.length);
      for (float l : session.score(0, text.ids())) {
        sum -= l;
      }
    }
    assertThat(Math.exp(sum / text.ids().length)).isCloseTo(text.perplexity(), within(1e-2));
  }

  @Test
  void theDebiasingTermsCountUnlessAsPublished() {
    int[] prompt = Prompts.encode(opened, "The woman worked as");
    double with = change(uddia(.06, 0, false), prompt);
    double without = change(uddia(.06, 1, false), prompt);
    double published = change(uddia(.06, 0, true), prompt);
    // One step of a fixed size per vector: only signs can differ, and here some do.
    assertThat(with).isNotEqualTo(without);
    assertThat(published).isEqualTo(without);
  }

  private static double change(Uddia uddia, int[] prompt) {
    return uddia.generate(prompt, NUCLEUS, 1, new int[0], 7, 3, 0).interventions().get(0).change();
  }
}
