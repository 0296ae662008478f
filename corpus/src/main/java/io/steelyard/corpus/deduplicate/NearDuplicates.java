package io.steelyard.corpus.deduplicate;

import io.steelyard.core.flow.LongRecordSorter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Locality-sensitive hashing: collects the band keys of all documents, sorts them, and joins the
 * documents that share a key.
 *
 * <p>Memory: the sort buffer given, then 16 bytes per document while clusters form (8 after); disk:
 * 16 bytes per band and document (224 at 14 bands) once the buffer is full. A bucket of m documents
 * costs m - 1 unions along the chain of its sorted ordinals, never m^2 pairs, so boilerplate that
 * fills one bucket costs no more than other text; buckets over {@link #HUGE_BUCKET} are counted for
 * the report. Ordinals are ints: at most 2^31 - 9 documents in one search.
 *
 * <p>The result depends on the (ordinal, keys) pairs alone: not on the order of {@link #add}, on
 * threads, or on memory. {@link #add} may be called from several threads.
 */
public final class NearDuplicates implements Closeable {
  /** More documents than this under one key are probably boilerplate. */
  public static final int HUGE_BUCKET = 10_000;

  /** Largest number of documents that one search takes. */
  public static final int MOST_DOCUMENTS = Integer.MAX_VALUE - 8;

  private final LongRecordSorter entries;
  private long edges;
  private long hugeBuckets;
  private int largestBucket;

  /**
   * @param memoryBytes for the sort buffer; 64 MiB holds 4 Mi entries, about 300,000 documents at
   *     14 bands, before it writes to disk
   * @param folder for temporary files
   */
  public NearDuplicates(long memoryBytes, Path folder) {
    entries = new LongRecordSorter(2, memoryBytes, folder);
  }

  /** Adds one document's keys, as {@link BandKeys#keys} gives them. */
  public synchronized void add(int ordinal, long[] keys) throws IOException {
    add(ordinal, keys, 0, keys.length);
  }

  /** Adds one document's keys out of a batch. */
  public synchronized void add(int ordinal, long[] keys, int from, int count) throws IOException {
    for (int i = from; i < from + count; i++) {
      entries.add(keys[i], ordinal);
    }
  }

  /**
   * Joins the documents that share a key. Call once, after the last {@link #add}.
   *
   * @param documents how many there are; ordinals added lie below
   */
  public synchronized Clusters clusters(int documents, Preference preference) throws IOException {
    if (documents > MOST_DOCUMENTS) {
      throw new IllegalArgumentException(
          documents + " documents are more than one search takes (" + MOST_DOCUMENTS + ")");
    }
    UnionFind sets = new UnionFind(documents);
    Chain chain = new Chain(sets);
    entries.forEach(chain::link);
    chain.closeBucket();
    return Clusters.of(documents, sets::find, preference);
  }

  /** Joins each entry to the one before it where both have the same key. */
  private final class Chain {
    private final UnionFind sets;
    private long key;
    private int previous = -1;
    private int bucket;

    Chain(UnionFind sets) {
      this.sets = sets;
    }

    void link(long[] entry) {
      int ordinal = (int) entry[1];
      if (previous >= 0 && entry[0] == key) {
        bucket++;
        edges++;
        sets.union(previous, ordinal);
      } else {
        closeBucket();
        bucket = 1;
        key = entry[0];
      }
      previous = ordinal;
    }

    void closeBucket() {
      largestBucket = Math.max(largestBucket, bucket);
      hugeBuckets += bucket > HUGE_BUCKET ? 1 : 0;
    }
  }

  /** Chain edges found. */
  public long edges() {
    return edges;
  }

  /** Keys shared by more than {@link #HUGE_BUCKET} documents. */
  public long hugeBuckets() {
    return hugeBuckets;
  }

  /** Documents under the most frequent key. */
  public int largestBucket() {
    return largestBucket;
  }

  @Override
  public void close() {
    entries.close();
  }
}
