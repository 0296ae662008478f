package io.steelyard.select.pool;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How an amount is shared by separate targets. */
public final class TargetShares {
  private TargetShares() {}

  /**
   * @throws IllegalArgumentException with the setting's name first
   */
  public static void check(Map<String, Double> shares, boolean separate) {
    if (!shares.isEmpty() && !separate) {
      throw new IllegalArgumentException("shares: need separate-targets: true");
    }
    shares.forEach(
        (name, share) -> {
          if (!(share >= 0) || Double.isInfinite(share)) {
            throw new IllegalArgumentException("shares: " + name + " must be 0 or more");
          }
        });
  }

  /**
   * The shares in the order of the names; a name that is not given has none.
   *
   * @param byDefault where no share is given; null for equal ones
   * @throws RequestException if a share names no target, or all are zero
   */
  public static double[] of(Map<String, Double> shares, List<String> names, double[] byDefault) {
    double[] of = byDefault == null ? new double[names.size()] : byDefault.clone();
    if (byDefault == null) {
      Arrays.fill(of, 1);
    }
    if (shares.isEmpty()) {
      return of;
    }
    for (String name : shares.keySet()) {
      if (!names.contains(name)) {
        throw new RequestException(
            "shares: no target is called '" + name + "'" + Nearest.hint(name, names));
      }
    }
    for (int t = 0; t < of.length; t++) {
      of[t] = shares.getOrDefault(names.get(t), 0.0);
    }
    if (Arrays.stream(of).sum() == 0) {
      throw new RequestException("shares: all are zero; give at least one target a share");
    }
    return of;
  }

  /** What each target took. */
  public static Summary.Table table(List<String> names, Selection selection) {
    Summary.Table table =
        Summary.table(
            "targets",
            "What each target took",
            "in this order; what one took is not there for the next",
            "target",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "lowest score",
            Format.NUMBER);
    for (int t = 0; t < names.size(); t++) {
      Chosen chosen = selection.of(t);
      Summary.row(
          table,
          names.get(t),
          chosen.documents(),
          chosen.documents() == 0 ? null : (Double) chosen.cut());
    }
    return table;
  }
}
