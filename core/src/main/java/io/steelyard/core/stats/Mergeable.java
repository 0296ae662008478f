package io.steelyard.core.stats;

import java.io.Serializable;

/**
 * A summary that can be built in parts: add records to several, merge them, get what one would have
 * had. An engine merges in partition order, so that floating sums do not depend on threads.
 */
public interface Mergeable<A extends Mergeable<A>> extends Serializable {
  /** Takes in everything that {@code other} has seen; {@code other} is spent. */
  void merge(A other);
}
