package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import org.junit.jupiter.api.Test;

class DocumentOrderTest {
  @Test
  void equalsThePlainPermutationInEveryEpoch() {
    for (long n : new long[] {1, 2, 3, 5, 10, 16, 17, 1000, 1L << 33}) {
      DocumentOrder order = new DocumentOrder(42, "de", n);
      for (long epoch = 0; epoch < 3; epoch++) {
        long key = Draws.mix(42, Purpose.ORDER.code(), Draws.hash("de"), epoch);
        assertThat(DocumentOrder.key(42, "de", epoch)).isEqualTo(key);
        for (long i = 0; i < Math.min(n, 50); i++) {
          assertThat(order.at(epoch, i)).isEqualTo(Draws.permute(i, n, key));
        }
      }
    }
  }
}
