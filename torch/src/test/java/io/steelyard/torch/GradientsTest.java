package io.steelyard.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Gradients;
import io.steelyard.model.ModelShape;
import io.steelyard.model.Session;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientsTest {
  private static final int[] TEXT = {3, 14, 15, 9, 26, 5};

  static Stream<TorchModel> models() {
    return Stream.of(
        new TorchModel(SmallModels.llama(3, ScalarType.Double)),
        new TorchModel(SmallModels.llama(3)),
        new TorchModel(SmallModels.gpt2(3)));
  }

  /** L = Σ a(x) p(x) + Σ b(i) h'(i), with fixed a and b. */
  private static final class Linear implements Gradients.Loss {
    private double value;

    private static double a(int x) {
      return Math.sin(x);
    }

    private static double b(int i) {
      return Math.cos(3 * i);
    }

    @Override
    public void next(float[] p, float[] hidden, float[] gradientOfP) {
      value = 0;
      for (int x = 0; x < p.length; x++) {
        value += a(x) * p[x];
        gradientOfP[x] = (float) a(x);
      }
    }

    @Override
    public boolean lookAhead() {
      return true;
    }

    @Override
    public void ahead(float[] hidden, float[] gradientOfHidden) {
      for (int i = 0; i < hidden.length; i++) {
        value += b(i) * hidden[i];
        gradientOfHidden[i] = (float) b(i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void biasesOfZeroChangeNothing(TorchModel model) {
    try (model;
        Session session = model.open(2, 32)) {
      session.prefill(1, TEXT, 0, TEXT.length);
      Gradients gradients = (Gradients) session;
      float[] logits = new float[50];
      gradients.tuned(1, 2, new float[gradients.biases(2)], logits);
      assertThat(logits).containsExactly(session.logits(1), within(1e-4f));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void gradientsAgreeWithFiniteDifferencesAndTheRowStaysWhatItWas(TorchModel model) {
    try (model;
        Session session = model.open(1, 32)) {
      session.prefill(0, TEXT, 0, TEXT.length);
      float[] before = session.logits(0).clone();
      Gradients gradients = (Gradients) session;
      int n = gradients.biases(2);
      float[] biases = new float[n];
      for (int i = 0; i < n; i++) {
        biases[i] = (float) (0.01 * Math.sin(i));
      }
      float[] gradient = new float[n];
      float[] unused = new float[n];
      Linear loss = new Linear();
      gradients.tuned(0, 2, biases, loss, gradient);
      float h = 2e-3f;
      for (int i = 1; i < n; i += n / 23) {
        float kept = biases[i];
        biases[i] = kept + h;
        gradients.tuned(0, 2, biases, loss, unused);
        double above = loss.value;
        biases[i] = kept - h;
        gradients.tuned(0, 2, biases, loss, unused);
        double below = loss.value;
        biases[i] = kept;
        assertThat((above - below) / (2 * h))
            .isCloseTo(gradient[i], within(0.02 * Math.abs(gradient[i]) + 0.02));
      }
      assertThat(session.logits(0)).containsExactly(before);
    }
  }

  @Test
  void thereAreAsManyBiasesAsThePaperCounts() {
    ModelShape smol = new ModelShape("llama", 49152, 8192, 30, 576, 9, 3, 64, 1536, true, 0);
    assertThat(Biases.count(smol, 30)).isEqualTo(190_656);
    ModelShape large = new ModelShape("gpt2", 50257, 1024, 36, 1280, 20, 20, 64, 5120, true, 0);
    assertThat(Biases.count(large, 36)).isEqualTo(508_160);
    assertThatThrownBy(() -> Biases.count(smol, 31))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("between 0 and 30");
  }
}
