package io.steelyard.mix.clones;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two real vocabularies as one: the ids of the second are its own behind those of the first, or,
 * anchored, those of equal pieces of the first. Id 0 is padding in both, and one.
 *
 * <p>Example: first (pad, a, b), second (pad, b, c): disjoint 0, 4, 5; anchored 0, 2, 3.
 */
public final class AnchoredVocabulary {
  private final int[] second;
  private final int total;

  /**
   * @param first pieces of the first vocabulary, by id
   * @param other pieces of the second
   * @param anchored whether equal pieces share an id
   */
  public AnchoredVocabulary(List<byte[]> first, List<byte[]> other, boolean anchored) {
    Map<ByteBuffer, Integer> ids = new HashMap<>();
    for (int i = 0; anchored && i < first.size(); i++) {
      ids.put(ByteBuffer.wrap(first.get(i)), i);
    }
    second = new int[other.size()];
    int next = first.size();
    for (int i = 1; i < second.length; i++) {
      Integer same = ids.get(ByteBuffer.wrap(other.get(i)));
      second[i] = same != null ? same : anchored ? next++ : first.size() + i;
    }
    total = anchored ? next : first.size() + other.size();
  }

  /** Ids of both. */
  public int total() {
    return total;
  }

  /** Ids of the second vocabulary in the common one. */
  public int[] ofSecond(int... ids) {
    int[] out = new int[ids.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = second[ids[i]];
    }
    return out;
  }
}
