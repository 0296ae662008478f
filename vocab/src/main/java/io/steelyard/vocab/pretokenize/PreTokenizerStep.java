package io.steelyard.vocab.pretokenize;

import java.util.List;
import java.util.function.Consumer;

/**
 * A stage of pre-tokenization that may change the text of each piece as well as cut it.
 *
 * <p>Example: Metaspace turns the piece {@code "a b"} into {@code ▁a} and {@code ▁b}.
 */
@FunctionalInterface
public interface PreTokenizerStep {
  void apply(AlignedText text, Consumer<AlignedText> out);

  /** Runs the steps one after the other, each on the pieces of the one before. */
  static PreTokenizerStep sequence(List<PreTokenizerStep> steps) {
    PreTokenizerStep all = (text, out) -> out.accept(text);
    for (int i = steps.size() - 1; i >= 0; i--) {
      PreTokenizerStep step = steps.get(i);
      PreTokenizerStep rest = all;
      all =
          (text, out) ->
              step.apply(
                  text,
                  piece -> {
                    if (!piece.isEmpty()) {
                      rest.apply(piece, out);
                    }
                  });
    }
    return all;
  }
}
