package io.steelyard.corpus.deduplicate;

import java.io.IOException;

/**
 * Splits clusters whose members are not near-duplicates of the document that stands for them.
 *
 * <p>Joining along edges drifts: where A is like B and B like C, A and C land in one cluster though
 * they may share nothing. Here the preferred member of a cluster keeps only members whose exact
 * shingle Jaccard similarity to it reaches the threshold; the preferred one of the rest does the
 * same with the rest, and so on. Example: A~B .82, B~C .82, A~C .1, A preferred: {A, B} and {C}.
 *
 * <p>A cluster that has taken {@link #MOST_CHECKS} comparisons leaves the rest of its members
 * alone, each by itself: what is not proven to be a duplicate is not removed. The result depends on
 * the clusters and the texts alone.
 */
public final class Verification {
  /** FineWeb does not verify; NeMo-Curator's optional check uses this. */
  public static final double DEFAULT_THRESHOLD = 0.8;

  /** Comparisons per cluster beyond 64 a member: settles any cluster of up to 2,800 members. */
  public static final int MOST_CHECKS = 4_000_000;

  /** Gives the distinct shingles, ascending, of a cluster's member ({@link Shingles#distinct}). */
  @FunctionalInterface
  public interface ShingleSource {
    long[] shingles(int document) throws IOException;
  }

  /**
   * What verification did.
   *
   * @param members documents in clusters of two or more before
   * @param checked comparisons made
   * @param broken members parted from the document that stood for them
   * @param unplaced of these, members left alone as comparisons ran out
   * @param clusters clusters of two or more before
   * @param clustersBroken clusters that lost a member
   */
  public record Report(
      long members, long checked, long broken, long unplaced, long clusters, long clustersBroken) {
    /** The share of removals that verification took back: 0 to 1. */
    public double brokenShare() {
      long removals = members - clusters;
      return removals == 0 ? 0 : (double) broken / removals;
    }
  }

  /** Verified clusters and the report. */
  public record Result(Clusters clusters, Report report) {}

  private final double threshold;
  private final Preference preference;
  private final ShingleSource source;
  private int[] survivor;
  private long checked;
  private long broken;
  private long unplaced;

  private Verification(double threshold, Preference preference, ShingleSource source) {
    this.threshold = threshold;
    this.preference = preference;
    this.source = source;
  }

  /**
   * @param threshold least similarity to the survivor, above 0 and at most 1
   * @param preference the one that made {@code clusters}
   */
  public static Result verify(
      Clusters clusters, double threshold, Preference preference, ShingleSource source)
      throws IOException {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "the verification threshold must be above 0 and at most 1, was " + threshold);
    }
    return new Verification(threshold, preference, source).run(clusters);
  }

  private Result run(Clusters clusters) throws IOException {
    int n = clusters.documents();
    survivor = new int[n];
    int[] groupEnd = new int[n]; // at survivors: where their group ends in members
    int total = 0;
    for (int i = 0; i < n; i++) {
      survivor[i] = i;
      if (clusters.isKept(i) && clusters.size(i) > 1) {
        groupEnd[i] = total;
        total += clusters.size(i);
      }
    }
    int[] members = new int[total];
    for (int i = 0; i < n; i++) {
      if (clusters.size(i) > 1) {
        members[groupEnd[clusters.survivor(i)]++] = i;
      }
    }
    long groups = 0;
    long groupsBroken = 0;
    for (int from = 0; from < total; ) {
      int to = groupEnd[clusters.survivor(members[from])];
      groups++;
      groupsBroken += split(members, from, to) ? 1 : 0;
      from = to;
    }
    Report report = new Report(total, checked, broken, unplaced, groups, groupsBroken);
    return new Result(Clusters.ofSurvivors(survivor), report);
  }

  /** Places the members in [from, to); true if some did not stay with the first survivor. */
  private boolean split(int[] members, int from, int to) throws IOException {
    int parted = gather(members, from, to);
    broken += parted;
    int left = from + parted;
    long last = checked + MOST_CHECKS + 64L * (to - from);
    while (left > from && checked < last) {
      left = from + gather(members, from, left);
    }
    unplaced += left - from;
    return parted > 0;
  }

  /** One round: the best of [from, to) takes those like it; returns how many others remain. */
  private int gather(int[] members, int from, int to) throws IOException {
    int best = members[from];
    for (int i = from + 1; i < to; i++) {
      best = preference.prefers(members[i], best) ? members[i] : best;
    }
    long[] standard = source.shingles(best);
    int remaining = from;
    for (int i = from; i < to; i++) {
      int member = members[i];
      if (member == best) {
        continue;
      }
      checked++;
      if (Shingles.jaccard(standard, source.shingles(member)) >= threshold) {
        survivor[member] = best;
      } else {
        members[remaining++] = member;
      }
    }
    return remaining - from;
  }
}
