package io.steelyard.vocab.pretokenize;

import java.util.function.Consumer;

/**
 * Puts a space before a piece that does not start with one, so that a word at the start of the text
 * has the tokens it has elsewhere.
 *
 * <p>Example: {@code Hello} becomes {@code " Hello"}.
 */
public final class PrefixSpace implements PreTokenizerStep {
  private static final byte[] SPACE = {' '};

  @Override
  public void apply(AlignedText text, Consumer<AlignedText> out) {
    if (text.isEmpty() || text.startsWith(SPACE)) {
      out.accept(text);
      return;
    }
    out.accept(text.edit().prepend(SPACE).keep(text.from(), text.to()).done());
  }
}
