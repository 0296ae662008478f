package io.steelyard.core.flow;

import io.steelyard.core.stats.Mergeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The first k records in key order, ties by encoded bytes; mergeable in any order. */
final class TopK<T> implements Mergeable<TopK<T>> {
  private record Entry(byte[] key, byte[] record) implements Serializable {}

  private static final class LastFirst implements Comparator<Entry>, Serializable {
    @Override
    public int compare(Entry a, Entry b) {
      int c = Arrays.compareUnsigned(b.key, a.key);
      return c != 0 ? c : Arrays.compareUnsigned(b.record, a.record);
    }
  }

  private final int k;
  private final SortKey<T> key;
  private final Codec<T> codec;
  private final PriorityQueue<Entry> kept = new PriorityQueue<>(new LastFirst());
  private transient KeyWriter writer;

  TopK(int k, SortKey<T> key, Codec<T> codec) {
    if (k < 1) {
      throw new IllegalArgumentException("the first " + k + " records: expected at least 1");
    }
    this.k = k;
    this.key = key;
    this.codec = codec;
  }

  void add(T record) throws IOException {
    if (writer == null) {
      writer = new KeyWriter();
    }
    writer.clear();
    key.write(record, writer);
    if (kept.size() == k) {
      byte[] last = kept.peek().key;
      if (Arrays.compareUnsigned(writer.data(), 0, writer.length(), last, 0, last.length) > 0) {
        return;
      }
    }
    byte[] bytes = writer.toByteArray();
    writer.clear();
    writer.writeEncoded(record, codec);
    offer(new Entry(bytes, writer.toByteArray()));
  }

  @Override
  public void merge(TopK<T> other) {
    other.kept.forEach(this::offer);
  }

  List<T> records() {
    List<Entry> entries = new ArrayList<>(kept);
    entries.sort(new LastFirst().reversed());
    List<T> records = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      try {
        records.add(KeyOnly.decode(entry.record, codec));
      } catch (IOException e) {
        throw FlowException.at("decoding the first records", e);
      }
    }
    return records;
  }

  private void offer(Entry entry) {
    kept.add(entry);
    if (kept.size() > k) {
      kept.poll();
    }
  }
}
