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

  @Test
  void looksAheadWithoutBeingSeen() {
    int[] lengths = new int[1_000];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = 7 * i;
    }
    DocumentOrder order = new DocumentOrder(42, "de", 1_000, Sizes.of(lengths));
    long position = 0;
    for (int i = 0; i < 20_000; i++) {
      long epoch = i / 9_000;
      // Mostly the next one, at times anywhere: the last ones, one again, one back.
      long r = Draws.below(Draws.mix(1, i), 40);
      position =
          r == 0
              ? 999 - Draws.below(Draws.mix(2, i), 20)
              : Math.max(0, position + (r == 1 ? -1 : r == 2 ? 0 : 1));
      position %= 1_000;
      long document = Draws.permute(position, 1_000, DocumentOrder.key(42, "de", epoch));
      assertThat(order.at(epoch, position)).isEqualTo(document);
      assertThat(order.size(epoch, position)).isEqualTo(7 * document);
    }
  }
}
