package io.steelyard.select.samanantar;

import io.steelyard.core.step.Workers;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * All cosines of two sides, {@code 2 |X| |Y| d} operations, in one pass for both directions.
 *
 * <p>Products are taken in float32: a panel of targets is turned so that one component of all of
 * them lies together, and the loop over a panel is one that the compiler makes vector instructions
 * of. The best k and a few more are then ranked again by cosines in double precision, so that
 * float32's rounding decides nothing.
 *
 * <p>Memory beside the vectors: 8 bytes × (k + {@value #SPARE}) for each sentence, for the targets
 * once per thread.
 */
public final class ExactSearch implements NeighbourSearch {
  /** Candidates beyond k: more near-ties than these would need 1e-6 of the same cosine. */
  private static final int SPARE = 4;

  /** Targets of a panel: 256 × 384 floats are 384 KiB, a core's own cache. */
  private static final int PANEL = 256;

  /** Sources of a task. */
  private static final int BLOCK = 256;

  /** The best so far of many sentences. */
  private static final class Best {
    final int keep;
    final float[] scores;
    final int[] ids;
    final float[] worst;

    Best(int n, int keep) {
      this.keep = keep;
      this.scores = new float[n * keep];
      this.ids = new int[n * keep];
      this.worst = new float[n];
      Arrays.fill(scores, Float.NEGATIVE_INFINITY);
      Arrays.fill(ids, Integer.MAX_VALUE);
      Arrays.fill(worst, Float.NEGATIVE_INFINITY);
    }

    /** By score, equal ones by id: a total order, so the order of offers decides nothing. */
    void offer(int row, float score, int id) {
      int at = row * keep;
      int last = at + keep - 1;
      if (score < scores[last] || score == scores[last] && id > ids[last]) {
        return;
      }
      int i = last;
      while (i > at && (scores[i - 1] < score || scores[i - 1] == score && ids[i - 1] > id)) {
        scores[i] = scores[i - 1];
        ids[i] = ids[i - 1];
        i--;
      }
      scores[i] = score;
      ids[i] = id;
      worst[row] = scores[last];
    }

    void merge(Best other) {
      for (int row = 0; row < worst.length; row++) {
        for (int i = row * keep; i < (row + 1) * keep; i++) {
          if (other.ids[i] != Integer.MAX_VALUE) {
            offer(row, other.scores[i], other.ids[i]);
          }
        }
      }
    }
  }

  @Override
  public Both search(float[][] sources, float[][] targets, int k, int threads) {
    int keepForward = Math.min(k + SPARE, targets.length);
    int keepBackward = Math.min(k + SPARE, sources.length);
    Best forward = new Best(sources.length, keepForward);
    Queue<Best> spare = new ConcurrentLinkedQueue<>();
    float[][] panels = panels(targets);
    int blocks = (sources.length + BLOCK - 1) / BLOCK;
    Workers.each(
        threads,
        blocks,
        b -> {
          Best found = spare.poll();
          Best backward = found == null ? new Best(targets.length, keepBackward) : found;
          int end = Math.min(sources.length, (b + 1) * BLOCK);
          block(sources, b * BLOCK, end, panels, targets.length, forward, backward);
          spare.add(backward);
        });
    Best backward = spare.poll();
    for (Best other; (other = spare.poll()) != null; ) {
      backward.merge(other);
    }
    return new Both(
        ranked(forward, sources, targets, k, threads),
        ranked(backward, targets, sources, k, threads),
        1,
        (long) sources.length * targets.length);
  }

  /** Turned panels: component by component, the targets of a panel side by side, zeros behind. */
  private static float[][] panels(float[][] targets) {
    float[][] panels = new float[(targets.length + PANEL - 1) / PANEL][];
    for (int p = 0; p < panels.length; p++) {
      int width = targets[0].length;
      float[] panel = new float[width * PANEL];
      int n = Math.min(PANEL, targets.length - p * PANEL);
      for (int j = 0; j < n; j++) {
        float[] target = targets[p * PANEL + j];
        for (int d = 0; d < width; d++) {
          panel[d * PANEL + j] = target[d];
        }
      }
      panels[p] = panel;
    }
    return panels;
  }

  private static void block(
      float[][] sources,
      int from,
      int to,
      float[][] panels,
      int targets,
      Best forward,
      Best backward) {
    float[] products = new float[PANEL];
    for (int p = 0; p < panels.length; p++) {
      int first = p * PANEL;
      int n = Math.min(PANEL, targets - first);
      for (int i = from; i < to; i++) {
        products(sources[i], panels[p], products);
        float worst = forward.worst[i];
        for (int j = 0; j < n; j++) {
          float score = products[j];
          if (score >= worst) {
            forward.offer(i, score, first + j);
            worst = forward.worst[i];
          }
          if (score >= backward.worst[first + j]) {
            backward.offer(first + j, score, i);
          }
        }
      }
    }
  }

  /** {@code products[j] = sum_d source[d] panel[d][j]}, eight components at a time. */
  static void products(float[] source, float[] panel, float[] products) {
    Arrays.fill(products, 0);
    int d = 0;
    for (; d + 8 <= source.length; d += 8) {
      eight(
          panel,
          d * PANEL,
          source[d],
          source[d + 1],
          source[d + 2],
          source[d + 3],
          source[d + 4],
          source[d + 5],
          source[d + 6],
          source[d + 7],
          products);
    }
    for (; d < source.length; d++) {
      float s = source[d];
      int at = d * PANEL;
      for (int j = 0; j < PANEL; j++) {
        products[j] += s * panel[at + j];
      }
    }
  }

  private static void eight(
      float[] panel,
      int at,
      float s0,
      float s1,
      float s2,
      float s3,
      float s4,
      float s5,
      float s6,
      float s7,
      float[] products) {
    for (int j = 0; j < PANEL; j++) {
      products[j] +=
          s0 * panel[at + j]
              + s1 * panel[at + PANEL + j]
              + s2 * panel[at + 2 * PANEL + j]
              + s3 * panel[at + 3 * PANEL + j]
              + s4 * panel[at + 4 * PANEL + j]
              + s5 * panel[at + 5 * PANEL + j]
              + s6 * panel[at + 6 * PANEL + j]
              + s7 * panel[at + 7 * PANEL + j];
    }
  }

  private static Neighbours ranked(Best best, float[][] of, float[][] among, int k, int threads) {
    int[] ids = new int[of.length * k];
    double[] cosines = new double[of.length * k];
    int blocks = (of.length + BLOCK - 1) / BLOCK;
    Workers.each(
        threads,
        blocks,
        b -> {
          int[] candidates = new int[best.keep];
          double[] exact = new double[best.keep];
          for (int i = b * BLOCK; i < Math.min(of.length, (b + 1) * BLOCK); i++) {
            for (int c = 0; c < best.keep; c++) {
              candidates[c] = best.ids[i * best.keep + c];
              exact[c] = NeighbourSearch.cosine(of[i], among[candidates[c]]);
            }
            Neighbours.rank(candidates, exact, best.keep, k, i, ids, cosines);
          }
        });
    return new Neighbours(k, ids, cosines);
  }
}
