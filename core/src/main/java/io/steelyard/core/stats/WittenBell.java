package io.steelyard.core.stats;

import io.steelyard.core.draws.Draws;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.nio.charset.StandardCharsets;

/**
 * A small language model over characters or bytes: n-grams with Witten and Bell's interpolation. It
 * says how well one text prepares for another, without a tokenizer and in seconds.
 *
 * <pre>
 * P(s | c_k) = (n(c_k, s) + T(c_k) P(s | c_{k-1})) / (n(c_k) + T(c_k))
 * </pre>
 *
 * c_k is the context of the last k symbols, n how often it was seen, T how many different symbols
 * followed it; below the empty context stands the uniform distribution over the alphabet.
 *
 * <p>Example: after {@code add("abab")} at order 1 with 256 symbols, b follows a with probability
 * (2 + P(b)) / 3, where P(b) = (2 + 2/256) / 6.
 *
 * <p>Memory: about 24 bytes for each different n-gram of each length up to {@code order + 1}.
 * Contexts are kept as 64-bit hashes.
 */
public final class WittenBell {
  /** All of Unicode, for {@link #characters}. */
  public static final int CHARACTERS = 0x110000;

  public static final int BYTES = 256;

  private static final long EMPTY = 0x57B57B57B57B57B5L;

  private final int order;
  private final int alphabet;
  private final Long2IntOpenHashMap pairs = new Long2IntOpenHashMap();

  /** How often a context was seen, and in the upper half how many symbols followed it. */
  private final Long2LongOpenHashMap contexts = new Long2LongOpenHashMap();

  private final long[] hashes;

  /**
   * @param order longest context, at least 0
   * @param alphabet how many symbols there are
   */
  public WittenBell(int order, int alphabet) {
    if (order < 0 || order > 16 || alphabet < 2) {
      throw new IllegalArgumentException(
          "expected an order of 0 to 16 and 2 symbols or more, got " + order + " and " + alphabet);
    }
    this.order = order;
    this.alphabet = alphabet;
    this.hashes = new long[order + 1];
  }

  public static int[] characters(String text) {
    return text.codePoints().toArray();
  }

  public static int[] bytes(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public static int[] bytes(byte[] utf8) {
    int[] symbols = new int[utf8.length];
    for (int i = 0; i < utf8.length; i++) {
      symbols[i] = utf8[i] & 0xFF;
    }
    return symbols;
  }

  /** Learns a text; contexts do not reach into the text before. */
  public void add(int[] text) {
    add(text, 0, text.length);
  }

  /**
   * Learns a stretch of a text, with what stands before it as its context: a text learned stretch
   * by stretch is learned as if at once.
   */
  public void add(int[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      int longest = contexts(text, i);
      for (int k = 0; k <= longest; k++) {
        boolean first = pairs.addTo(Draws.sm(hashes[k] + text[i]), 1) == 0;
        contexts.addTo(hashes[k], first ? 1L << 32 | 1 : 1);
      }
    }
  }

  /** Bits that the model needs for a text. */
  public double bits(int[] text) {
    double bits = 0;
    for (int i = 0; i < text.length; i++) {
      bits -= StrictMath.log(probability(text, i));
    }
    return bits / StrictMath.log(2);
  }

  private double probability(int[] text, int i) {
    int longest = contexts(text, i);
    double p = 1.0 / alphabet;
    for (int k = 0; k <= longest; k++) {
      long context = contexts.get(hashes[k]);
      if (context == 0) {
        break;
      }
      double seen = (int) context;
      double kinds = (int) (context >>> 32);
      p = (pairs.get(Draws.sm(hashes[k] + text[i])) + kinds * p) / (seen + kinds);
    }
    return p;
  }

  /** Hashes of the contexts of position i, shortest first; the longest that there is. */
  private int contexts(int[] text, int i) {
    int longest = Math.min(order, i);
    hashes[0] = EMPTY;
    for (int k = 1; k <= longest; k++) {
      hashes[k] = Draws.mix(hashes[k - 1], text[i - k]);
    }
    return longest;
  }
}
