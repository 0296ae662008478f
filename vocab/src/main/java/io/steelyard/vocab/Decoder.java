package io.steelyard.vocab;

import java.util.List;

/**
 * Turns tokens back into text: a stage works on the list of the tokens' bytes, and what is left at
 * the end is joined.
 *
 * <p>Example: the Metaspace stage turns {@code ▁Hi, ▁you} into {@code Hi, " you"}.
 */
@FunctionalInterface
public interface Decoder {
  List<byte[]> decode(List<byte[]> tokens);

  /** Joins tokens as they are: what byte-level models need. */
  Decoder PLAIN = tokens -> tokens;
}
