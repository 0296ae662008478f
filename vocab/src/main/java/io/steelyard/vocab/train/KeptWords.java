package io.steelyard.vocab.train;

import io.steelyard.vocab.train.WordCounts.Dropped;
import it.unimi.dsi.fastutil.bytes.ByteArrays;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;

/**
 * Chooses the words that fit a memory limit: all, or those whose count is at least a bound. The
 * bounds are {@code m * 2^e} with 16 mantissas m for each power of two; the lowest that fits is
 * taken, so the choice depends on the counts alone.
 *
 * <p>Example: with 10 bytes kept, the words {@code the} x 9, {@code of} x 5, {@code and} x 5,
 * {@code zebra} x 1 (13 bytes) keep the first three and drop 5 bytes.
 */
final class KeptWords {
  private static final int MANTISSA_BITS = 4;

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

  static WordCounts select(Source source, long keptBytes, long unit) throws IOException {
    long[] bytes = new long[64 << MANTISSA_BITS];
    source.walk((word, length, count) -> bytes[bucket(count)] += length);
    int lowest = bytes.length;
    long kept = 0;
    while (lowest > 0 && kept + bytes[lowest - 1] <= Math.min(keptBytes, Integer.MAX_VALUE - 16)) {
      kept += bytes[--lowest];
    }
    return collect(source, lowest, (int) kept, unit);
  }

  private static WordCounts collect(Source source, int lowest, int size, long unit)
      throws IOException {
    byte[] bytes = new byte[size];
    IntArrayList starts = new IntArrayList();
    LongArrayList counts = new LongArrayList();
    long[] dropped = new long[4];
    starts.add(0);
    source.walk(
        (word, length, count) -> {
          if (bucket(count) >= lowest) {
            int at = starts.getInt(starts.size() - 1);
            System.arraycopy(word, 0, bytes, at, length);
            starts.add(at + length);
            counts.add(count);
          } else {
            dropped[0]++;
            dropped[1] += length;
            dropped[2] += count;
            dropped[3] += count * (length - 1L);
          }
        });
    return new WordCounts(
        bytes,
        starts.toIntArray(),
        counts.toLongArray(),
        unit,
        new Dropped(dropped[0], dropped[1], dropped[2], dropped[3]));
  }

  /** Rises with the count: the power of two and the four bits after the leading one. */
  private static int bucket(long count) {
    if (count < 1 << MANTISSA_BITS) {
      return (int) count;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(count);
    int mantissa = (int) (count >>> (exponent - MANTISSA_BITS)) & ((1 << MANTISSA_BITS) - 1);
    return ((exponent - MANTISSA_BITS + 1) << MANTISSA_BITS) + mantissa;
  }
}
