package io.steelyard.corpus.ngram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NGramModelTest {
  @Test
  void interpolatesByHand() {
    NGramModel model = new NGramModel(1, 2);
    model.add(new int[] {0, 0, 1});
    // Empty context: c = 3, T = 2. After 0: c = 2, T = 2, once 0 and once 1.
    double zero = (2 + 2 * 0.5) / 5;
    double oneAfterZero = (1 + 2 * (1 - zero)) / 4;
    assertThat(model.nats(new int[] {0, 1}))
        .isCloseTo(-Math.log(zero) - Math.log(oneAfterZero), within(1e-12));
  }

  @Test
  void probabilitiesOfAllSymbolsSumToOne() {
    NGramModel model = new NGramModel(3, 5);
    model.add(new int[] {0, 1, 2, 0, 1, 3, 0, 1, 2, 2, 2, 4});
    int[] context = {2, 0, 1};
    double before = model.nats(context);
    double sum = 0;
    for (int symbol = 0; symbol < 5; symbol++) {
      sum += Math.exp(before - model.nats(new int[] {2, 0, 1, symbol}));
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
  }

  @Test
  void knowsNothingBeforeItLearns() {
    byte[] text = "grüße".getBytes(UTF_8);
    assertThat(NGramModel.ofBytes(4).nats(text))
        .isCloseTo(text.length * Math.log(256), within(1e-9));
  }

  @Test
  void learnsBitByBitAsAtOnce() {
    byte[] first = "the cat sat on the mat".getBytes(UTF_8);
    byte[] second = "and looked at the dog".getBytes(UTF_8);
    NGramModel one = NGramModel.ofBytes(4);
    one.add(first);
    double early = one.nats(second);
    one.add(second);
    NGramModel other = NGramModel.ofBytes(4);
    other.add(second);
    other.add(first);
    assertThat(one.nats(second)).isEqualTo(other.nats(second)).isLessThan(early);
  }
}
