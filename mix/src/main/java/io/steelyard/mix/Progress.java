package io.steelyard.mix;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The sampler's counters at one moment: all that a sequence's future depends on. */
final class Progress {
  /** The number of the next draw. */
  long draw;

  /** Units served by all draws before it. */
  long units;

  /** Draws served by domains that are no longer in the settings. */
  long retired;

  /** How many draws each domain has served. */
  final long[] served;

  /**
   * Units asked minus units served, per domain, in 2^-32 units. In stratified batches it already
   * holds the whole batch.
   */
  final long[] credit;

  /** Largest |credit| so far. */
  final long[] peak;

  final long[] unitsOf;
  final long[] tokensOf;
  final long[] bytesOf;

  /** The schedule's segment in force, and the units at which it or {@link #override} came. */
  int segment;

  long segmentUnits;

  /** Units asked by the schedule before {@link #segmentUnits}, in 2^-32 units. */
  final BigInteger[] asked;

  /** Proportions set from outside (2^-32), or null while the schedule rules. */
  long[] override;

  /** The batch being served: its number, first draw, size, domain or composition. */
  long batchNumber = -1;

  long batchStart;
  long batchSize;
  int batchDomain = -1;
  final long[] composition;

  /** Names whose document order the domains keep (they differ only after a remap). */
  final String[] orderNames;

  final List<DrawEvent> events = new ArrayList<>();

  Progress(int domains) {
    served = new long[domains];
    credit = new long[domains];
    peak = new long[domains];
    unitsOf = new long[domains];
    tokensOf = new long[domains];
    bytesOf = new long[domains];
    composition = new long[domains];
    orderNames = new String[domains];
    asked = new BigInteger[domains];
    Arrays.fill(asked, BigInteger.ZERO);
  }

  Progress copy() {
    int n = served.length;
    Progress copy = new Progress(n);
    copy.draw = draw;
    copy.units = units;
    copy.retired = retired;
    System.arraycopy(served, 0, copy.served, 0, n);
    System.arraycopy(credit, 0, copy.credit, 0, n);
    System.arraycopy(peak, 0, copy.peak, 0, n);
    System.arraycopy(unitsOf, 0, copy.unitsOf, 0, n);
    System.arraycopy(tokensOf, 0, copy.tokensOf, 0, n);
    System.arraycopy(bytesOf, 0, copy.bytesOf, 0, n);
    System.arraycopy(composition, 0, copy.composition, 0, n);
    System.arraycopy(orderNames, 0, copy.orderNames, 0, n);
    System.arraycopy(asked, 0, copy.asked, 0, n);
    copy.segment = segment;
    copy.segmentUnits = segmentUnits;
    copy.override = override == null ? null : override.clone();
    copy.batchNumber = batchNumber;
    copy.batchStart = batchStart;
    copy.batchSize = batchSize;
    copy.batchDomain = batchDomain;
    copy.events.addAll(events);
    return copy;
  }
}
