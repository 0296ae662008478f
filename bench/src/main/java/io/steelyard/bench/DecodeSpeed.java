package io.steelyard.bench;

import io.steelyard.model.Models;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;

/**
 * Greedy decoding of a model from one prompt in so many rows: tokens a second and the tokens.
 *
 * <p>Arguments: model, rows, steps, threads.
 */
final class DecodeSpeed {
  private DecodeSpeed() {}

  public static void main(String[] arguments) {
    int rows = Integer.parseInt(arguments[1]);
    int steps = Integer.parseInt(arguments[2]);
    try (OpenedModel opened = Models.open(Path.of(arguments[0]), Integer.parseInt(arguments[3]));
        Session session = opened.model().open(rows, 512)) {
      int[] prompt =
          opened.tokenizer().encodeOrdinary("Once upon a time, in a small village by the sea,");
      session.prefill(0, prompt, 0, prompt.length);
      int[] others = new int[rows - 1];
      Arrays.setAll(others, i -> i + 1);
      session.fork(0, others);
      BitSet all = new BitSet();
      all.set(0, rows);
      int[] next = new int[rows];
      double[] seconds = new double[steps];
      StringBuilder ids = new StringBuilder();
      for (int i = 0; i < steps; i++) {
        long start = System.nanoTime();
        for (int r = 0; r < rows; r++) {
          next[r] = best(session.logits(r));
        }
        session.step(next, all);
        seconds[i] = (System.nanoTime() - start) / 1e9;
        ids.append(' ').append(next[0]);
      }
      Arrays.sort(seconds);
      System.out.printf(
          Locale.ROOT, "steelyard %.1f tokens/s; ids%s%n", rows / seconds[steps / 2], ids);
    }
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }
}
