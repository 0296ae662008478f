package io.steelyard.corpus.deduplicate;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.flow.Codec;
import io.steelyard.core.flow.Engine;
import io.steelyard.core.flow.LocalEngine;
import io.steelyard.core.flow.LongRecordSorter;
import io.steelyard.core.step.LongFiles;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;

/**
 * Joins documents that share a key, as {@link NearDuplicates} and {@link ExactDuplicates} do, on
 * the machines of an engine: entries (key, ordinal) are brought together by key there, and what
 * comes back is one link for each document after the first of a key, never a pair for every two.
 *
 * <p>Here are held 4 bytes per document while links come in, 8 after. A key of a million documents
 * costs a million links that are streamed, wherever it falls.
 */
final class SharedKeys {
  /** Groups of keys for each partition: so many that partitions are of one size. */
  private static final int GROUPS_A_PARTITION = 8;

  private static final long SORT_BYTES = 32L << 20;

  private final UnionFind sets;
  private long hugeBuckets;
  private int largestBucket;

  SharedKeys(int documents) {
    sets = new UnionFind(documents);
  }

  /** Reads the links of all entries; the last of their longs is the ordinal. */
  void join(Engine engine, LongFiles entries) throws IOException {
    int width = entries.width();
    int groups =
        GROUPS_A_PARTITION
            * Math.max(LocalEngine.Settings.DEFAULT_PARTITIONS, entries.partitions() / 16);
    try (CloseableIterator<Long> links =
        engine
            .read(entries)
            .pipe(records -> chunks(records, groups))
            .groupBy(
                chunk -> chunk[0],
                Codec.LONG,
                new Chunk(),
                (group, chunks) -> links(chunks, width).iterator())
            .checkpoint(Codec.LONG)
            .iterate()) {
      while (links.hasNext()) {
        take(links.next());
      }
    }
  }

  /**
   * The entries of a shard by groups of keys, the number of the group first: many entries travel as
   * one record.
   */
  private static Iterator<long[]> chunks(Iterator<long[]> entries, int groups) {
    LongArrayList[] chunks = new LongArrayList[groups];
    while (entries.hasNext()) {
      long[] entry = entries.next();
      int group = (int) Draws.below(Draws.sm(entry[0]), groups);
      if (chunks[group] == null) {
        chunks[group] = new LongArrayList(new long[] {group});
      }
      chunks[group].addElements(chunks[group].size(), entry);
    }
    return Arrays.stream(chunks)
        .filter(Objects::nonNull)
        .map(chunk -> chunk.toLongArray())
        .iterator();
  }

  /**
   * The links of a group: for each key, each document with the one before it as one number,
   * previous over next, then below zero how many there were. 8 bytes per entry are held, and a sort
   * buffer that spills.
   */
  private static LongArrayList links(Iterator<long[]> chunks, int width) throws IOException {
    LongArrayList links = new LongArrayList();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (LongRecordSorter sorter = new LongRecordSorter(width, SORT_BYTES, temporary)) {
      long[] entry = new long[width];
      while (chunks.hasNext()) {
        long[] chunk = chunks.next();
        for (int i = 1; i < chunk.length; i += width) {
          System.arraycopy(chunk, i, entry, 0, width);
          sorter.add(entry);
        }
      }
      long[] last = new long[width];
      int[] bucket = {0};
      sorter.forEach(
          next -> {
            if (bucket[0] > 0 && Arrays.equals(last, 0, width - 1, next, 0, width - 1)) {
              links.add(last[width - 1] << 32 | next[width - 1]);
              bucket[0]++;
            } else {
              if (bucket[0] > 1) {
                links.add(-bucket[0]);
              }
              bucket[0] = 1;
            }
            System.arraycopy(next, 0, last, 0, width);
          });
      if (bucket[0] > 1) {
        links.add(-bucket[0]);
      }
    }
    return links;
  }

  private void take(long link) {
    if (link < 0) {
      int bucket = (int) -link;
      largestBucket = Math.max(largestBucket, bucket);
      hugeBuckets += bucket > NearDuplicates.HUGE_BUCKET ? 1 : 0;
    } else {
      sets.union((int) (link >>> 32), (int) link);
    }
  }

  Clusters clusters(Preference preference) {
    return Clusters.of(sets.size(), sets::find, preference);
  }

  long hugeBuckets() {
    return hugeBuckets;
  }

  int largestBucket() {
    return largestBucket;
  }

  /** A chunk as its length and its longs. */
  private static final class Chunk implements Codec<long[]> {
    @Override
    public void write(long[] chunk, DataOutput out) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(4 + 8 * chunk.length).putInt(chunk.length);
      for (long value : chunk) {
        bytes.putLong(value);
      }
      out.write(bytes.array());
    }

    @Override
    public long[] read(DataInput in) throws IOException {
      byte[] bytes = new byte[8 * in.readInt()];
      in.readFully(bytes);
      long[] chunk = new long[bytes.length / 8];
      ByteBuffer.wrap(bytes).asLongBuffer().get(chunk);
      return chunk;
    }
  }
}
