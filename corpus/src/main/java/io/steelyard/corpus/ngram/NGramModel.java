package io.steelyard.corpus.ngram;

import io.steelyard.core.draws.Draws;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;

/**
 * A language model in seconds: n-grams of bytes or characters, interpolated by Witten and Bell.
 *
 * <pre>
 * P(w | h) = (c(h, w) + T(h) P(w | h')) / (c(h) + T(h))
 * </pre>
 *
 * <p>{@code c} counts, {@code T(h)} is the number of different symbols seen after {@code h}, {@code
 * h'} is {@code h} without its first symbol, and below the empty context all symbols are equally
 * likely. A text begins with no context. Adding more text later is the same as adding it at once,
 * so that a learning curve costs one pass.
 *
 * <p>Contexts are known by 64-bit hashes. Example: order 0 over 2 symbols after seeing {@code a a
 * b} gives {@code P(a) = (2 + 2/2) / (3 + 2) = 0.6}.
 *
 * @see <a href="https://doi.org/10.1109/18.87000">Witten and Bell 1991, method C</a>
 */
public final class NGramModel {
  private static final long TYPE = 1L << 40;
  private static final long COUNTS = TYPE - 1;

  private final int order;
  private final int alphabet;
  private final Long2LongOpenHashMap contexts = new Long2LongOpenHashMap();
  private final Long2LongOpenHashMap events = new Long2LongOpenHashMap();
  private final long[] hashes;

  /**
   * @param order symbols of context, 0 to 16
   * @param alphabet how many symbols there are: 256 for bytes
   */
  public NGramModel(int order, int alphabet) {
    if (order < 0 || order > 16 || alphabet < 1) {
      throw new IllegalArgumentException("order " + order + " over " + alphabet + " symbols");
    }
    this.order = order;
    this.alphabet = alphabet;
    this.hashes = new long[order + 1];
  }

  /** A model of UTF-8 bytes. */
  public static NGramModel ofBytes(int order) {
    return new NGramModel(order, 256);
  }

  /** Learns one text. */
  public void add(byte[] text) {
    add(symbols(text));
  }

  /** Learns one text given as symbols. */
  public void add(int[] text) {
    add(text, 0, text.length);
  }

  /** Learns a stretch of a text, what stands before it being its context. */
  public void add(byte[] text, int from, int to) {
    add(symbols(text), from, to);
  }

  /** The same for symbols; a text learned stretch by stretch is learned as if at once. */
  public void add(int[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      int longest = hash(text, i);
      for (int length = 0; length <= longest; length++) {
        boolean isNew = events.addTo(Draws.mix(hashes[length], text[i]), 1) == 0;
        contexts.addTo(hashes[length], isNew ? TYPE + 1 : 1);
      }
    }
  }

  /** {@code -ln P} of a whole text, in nats; it begins with no context. */
  public double nats(byte[] text) {
    return nats(symbols(text));
  }

  /** {@code -ln P} of a whole text given as symbols, in nats. */
  public double nats(int[] text) {
    double nats = 0;
    for (int i = 0; i < text.length; i++) {
      int longest = hash(text, i);
      double p = 1.0 / alphabet;
      for (int length = 0; length <= longest; length++) {
        long seen = contexts.get(hashes[length]);
        if (seen == 0) {
          break; // Longer contexts were not seen either.
        }
        double types = seen / TYPE;
        double count = events.get(Draws.mix(hashes[length], text[i]));
        p = (count + types * p) / ((seen & COUNTS) + types);
      }
      nats -= StrictMath.log(p);
    }
    return nats;
  }

  /** Hashes of the contexts before place {@code i}, shortest first; returns the longest length. */
  private int hash(int[] text, int i) {
    int longest = Math.min(order, i);
    long hash = 0;
    hashes[0] = Draws.sm(0);
    for (int length = 1; length <= longest; length++) {
      hash = Draws.mix(hash + length, text[i - length]);
      hashes[length] = hash;
    }
    return longest;
  }

  private static int[] symbols(byte[] text) {
    int[] symbols = new int[text.length];
    for (int i = 0; i < text.length; i++) {
      symbols[i] = text[i] & 0xFF;
    }
    return symbols;
  }
}
