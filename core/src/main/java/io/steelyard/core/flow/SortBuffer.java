package io.steelyard.core.flow;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.io.IOException;
import java.util.Arrays;

/**
 * Encoded records held in one byte array until it is full, then written out in order of (partition,
 * key, record bytes). Comparing starts with the first eight key bytes, kept apart as one long.
 */
final class SortBuffer {
  private static final int FIRST_BYTES = 1 << 14;

  private final int limit;
  private byte[] data = new byte[FIRST_BYTES];
  private int used;
  private int[] offsets = new int[256];
  private int[] keyLengths = new int[256];
  private int[] lengths = new int[256];
  private int[] partitions = new int[256];
  private long[] prefixes = new long[256];
  private int count;

  /**
   * @param limit bytes to hold, bookkeeping included; one record larger than that is held alone
   */
  SortBuffer(long limit) {
    this.limit = (int) Math.min(limit, 1 << 30);
  }

  int count() {
    return count;
  }

  /** Whether one more record of {@code length} bytes would go beyond the limit. */
  boolean full(int length) {
    return count > 0 && (long) used + length + 28L * (count + 1) > limit;
  }

  void add(int partition, KeyWriter key, KeyWriter record) {
    int length = Math.addExact(key.length(), record.length());
    reserve(length);
    System.arraycopy(key.data(), 0, data, used, key.length());
    System.arraycopy(record.data(), 0, data, used + key.length(), record.length());
    offsets[count] = used;
    keyLengths[count] = key.length();
    lengths[count] = length;
    partitions[count] = partition;
    prefixes[count] = prefix(data, used, key.length());
    used += length;
    count++;
  }

  /** Hands over all records in order and empties the buffer. */
  void drain(RunWriter out) throws IOException {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    IntArrays.quickSort(order, this::compare);
    for (int i : order) {
      int keyEnd = offsets[i] + keyLengths[i];
      out.write(partitions[i], data, offsets[i], keyLengths[i], keyEnd, lengths[i] - keyLengths[i]);
    }
    used = 0;
    count = 0;
    if (data.length > limit) {
      data = new byte[FIRST_BYTES];
    }
  }

  private int compare(int a, int b) {
    if (partitions[a] != partitions[b]) {
      return Integer.compare(partitions[a], partitions[b]);
    }
    if (prefixes[a] != prefixes[b]) {
      return Long.compareUnsigned(prefixes[a], prefixes[b]);
    }
    int i = offsets[a];
    int j = offsets[b];
    int c = Arrays.compareUnsigned(data, i, i + keyLengths[a], data, j, j + keyLengths[b]);
    return c != 0
        ? c
        : Arrays.compareUnsigned(
            data, i + keyLengths[a], i + lengths[a], data, j + keyLengths[b], j + lengths[b]);
  }

  /** The first eight key bytes as an unsigned number, zeros behind a shorter key. */
  private static long prefix(byte[] data, int from, int length) {
    long prefix = 0;
    for (int i = 0; i < 8; i++) {
      prefix = prefix << 8 | (i < length ? data[from + i] & 0xFF : 0);
    }
    return prefix;
  }

  private void reserve(int more) {
    int needed = Math.addExact(used, more);
    if (needed > data.length) {
      // Doubles, but not beyond the limit unless one record alone needs it.
      long doubled = Math.min(limit, 2L * data.length);
      data = Arrays.copyOf(data, (int) Math.max(needed, doubled));
    }
    if (count == offsets.length) {
      int size = 2 * count;
      offsets = Arrays.copyOf(offsets, size);
      keyLengths = Arrays.copyOf(keyLengths, size);
      lengths = Arrays.copyOf(lengths, size);
      partitions = Arrays.copyOf(partitions, size);
      prefixes = Arrays.copyOf(prefixes, size);
    }
  }
}
