package io.steelyard.vocab;

import io.steelyard.vocab.pretokenize.AlignedText;

/**
 * Changes text before it is cut into pieces, keeping track of where each byte came from.
 *
 * <p>Example: NFC turns {@code e} + U+0301 into {@code é}, whose two bytes both come from the three
 * bytes of the source.
 */
@FunctionalInterface
public interface Normalizer {
  AlignedText normalize(AlignedText text);
}
