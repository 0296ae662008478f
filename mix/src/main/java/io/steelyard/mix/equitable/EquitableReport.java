package io.steelyard.mix.equitable;

import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.mix.equitable.EquitableAllocation.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the page says of an allocation: curves, amounts with intervals, and the simple rules. */
final class EquitableReport {
  /** A curve is not trusted beyond this many times the largest amount that was measured. */
  private static final double FAR = 4;

  private static final int SHOWN_ROUNDS = 100;

  private final Summary summary;
  private final List<Domain> domains;
  private final List<MeasuredCurve> measured;
  private final Utility utility;

  EquitableReport(
      Summary summary, List<Domain> domains, List<MeasuredCurve> measured, Utility utility) {
    this.summary = summary;
    this.domains = domains;
    this.measured = measured;
    this.utility = utility;
  }

  /** Shows the curves; returns why they cannot be followed, empty where they can. */
  List<String> curves(List<CurveFit.Fitted> fits) {
    List<String> why = new ArrayList<>();
    Summary.Table table =
        Summary.table(
            "curves",
            "Learning curves",
            "loss = floor + scale * amount ^ -power; concave: share of second differences of the"
                + " smoothed benefit that are negative, above "
                + percent(Concavity.LEAST)
                + " to be followed.",
            "domain",
            Format.TEXT,
            "runs",
            Format.COUNT,
            "smallest amount",
            Format.COUNT,
            "loss there",
            Format.NUMBER,
            "largest amount",
            Format.COUNT,
            "loss there ",
            Format.NUMBER,
            "power",
            Format.NUMBER,
            "its error",
            Format.NUMBER,
            "floor",
            Format.NUMBER,
            "concave",
            Format.SHARE);
    for (int g = 0; g < fits.size(); g++) {
      CurveFit.Fitted fit = fits.get(g);
      List<CurveFit.Point> means = measured.get(g).means();
      CurveFit.Point first = means.get(0);
      CurveFit.Point last = means.get(means.size() - 1);
      double concave = Concavity.share(means);
      Summary.row(
          table,
          measured.get(g).name(),
          fit.points(),
          Math.round(first.amount()),
          first.loss(),
          Math.round(last.amount()),
          last.loss(),
          fit.curve().power(),
          Double.isNaN(fit.powerError()) ? null : fit.powerError(),
          fit.curve().floor(),
          Double.isNaN(concave) ? null : concave);
      if (!fit.learns()) {
        why.add("'" + measured.get(g).name() + "' shows no measurable learning");
      } else if (concave <= Concavity.LEAST) {
        why.add(
            "the curve of '"
                + measured.get(g).name()
                + "' is concave at only "
                + percent(concave)
                + " of its points");
      }
    }
    summary.add(table);
    return why;
  }

  void allocation(
      Allocation allocation, double[][] intervals, List<CurveFit.Fitted> fits, double budget) {
    Summary.Table table =
        Summary.table(
            "allocation",
            "What each domain gets",
            "Losses are those of the fitted curves; intervals are the middle 90% of allocations by"
                + " curves fitted again on resampled runs. The last column is what another unit of"
                + " budget would buy.",
            "domain",
            Format.TEXT,
            "has",
            Format.COUNT,
            "gets",
            Format.COUNT,
            "from",
            Format.COUNT,
            "to",
            Format.COUNT,
            "price",
            Format.COUNT,
            "loss then",
            Format.NUMBER,
            "value per unit of cost",
            Format.NUMBER,
            "share of the next unit",
            Format.NUMBER);
    for (int g = 0; g < domains.size(); g++) {
      Group group = allocation.groups().get(g);
      Summary.row(
          table,
          group.name(),
          Math.round(group.have()),
          Math.round(allocation.added(g)),
          intervals == null ? null : Math.round(intervals[g][0]),
          intervals == null ? null : Math.round(intervals[g][1]),
          Math.round(allocation.added(g) * group.cost()),
          allocation.loss(g),
          WaterFilling.value(group, utility, allocation.amounts()[g]),
          allocation.next()[g] * group.cost());
      double far = allocation.amounts()[g] / fits.get(g).largest();
      if (far > FAR) {
        summary.warning(
            "'"
                + group.name()
                + "' is given "
                + String.format(Locale.ROOT, "%.1f", far)
                + " times the largest amount that its curve was measured at; the curve is a guess"
                + " there. Measure on more text, or by real training runs.");
      }
    }
    summary
        .figure("spent", Math.round(allocation.spent()), Format.COUNT, "of " + Math.round(budget))
        .figure(
            "worst loss",
            allocation.worst(),
            Format.NUMBER,
            "'" + WorstGroup.limiting(allocation).name() + "', by its curve")
        .add(table)
        .add(rules(allocation, budget));
  }

