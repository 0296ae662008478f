package io.steelyard.vocab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The special tokens around an encoded text or pair of texts.
 *
 * <p>Example: Llama-2 puts {@code <s>} (id 1) before every text: {@code before = {1}, after = {}}.
 *
 * @param before ids put before the text
 * @param after ids put after it
 * @param trimOffsets whether the spaces at the ends of a token are left out of its offsets
 * @param prefixSpace whether a space was put before the text, which is then not trimmed
 * @param single a text with its special tokens and types
 * @param pair two texts with theirs; null where the file asks for something that is not supported
 */
public record PostProcessor(
    int[] before,
    int[] after,
    boolean trimOffsets,
    boolean prefixSpace,
    List<TemplatePart> single,
    List<TemplatePart> pair) {
  /** Both texts, one after the other, with the types 0 and 1. */
  public static final List<TemplatePart> PLAIN_PAIR =
      List.of(TemplatePart.ofText(0, 0), TemplatePart.ofText(1, 1));

  public static final PostProcessor NONE =
      new PostProcessor(
          new int[0], new int[0], false, false, List.of(TemplatePart.ofText(0, 0)), PLAIN_PAIR);

  public PostProcessor {
    before = before.clone();
    after = after.clone();
    single = List.copyOf(single);
    pair = pair == null ? null : List.copyOf(pair);
  }

  /** Ids before and after each text; a second text of a pair has the type 1. */
  public static PostProcessor around(int[] before, int[] after) {
    List<TemplatePart> single = new ArrayList<>();
    List<TemplatePart> pair = new ArrayList<>();
    for (int text = 0; text < 2; text++) {
      pair.add(TemplatePart.special(text, before));
      pair.add(TemplatePart.ofText(text, text));
      pair.add(TemplatePart.special(text, after));
      if (text == 0) {
        single.addAll(pair);
      }
    }
    return new PostProcessor(before, after, false, false, single, pair);
  }

  /** The same with other ids, for a vocabulary that was renumbered. */
  public PostProcessor renumbered(int[] newIds) {
    return new PostProcessor(
        Arrays.stream(before).map(id -> newIds[id]).toArray(),
        Arrays.stream(after).map(id -> newIds[id]).toArray(),
        trimOffsets,
        prefixSpace,
        single.stream().map(p -> p.renumbered(newIds)).toList(),
        pair == null ? null : pair.stream().map(p -> p.renumbered(newIds)).toList());
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof PostProcessor p
        && Arrays.equals(before, p.before)
        && Arrays.equals(after, p.after)
        && trimOffsets == p.trimOffsets
        && prefixSpace == p.prefixSpace
        && single.equals(p.single)
        && java.util.Objects.equals(pair, p.pair);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(before) + Arrays.hashCode(after);
  }
}
