package io.steelyard.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import java.nio.FloatBuffer;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProductsTest {
  @BeforeAll
  static void load() {
    Torch.load();
  }

  @AfterEach
  void oneThread() {
    Torch.threads(1);
  }

  private static Tensor numbers(int seed, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Draws.unit(Draws.mix(seed, i)) - 0.5);
    }
    return Tensor.create(values, rows, columns);
  }

  private static float[] values(Tensor tensor) {
    float[] out = new float[(int) tensor.numel()];
    tensor.contiguous().<FloatBuffer>createBuffer().get(out);
    return out;
  }

  @Test
  void isTheProductAndTheSameBitsForAnyNumberOfThreads() {
    int[][] shapes = {{1, 7, 5}, {1, 1000, 64}, {3, 65, 33}, {16, 2100, 48}, {70, 129, 40}};
    for (int[] s : shapes) {
      float[][] found = new float[4][];
      for (int threads = 1; threads <= 4; threads++) {
        int t = threads;
        Torch.threads(threads);
        Torch.plain(
            () -> {
              Tensor x = numbers(1, s[0], s[2]);
              Tensor w = numbers(2, s[1], s[2]);
              assertThat(Products.fits(x, w, 1)).isTrue();
              Tensor product = Torch.linear(x, w);
              assertThat(product.size(0)).isEqualTo(s[0]);
              assertThat(product.size(1)).isEqualTo(s[1]);
              found[t - 1] = values(product);
              float[] straight =
                  values(Torch.affine(x, w.t().contiguous(), Tensor.create(new float[s[1]], s[1])));
              float[] expected = values(torch.linear(x, w));
              for (int i = 0; i < expected.length; i++) {
                assertThat(straight[i]).isCloseTo(expected[i], within(1e-4f));
              }
              for (int i = 0; i < expected.length; i++) {
                assertThat(found[t - 1][i]).isCloseTo(expected[i], within(1e-4f));
              }
            });
        assertThat(found[t - 1]).containsExactly(found[0]);
      }
    }
  }

  @Test
  void takesColumnsThatLieApart() {
    Torch.threads(2);
    Torch.plain(
        () -> {
          Tensor x = numbers(1, 6, 8).t();
          Tensor w = numbers(2, 300, 6);
          assertThat(values(Torch.linear(x, w)))
              .containsExactly(values(Torch.linear(x.contiguous(), w)));
        });
  }

  @Test
  void everyPieceIsDoneOnceWhoeverAsks() throws InterruptedException {
    Cores.all().use(3);
    int rounds = 300;
    AtomicIntegerArray done = new AtomicIntegerArray(2 * rounds);
    CyclicBarrier together = new CyclicBarrier(2);
    Thread[] askers = new Thread[2];
    for (int a = 0; a < 2; a++) {
      int mine = a * rounds;
      askers[a] =
          new Thread(
              () -> {
                for (int r = 0; r < rounds; r++) {
                  int at = mine + r;
                  try {
                    together.await();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                  Cores.all().run(1 + r % 9, piece -> done.incrementAndGet(at));
                }
              });
      askers[a].start();
    }
    for (Thread asker : askers) {
      asker.join();
    }
    for (int i = 0; i < done.length(); i++) {
      assertThat(done.get(i)).isEqualTo(1 + i % rounds % 9);
    }
  }

  @Test
  void aFailureComesBackAndTheNextRoundWorks() {
    Cores.all().use(2);
    assertThatThrownBy(
            () ->
                Cores.all()
                    .run(
                        8,
                        piece -> {
                          if (piece == 5) {
                            throw new IllegalStateException("piece 5");
                          }
                        }))
        .hasMessage("piece 5");
    int[] sum = {0};
    Cores.all().run(1, piece -> sum[0]++);
    assertThat(sum[0]).isEqualTo(1);
  }

  @Test
  void gradientsGoThroughLibtorch() {
    Torch.threads(2);
    Torch.scoped(
        () -> {
          Tensor x = numbers(1, 4, 8).set_requires_grad(true);
          Torch.linear(x, numbers(2, 64, 8)).sum().backward();
          assertThat(values(x.grad())).hasSize(32);
        });
  }
}
