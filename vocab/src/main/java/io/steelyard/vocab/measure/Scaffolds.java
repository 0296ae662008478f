package io.steelyard.vocab.measure;

import io.steelyard.vocab.BytePairModel;
import java.util.Arrays;

/**
 * Tokens that are almost never seen in text because nearly every time they are made they merge on
 * into a longer one: {@code count(v) / inside(v) < 0.001}, where inside counts the tokens of the
 * text in whose making v takes part. Slots of the vocabulary that a prune can give back, and
 * candidates of under-trained tokens.
 *
 * <p>Example: with merges (t,h) and (th,e) and 5,000 times {@code the} but {@code th} alone 2
 * times, {@code th} is inside 5,002 and seen 2: a scaffold.
 */
final class Scaffolds {
  static final double SHARE = 1e-3;

  /** Below this, a share of a thousandth cannot be seen. */
  static final long LEAST = 1_000;

  private Scaffolds() {}

  /** Ids of scaffolds, rising. */
  static int[] of(BytePairModel model, TokenUse use) {
    long[] inside = inside(model, use);
    int[] found = new int[model.size()];
    int n = 0;
    for (int v = 0; v < found.length; v++) {
      if (model.tokenLength(v) > 1 && inside[v] >= LEAST && use.count(v) < SHARE * inside[v]) {
        found[n++] = v;
      }
    }
    return Arrays.copyOf(found, n);
  }

  /** Of each token, the tokens of the text that are it or are made of it, parts counted twice. */
  static long[] inside(BytePairModel model, TokenUse use) {
    int[] first = new int[model.size()];
    Arrays.fill(first, -1);
    for (int m = model.mergeCount() - 1; m >= 0; m--) {
      first[model.result(m)] = m;
    }
    long[] inside = Arrays.copyOf(use.counts(), model.size());
    for (int m = model.mergeCount() - 1; m >= 0; m--) {
      int v = model.result(m);
      if (first[v] == m) {
        inside[model.left(m)] += inside[v];
        inside[model.right(m)] += inside[v];
      }
    }
    return inside;
  }
}
