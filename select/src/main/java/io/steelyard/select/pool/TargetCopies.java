package io.steelyard.select.pool;

import io.steelyard.corpus.decontaminate.Decontaminator;
import io.steelyard.corpus.deduplicate.ExactDuplicates;
import io.steelyard.corpus.deduplicate.Murmur3.Hash128;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the target's own texts in the pool. A copy beats everything else in any likeness to the
 * target, teaches nothing new, and spoils an evaluation on the target. Goes to other machines as
 * the texts that it was made of.
 */
public final class TargetCopies implements Serializable {
  /** Which documents count as copies. */
  public enum Exclude {
    /** None: the target's texts may be selected. */
    NOTHING,
    /** Equal up to Unicode composition and white space. */
    COPIES,
    /** Also those that share a run of 13 words with a target text. */
    OVERLAPS
  }

  private final Set<Hash128> identities = new HashSet<>();
  private final Decontaminator runs;
  private final Texts texts;

  private record Texts(List<String> targets, Exclude exclude) implements Serializable {
    private Object readResolve() {
      return new TargetCopies(targets, exclude);
    }
  }

  public TargetCopies(List<String> targets, Exclude exclude) {
    texts = new Texts(exclude == Exclude.NOTHING ? List.of() : List.copyOf(targets), exclude);
    runs = exclude == Exclude.OVERLAPS ? new Decontaminator(Decontaminator.LONGEST) : null;
    if (exclude == Exclude.NOTHING) {
      return;
    }
    for (String target : targets) {
      identities.add(ExactDuplicates.identity(target));
      if (runs != null) {
        runs.add(Targets.ONE, target);
      }
    }
  }

  private Object writeReplace() {
    return texts;
  }

  /** A search for one thread. */
  Search search() {
    return new Search();
  }

  final class Search {
    private final Decontaminator.Search overlaps = runs == null ? null : runs.search();

    State state(String text) {
      if (!identities.isEmpty() && identities.contains(ExactDuplicates.identity(text))) {
        return State.COPY;
      }
      return overlaps != null && !overlaps.hits(text).isEmpty() ? State.OVERLAP : State.POOL;
    }
  }
}
