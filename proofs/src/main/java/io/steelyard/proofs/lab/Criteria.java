package io.steelyard.proofs.lab;

import io.steelyard.core.step.Proof.Outcome;
import io.steelyard.core.step.Proof.Verdict;
import java.util.ArrayList;
import java.util.List;

/** The thresholds of a specification and whether they were met: all must be. */
public final class Criteria {
  private final List<String> held = new ArrayList<>();
  private final List<String> missed = new ArrayList<>();
  private final List<String[]> rows = new ArrayList<>();

  /**
   * Notes one.
   *
   * @param name what is asked, with its threshold
   * @param seen the figure
   */
  public void check(String name, boolean holds, String seen) {
    (holds ? held : missed).add(name);
    rows.add(new String[] {name, seen, holds ? "yes" : "**no**"});
  }

  /** Whether all that was noted so far holds. */
  public boolean hold() {
    return missed.isEmpty();
  }

  /** The table of all, and the verdict. */
  public Outcome verdict(Lines lines) {
    lines.table("asked", "seen", "held");
    rows.forEach(row -> lines.row((Object[]) row));
    return missed.isEmpty()
        ? new Outcome(Verdict.REPRODUCED, "all " + held.size() + " thresholds held")
        : new Outcome(
            Verdict.NOT_REPRODUCED,
            held.size()
                + " of "
                + rows.size()
                + " thresholds held; missed: "
                + String.join("; ", missed));
  }
}
