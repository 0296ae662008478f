package io.steelyard.vocab;

import io.steelyard.vocab.pretokenize.Cl100kPattern;
import io.steelyard.vocab.pretokenize.Gpt2Pattern;
import io.steelyard.vocab.pretokenize.O200kPattern;

/**
 * Cuts text into pieces that merges never cross. Every byte of the text belongs to exactly one
 * piece and pieces come in order.
 *
 * <p>Example: {@link #GPT2} cuts {@code "Hello world's end"} into {@code Hello| world|'s| | end}.
 *
 * <p>Text is UTF-8. A byte that is not part of a well-formed sequence counts as a symbol of its own
 * (neither letter, digit nor space), so any bytes can be cut. Unicode properties are those of the
 * pinned ICU4J, never of the running JDK. Instances are immutable and safe for use by many threads.
 */
public interface PreTokenizer {
  /** GPT-2, r50k and p50k. */
  PreTokenizer GPT2 = new Gpt2Pattern();

  /** cl100k and Llama-3. */
  PreTokenizer CL100K = new Cl100kPattern(3);

  /** Qwen2: cl100k with every digit on its own. */
  PreTokenizer QWEN2 = new Cl100kPattern(1);

  /** o200k. */
  PreTokenizer O200K = new O200kPattern();

  /** Receives the pieces. */
  @FunctionalInterface
  interface PieceSink {
    void piece(int from, int to);
  }

  /** Cuts {@code utf8[from..to)}; positions given to the sink are positions in {@code utf8}. */
  void split(byte[] utf8, int from, int to, PieceSink sink);

  /**
   * The pre-tokenizer of a regular expression whose matches are the pieces (text between matches is
   * a piece too), for the canonical patterns.
   *
   * @throws IllegalArgumentException if the pattern is none of them
   */
  static PreTokenizer ofPattern(String pattern) {
    return switch (pattern) {
      case Gpt2Pattern.TEXT -> GPT2;
      case Cl100kPattern.TEXT -> CL100K;
      case Cl100kPattern.SINGLE_DIGIT_TEXT -> QWEN2;
      case O200kPattern.TEXT -> O200K;
      default -> throw new IllegalArgumentException("no machine for the pattern " + pattern);
    };
  }
}
