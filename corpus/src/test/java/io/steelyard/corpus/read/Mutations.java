package io.steelyard.corpus.read;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.Arrays;

/**
 * Seeded damage to bytes: bit flips, random bytes, removed and repeated parts, splices with another
 * sample, cuts, and two- or four-byte fields set to extreme lengths.
 */
final class Mutations {
  private static final int[] EXTREMES = {0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, -1, -2};

  private final long key;
  private long counter;

  Mutations(long seed) {
    this.key = Draws.key(seed, Purpose.SYNTHETIC);
  }

  private int below(int bound) {
    return (int) Draws.below(Draws.mix(key, counter++), bound);
  }

  /** One to four kinds of damage to a copy of {@code sample}. */
  byte[] damage(byte[] sample, byte[] other) {
    byte[] bytes = sample.clone();
    int times = 1 + below(4);
    for (int i = 0; i < times && bytes.length > 0; i++) {
      bytes = once(bytes, other);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes, byte[] other) {
    int at = below(bytes.length);
    int length = Math.min(1 + below(64), bytes.length - at);
    byte[] head = Arrays.copyOf(bytes, at);
    byte[] tail = Arrays.copyOfRange(bytes, at, bytes.length);
    switch (below(7)) {
      case 0:
        bytes[at] ^= (byte) (1 << below(8));
        return bytes;
      case 1:
        bytes[at] = (byte) below(256);
        return bytes;
      case 2:
        return Reads.join(head, Arrays.copyOfRange(tail, length, tail.length));
      case 3:
        return Reads.join(head, Arrays.copyOf(tail, length), tail);
      case 4:
        int from = below(other.length);
        return Reads.join(head, Arrays.copyOfRange(other, from, other.length));
      case 5:
        return head;
      default:
        int value = EXTREMES[below(EXTREMES.length)];
        int width = Math.min(2 + 2 * below(2), bytes.length - at);
        boolean little = below(2) == 0;
        for (int i = 0; i < width; i++) {
          bytes[at + i] = (byte) (value >>> 8 * (little ? i : width - 1 - i));
        }
        return bytes;
    }
  }
}
