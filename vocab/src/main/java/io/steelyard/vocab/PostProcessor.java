package io.steelyard.vocab;

import java.util.Arrays;

/**
 * The special tokens around an encoded text.
 *
 * <p>Example: Llama-2 puts {@code <s>} (id 1) before every text: {@code before = {1}, after = {}}.
 *
 * @param before ids put before the text
 * @param after ids put after it
 * @param trimOffsets whether the spaces at the ends of a token are left out of its offsets
 * @param prefixSpace whether a space was put before the text, which is then not trimmed
 */
public record PostProcessor(int[] before, int[] after, boolean trimOffsets, boolean prefixSpace) {
  public static final PostProcessor NONE = new PostProcessor(new int[0], new int[0], false, false);

  public PostProcessor {
    before = before.clone();
    after = after.clone();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof PostProcessor p
        && Arrays.equals(before, p.before)
        && Arrays.equals(after, p.after)
        && trimOffsets == p.trimOffsets
        && prefixSpace == p.prefixSpace;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(before) + Arrays.hashCode(after);
  }
}
