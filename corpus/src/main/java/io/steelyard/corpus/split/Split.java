package io.steelyard.corpus.split;

import io.steelyard.core.artifact.Part;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.flow.LongRecordSorter;
import io.steelyard.corpus.deduplicate.Murmur3.Hash128;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Sets documents aside for validation and test, whole duplicate clusters at a time, so that no text
 * is trained on and tested with.
 *
 * <p>A cluster is drawn by the 128-bit hash of the text that stands for it: {@code draw =
 * mix(mix(seed, SPLIT), high, low)}. The draw depends on seed and text alone, not on paths, order
 * or what else is in the corpus; equal texts have equal draws, so exact duplicates stay together
 * even where nothing was deduplicated before.
 *
 * <p><b>Exact counts.</b> A domain of n clusters gets exactly {@link Shares#validation(long)} and
 * {@link Shares#test(long)} of them: the clusters with the smallest draws go to validation, the
 * next to test, the rest to training. A cluster with members in several domains counts in the one
 * with the smallest number. Example: 236 Romanian documents without duplicates at 1 % give 2 for
 * validation; a domain of 40 gives 1, not 0.
 *
 * <p>Memory: a sort buffer, spilled to disk at 24 bytes per document, and 1 byte per document. Not
 * thread-safe.
 */
public final class Split implements Closeable {
  /**
   * The shares set aside.
   *
   * @param validation 0 to below 1
   * @param test 0 to below 1; together below 1
   */
  public record Shares(double validation, double test) {
    public Shares {
      if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
        throw new IllegalArgumentException(
            "validation and test must be shares from 0% to less than 100% together, were "
                + percent(validation)
                + " and "
                + percent(test));
      }
    }

    private static String percent(double share) {
      return share * 100 + "%";
    }

    /** Clusters of a domain of n that go to validation. */
    public long validation(long clusters) {
      return quota(clusters, validation);
    }

    /** Clusters of a domain of n that go to test; validation is served first. */
    public long test(long clusters) {
      return Math.min(quota(clusters, test), Math.max(0, clusters - 1 - validation(clusters)));
    }

    /**
     * {@code floor(n share + 1/2)}, but at least 1 where the share is above 0 and the domain has 3
     * clusters or more, and never all.
     */
    private static long quota(long clusters, double share) {
      if (share == 0 || clusters == 0) {
        return 0;
      }
      long nearest = (long) StrictMath.floor(clusters * share + 0.5);
      return Math.min(clusters - 1, Math.max(nearest, clusters >= 3 ? 1 : 0));
    }
  }

  /** The parts, 1 byte per document. */
  public static final class Parts {
    private static final Part[] PARTS = Part.values();
    private final byte[] part;

    private Parts(int documents) {
      part = new byte[documents];
    }

    /** The parts as bytes, by the number of the part. */
    byte[] bytes() {
      return part;
    }

    /** The part of a number. */
    static Part at(byte number) {
      return PARTS[number];
    }

    public Part of(int document) {
      return PARTS[part[document]];
    }

    public int count(Part wanted) {
      int count = 0;
      for (byte p : part) {
        count += p == wanted.ordinal() ? 1 : 0;
      }
      return count;
    }
  }

  private final LongRecordSorter draws;
  private final Shares shares;
  private final long key;
  private int domains;

  /**
   * @param memoryBytes for the sort buffer
   * @param folder for temporary files
   */
  public Split(long seed, Shares shares, long memoryBytes, Path folder) {
    this.shares = shares;
    this.key = Draws.key(seed, Purpose.SPLIT);
    this.draws = new LongRecordSorter(3, memoryBytes, folder);
  }

  /** The draw of a cluster. */
  static long draw(long key, Hash128 cluster) {
    return Draws.mix(key, cluster.high(), cluster.low());
  }

  /**
   * Adds a document.
   *
   * @param ordinal its number, 0 to n - 1
   * @param domain the number of its domain, from 0
   * @param cluster {@code ExactDuplicates.identity} of the text that stands for its cluster
   */
  public void add(int ordinal, int domain, Hash128 cluster) throws IOException {
    draws.add(draw(key, cluster), domain, ordinal);
    domains = Math.max(domains, domain + 1);
  }

  /** The part of every document; documents never added are for training. */
  public Parts parts(int documents) throws IOException {
    return parts(documents, domains, shares, draws::forEach);
  }

  /** Gives all records (draw, domain, ordinal) in order; called twice. */
  interface Draw {
    void forEach(LongRecordSorter.Reader reader) throws IOException;
  }

  static Parts parts(int documents, int domains, Shares shares, Draw draws) throws IOException {
    long[] clusters = new long[domains];
    scan(
        draws,
        (ordinal, domain, first) -> {
          clusters[domain] += first ? 1 : 0;
        });
    long[] rank = new long[domains];
    Parts parts = new Parts(documents);
    scan(
        draws,
        (ordinal, domain, first) -> {
          rank[domain] += first ? 1 : 0;
          parts.part[ordinal] = (byte) part(shares, rank[domain] - 1, clusters[domain]).ordinal();
        });
    return parts;
  }

  private static Part part(Shares shares, long rank, long clusters) {
    long validation = shares.validation(clusters);
    if (rank < validation) {
      return Part.VALIDATION;
    }
    return rank < validation + shares.test(clusters) ? Part.TEST : Part.TRAIN;
  }

  private interface Visit {
    void document(int ordinal, int clusterDomain, boolean firstOfCluster);
  }

  /** Visits documents by (draw, domain, ordinal): one cluster after the other. */
  private static void scan(Draw draws, Visit visit) throws IOException {
    long[] cluster = {0, -1}; // draw and domain
    draws.forEach(
        record -> {
          boolean first = cluster[1] < 0 || record[0] != cluster[0];
          if (first) {
            System.arraycopy(record, 0, cluster, 0, 2);
          }
          visit.document((int) record[2], (int) cluster[1], first);
        });
  }

  @Override
  public void close() {
    draws.close();
  }
}
