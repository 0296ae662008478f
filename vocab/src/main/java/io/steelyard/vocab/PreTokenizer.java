package io.steelyard.vocab;

import io.steelyard.vocab.pretokenize.AlignedText;
import io.steelyard.vocab.pretokenize.Cl100kPattern;
import io.steelyard.vocab.pretokenize.Gpt2Pattern;
import io.steelyard.vocab.pretokenize.O200kPattern;
import io.steelyard.vocab.pretokenize.PreTokenizerStep;
import io.steelyard.vocab.pretokenize.RegexPattern;
import io.steelyard.vocab.pretokenize.SuperwordPattern;
import java.util.function.Consumer;

/**
 * Cuts text into pieces that merges never cross. Pieces come in order and do not overlap; every
 * byte belongs to one, except where a pre-tokenizer is said to remove text.
 *
 * <p>Example: {@link #GPT2} cuts {@code "Hello world's end"} into {@code Hello| world|'s| | end}.
 *
 * <p>Text is UTF-8. A byte that is not part of a well-formed sequence counts as a symbol of its own
 * (neither letter, digit nor space), so any bytes can be cut. Unicode properties are those of the
 * pinned ICU4J, never of the running JDK. Instances are immutable and safe for use by many threads.
 */
public interface PreTokenizer extends PreTokenizerStep {
  /** GPT-2, r50k and p50k. */
  PreTokenizer GPT2 = new Gpt2Pattern();

  /** cl100k and Llama-3. */
  PreTokenizer CL100K = new Cl100kPattern(3);

  /** Qwen2: cl100k with every digit on its own. */
  PreTokenizer QWEN2 = new Cl100kPattern(1);

  /** o200k. */
  PreTokenizer O200K = new O200kPattern(true);

  /** SuperBPE's first stage: o200k's without contractions. */
  PreTokenizer SUBWORDS = new O200kPattern(false);

  /** SuperBPE's second stage and its finished vocabularies: whole phrases in one piece. */
  PreTokenizer SUPERWORDS = new SuperwordPattern();

  /** Receives the pieces. */
  @FunctionalInterface
  interface PieceSink {
    void piece(int from, int to);
  }

  /** Cuts {@code utf8[from..to)}; positions given to the sink are positions in {@code utf8}. */
  void split(byte[] utf8, int from, int to, PieceSink sink);

  @Override
  default void apply(AlignedText text, Consumer<AlignedText> out) {
    split(text.bytes(), text.from(), text.to(), (a, b) -> out.accept(text.part(a, b)));
  }

  /**
   * The pre-tokenizer of a regular expression whose matches are the pieces (text between matches is
   * a piece too). Canonical patterns get their hand-written machine, all others a translation.
   *
   * @throws IllegalArgumentException if the pattern is malformed or uses what cannot be translated
   */
  static PreTokenizer ofPattern(String pattern) {
    return switch (pattern) {
      case Gpt2Pattern.TEXT -> GPT2;
      case Cl100kPattern.TEXT -> CL100K;
      case Cl100kPattern.SINGLE_DIGIT_TEXT -> QWEN2;
      case O200kPattern.TEXT -> O200K;
      case O200kPattern.PLAIN_TEXT -> SUBWORDS;
      case SuperwordPattern.TEXT -> SUPERWORDS;
      default -> new RegexPattern(pattern);
    };
  }
}
