package io.steelyard.corpus.deduplicate;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * The duplicates found: for each document the survivor of its cluster and the cluster's size. 8
 * bytes per document.
 *
 * <p>Example: documents 0..4 where 1, 3, 4 are copies and 3 is the longest: survivors 0 3 2 3 3,
 * sizes 1 3 1 3 3; 1 and 4 are removed.
 */
public final class Clusters {
  private final int[] survivor;
  private final int[] size; // at survivors only

  private Clusters(int[] survivor) {
    this.survivor = survivor;
    this.size = new int[survivor.length];
    for (int s : survivor) {
      size[s]++;
    }
  }

  /** Every document alone. */
  public static Clusters singletons(int documents) {
    int[] survivor = new int[documents];
    for (int i = 0; i < documents; i++) {
      survivor[i] = i;
    }
    return new Clusters(survivor);
  }

  /** Sets given by their roots; each survives by its preferred member. */
  static Clusters of(int documents, IntUnaryOperator root, Preference preference) {
    int[] best = new int[documents];
    java.util.Arrays.fill(best, -1);
    for (int i = 0; i < documents; i++) {
      int r = root.applyAsInt(i);
      if (best[r] < 0 || preference.prefers(i, best[r])) {
        best[r] = i;
      }
    }
    int[] survivor = new int[documents];
    for (int i = 0; i < documents; i++) {
      survivor[i] = best[root.applyAsInt(i)];
    }
    return new Clusters(survivor);
  }

  /** Takes over an array of survivors; a survivor must name itself. */
  static Clusters ofSurvivors(int[] survivor) {
    return new Clusters(survivor);
  }

  /**
   * These clusters joined by {@code next}, found among this one's survivors: copies follow their
   * survivor. So exact duplicates come first and near-duplicates compare one of each.
   */
  public Clusters then(Clusters next) {
    if (next.documents() != documents()) {
      throw new IllegalArgumentException(
          "clusters over " + documents() + " and " + next.documents() + " documents");
    }
    int[] joined = new int[documents()];
    for (int i = 0; i < joined.length; i++) {
      joined[i] = next.survivor[survivor[i]];
    }
    return new Clusters(joined);
  }

  /**
   * These clusters without the documents that {@code before} removed, each of which is left alone.
   * Both must have been made with the same preference, so that no survivor here was removed there.
   */
  Clusters among(Clusters before) {
    int[] left = new int[documents()];
    for (int i = 0; i < left.length; i++) {
      left[i] = before.isKept(i) ? survivor[i] : i;
    }
    return new Clusters(left);
  }

  public int documents() {
    return survivor.length;
  }

  /** The document that stands for the cluster of {@code document}: the cluster's identity. */
  public int survivor(int document) {
    return survivor[document];
  }

  public boolean isKept(int document) {
    return survivor[document] == document;
  }

  /** How many documents the cluster has, the survivor included. */
  public int size(int document) {
    return size[survivor[document]];
  }

  /** Documents that are not survivors. */
  public int removed() {
    int removed = 0;
    for (int i = 0; i < survivor.length; i++) {
      removed += survivor[i] == i ? 0 : 1;
    }
    return removed;
  }

  /** Clusters of each size, by size ascending; size 1 are documents without a duplicate. */
  public Map<Integer, Long> histogram() {
    Map<Integer, Long> histogram = new TreeMap<>();
    for (int i = 0; i < survivor.length; i++) {
      if (survivor[i] == i) {
        histogram.merge(size[i], 1L, Long::sum);
      }
    }
    return histogram;
  }
}
