package io.steelyard.vocab.train;

import io.steelyard.vocab.train.WordCounts.Dropped;
import it.unimi.dsi.fastutil.bytes.ByteArrays;
import java.io.IOException;

/**
 * Chooses the words that fit a memory limit: all, or those whose count is at least a bound. The
 * bounds are {@code m * 2^e} with 16 mantissas m for each power of two; the lowest that fits is
 * taken, so the choice depends on the counts alone.
 *
 * <p>Example: with room for 180 bytes the words {@code the} x 9, {@code of} x 5, {@code and} x 5
 * (61, 50 and 61 bytes of memory, see {@link WordCounts#memory}) are kept and {@code zebra} x 1 is
 * dropped.
 */
final class KeptWords {
  private static final int MANTISSA_BITS = 4;

  /** All buckets there are. */
  static final int BUCKETS = 64 << MANTISSA_BITS;

  private KeptWords() {}

  /** Words that can be walked twice in one order. */
  @FunctionalInterface
  interface Source {
    void walk(SpilledWords.Sink sink) throws IOException;
  }

  record OfTable(WordTable table) implements Source {
    @Override
    public void walk(SpilledWords.Sink sink) throws IOException {
      byte[] word = new byte[64];
      for (int i = 0; i < table.capacity(); i++) {
        int length = table.length(i);
        if (length > 0) {
          word = ByteArrays.grow(word, length, 0);
          table.copy(i, word, 0);
          sink.word(word, length, table.count(i));
        }
      }
    }
  }

  static WordCounts select(Source source, long memory, long unit) throws IOException {
    int[] words = new int[BUCKETS];
    long[] bytes = new long[BUCKETS];
    source.walk(
        (word, length, count) -> {
          words[bucket(count)]++;
          bytes[bucket(count)] += length;
        });
    int lowest = BUCKETS;
    int keptWords = 0;
    long keptBytes = 0;
    while (lowest > 0) {
      int n = keptWords + words[lowest - 1];
      long length = keptBytes + bytes[lowest - 1];
      if (WordCounts.memory(n, length) > memory || length > Integer.MAX_VALUE - 16) {
        break;
      }
      lowest--;
      keptWords = n;
      keptBytes = length;
    }
    return collect(source, lowest, keptWords, (int) keptBytes, unit);
  }

  private static WordCounts collect(Source source, int lowest, int words, int size, long unit)
      throws IOException {
    byte[] bytes = new byte[size];
    int[] starts = new int[words + 1];
    long[] counts = new long[words];
    int[] kept = {0};
    long[] dropped = new long[4];
    source.walk(
        (word, length, count) -> {
          if (bucket(count) >= lowest) {
            int at = starts[kept[0]];
            System.arraycopy(word, 0, bytes, at, length);
            counts[kept[0]++] = count;
            starts[kept[0]] = at + length;
          } else {
            dropped[0]++;
            dropped[1] += length;
            dropped[2] += count;
            dropped[3] += count * (length - 1L);
          }
        });
    return new WordCounts(
        bytes, starts, counts, unit, new Dropped(dropped[0], dropped[1], dropped[2], dropped[3]));
  }

  /** Rises with the count: the power of two and the four bits after the leading one. */
  static int bucket(long count) {
    if (count < 1 << MANTISSA_BITS) {
      return (int) count;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(count);
    int mantissa = (int) (count >>> (exponent - MANTISSA_BITS)) & ((1 << MANTISSA_BITS) - 1);
    return ((exponent - MANTISSA_BITS + 1) << MANTISSA_BITS) + mantissa;
  }

  /** The lowest count of a bucket. */
  static long lowestOf(int bucket) {
    if (bucket < 1 << MANTISSA_BITS) {
      return bucket;
    }
    int exponent = (bucket >> MANTISSA_BITS) - 1;
    long mantissa = bucket & ((1 << MANTISSA_BITS) - 1) | 1 << MANTISSA_BITS;
    return exponent > 62 - MANTISSA_BITS ? Long.MAX_VALUE : mantissa << exponent;
  }
}
