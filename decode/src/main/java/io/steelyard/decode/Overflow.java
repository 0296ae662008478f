package io.steelyard.decode;

/**
 * What happens to a text that is longer than the model's context.
 *
 * @param slides false: the request is refused before anything runs. True: a full row keeps its
 *     first {@code keep} tokens and half of the rest; how often is in {@link Generation#slides}
 * @param keep tokens at the start that stay, such as a system prompt
 */
public record Overflow(boolean slides, int keep) {
  public static final Overflow REFUSE = new Overflow(false, 0);

  public Overflow {
    if (keep < 0) {
      throw new IllegalArgumentException("keep must not be negative, was " + keep);
    }
  }

  public static Overflow slide(int keep) {
    return new Overflow(true, keep);
  }

  /** The tokens that stay of a text that is full. */
  int[] shortened(int[] text, int length, int capacity) {
    int head = Math.min(keep, capacity / 2);
    int tail = Math.max(1, (capacity - head) / 2);
    int[] kept = new int[head + tail];
    System.arraycopy(text, 0, kept, 0, head);
    System.arraycopy(text, length - tail, kept, head, tail);
    return kept;
  }
}
