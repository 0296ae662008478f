package io.steelyard.corpus.deduplicate;

import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.flow.Codec;
import io.steelyard.core.flow.Engine;
import io.steelyard.core.step.LongFiles;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Joins documents that share a key, as {@link NearDuplicates} and {@link ExactDuplicates} do, on
 * the machines of an engine: entries (key, ordinal) are brought together by key there, and what
 * comes back is one link for each document after the first of a key, never a pair for every two.
 *
 * <p>Here are held 4 bytes per document while links come in, 8 after. A key of a million documents
 * costs a million links that are streamed, wherever it falls.
 */
final class SharedKeys {
  private final UnionFind sets;
  private long hugeBuckets;
  private int largestBucket;

  SharedKeys(int documents) {
    sets = new UnionFind(documents);
  }

  /** Reads the links of all entries; the last of their longs is the ordinal. */
  void join(Engine engine, LongFiles entries) throws IOException {
    int keyWidth = entries.width() - 1;
    try (CloseableIterator<Long> links =
        engine
            .read(entries)
            .groupBy(
                entry -> Arrays.copyOf(entry, keyWidth),
                LongFiles.codec(keyWidth),
                new OrdinalOnly(),
                (key, members) -> new Links(members))
            .checkpoint(Codec.LONG)
            .iterate()) {
      while (links.hasNext()) {
        take(links.next());
      }
    }
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

  /** The key carries the rest. */
  private static final class OrdinalOnly implements Codec<long[]> {
    @Override
    public void write(long[] entry, DataOutput out) throws IOException {
      out.writeInt((int) entry[entry.length - 1]);
    }

    @Override
    public long[] read(DataInput in) throws IOException {
      return new long[] {in.readInt()};
    }
  }

  /**
   * Each member with the one before it as one number, previous over next; in the end, below zero,
   * how many there were. Nothing for a key of one document.
   */
  private static final class Links implements Iterator<Long> {
    private final Iterator<long[]> members;
    private int previous;
    private int count = 1;

    Links(Iterator<long[]> members) {
      this.members = members;
      this.previous = ordinal(members.next());
    }

    private static int ordinal(long[] entry) {
      return (int) entry[entry.length - 1];
    }

    @Override
    public boolean hasNext() {
      return members.hasNext() || count > 1;
    }

    @Override
    public Long next() {
      if (members.hasNext()) {
        int next = ordinal(members.next());
        long link = (long) previous << 32 | next;
        previous = next;
        count++;
        return link;
      } else if (count > 1) {
        long size = -count;
        count = 0;
        return size;
      }
      throw new NoSuchElementException();
    }
  }
}