  private Summary.Table rules(Allocation ours, double budget) {
    Summary.Table table =
        Summary.table(
            "rules",
            "Beside simple rules",
            "By the fitted curves; the objective is the weighted sum that the goal makes small.",
            "rule",
            Format.TEXT,
            "objective",
            Format.NUMBER,
            "mean loss",
            Format.NUMBER,
            "worst loss",
            Format.NUMBER);
    row(table, "this step", ours);
    for (Heuristic rule : Heuristic.values()) {
      boolean known =
          rule != Heuristic.PROPORTIONAL
              || ours.groups().stream().allMatch(g -> g.limit() < Double.POSITIVE_INFINITY);
      if (known) {
        String name = rule.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        row(table, name, rule.allocate(ours.groups(), budget));
      }
    }
    row(table, "worst first (minimax)", WorstGroup.minimax(ours.groups(), budget));
    return table;
  }

  private void row(Summary.Table table, String name, Allocation allocation) {
    double mean = 0;
    for (int g = 0; g < domains.size(); g++) {
      mean += allocation.loss(g) / domains.size();
    }
    Summary.row(
        table,
        name,
        finite(allocation.objective(utility)),
        finite(mean),
        finite(allocation.worst()));
  }

  private static Double finite(double value) {
    return Double.isInfinite(value) || Double.isNaN(value) ? null : value;
  }

  void rounds(AdaptiveAllocation.Outcome outcome, List<ChunkedText> texts) {
    Summary.Table table =
        Summary.table(
            "lots",
            "Lots in the order they were bought",
            outcome.stoppedBecause()
                + (outcome.rounds().size() > SHOWN_ROUNDS ? "; the first 100 are shown" : ""),
            "lot",
            Format.COUNT,
            "domain",
            Format.TEXT,
            "units",
            Format.COUNT,
            "value per cost",
            Format.NUMBER,
            "its error",
            Format.NUMBER);
    for (int i = 0; i < Math.min(SHOWN_ROUNDS, outcome.rounds().size()); i++) {
      AdaptiveAllocation.Round round = outcome.rounds().get(i);
      Summary.row(
          table,
          i + 1,
          domains.get(round.group()).name(),
          Math.round(round.units()),
          round.values()[round.group()],
          round.errors()[round.group()]);
    }
    summary.add(table);
    TextLosses losses = TextLosses.forReport(texts);
    Summary.Table report =
        Summary.table(
            "report",
            "Losses on text that no decision looked at",
            "Nats per byte of an n-gram model trained on so much of the sample; capped at its"
                + " size.",
            "domain",
            Format.TEXT,
            "units",
            Format.COUNT,
            "loss",
            Format.NUMBER);
    for (int g = 0; g < domains.size(); g++) {
      double amount = outcome.allocation().amounts()[g];
      Summary.row(
          report,
          domains.get(g).name(),
          Math.round(amount),
          finite(losses.of(g, amount * domains.get(g).bytesPerUnit(), 0)));
    }
    summary.add(report);
  }

  private static String percent(double share) {
    return Math.round(100 * share) + "%";
  }
}
