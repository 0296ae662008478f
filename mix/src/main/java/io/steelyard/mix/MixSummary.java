package io.steelyard.mix;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a mixture means, for the report: shares before and after, passes, and shares over time. */
final class MixSummary {
  private MixSummary() {}

  static void write(
      Summary summary, MixJob.Corpus corpus, Mixture mixture, MixPlan plan, boolean estimate) {
    Proportions natural = corpus.natural();
    Proportions average = mixture.timeAverage();
    MixPlan.Line most = null;
    for (MixPlan.Line line : plan.domains()) {
      most = most == null || line.epochs() > most.epochs() ? line : most;
    }
    String about = estimate ? "estimated" : "";
    summary
        .figure("domains", average.size(), Format.COUNT)
        .figure(
            "largest to smallest domain",
            ratio(average),
            Format.NUMBER,
            String.format(Locale.ROOT, "in what is drawn; %.3g in the corpus", ratio(natural)))
        .figure("most passes over a domain", most.epochs(), Format.NUMBER, note(about, most.name()))
        .add(
            new Summary.Balance(
                "balance",
                "What the corpus holds and what is drawn",
                "share of " + mixture.unit().word(),
                natural.asMap(),
                average.asMap(),
                "corpus",
                "mixture"))
        .add(table(natural, average, mixture, plan, estimate))
        .add(chart(mixture));
    if (hasLossWeights(mixture)) {
      summary.add(lossWeights(mixture));
    }
    if (estimate) {
      summary.warning(
          "Tokens are not counted yet: passes and unseen shares are estimated from bytes, with the"
              + " same bytes per token in every domain. Writing the tokens counts them.");
    }
    plan.problems().forEach(problem -> summary.warning(problem.message()));
  }

  private static String note(String about, String domain) {
    return about.isEmpty() ? domain : domain + ", " + about;
  }

  /** Largest share over smallest positive share. */
  private static double ratio(Proportions p) {
    double max = 0;
    double min = 1;
    for (double value : p.values()) {
      max = Math.max(max, value);
      min = value > 0 ? Math.min(min, value) : min;
    }
    return max / min;
  }

  private static Summary.Table table(
      Proportions natural, Proportions average, Mixture mixture, MixPlan plan, boolean estimate) {
    Summary.Table table =
        Summary.table(
            "domains",
            "Domains in the mixture",
            estimate ? "Passes and unseen shares are estimates." : "",
            "domain",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "share of the corpus",
            Format.SHARE,
            "share of the run",
            Format.SHARE,
            mixture.unit().word() + " drawn",
            Format.COUNT,
            "passes",
            Format.NUMBER,
            "never seen",
            Format.SHARE,
            "last seen at",
            Format.SHARE);
    for (MixPlan.Line line : plan.domains()) {
      Summary.row(
          table,
          line.name(),
          line.documents(),
          natural.value(line.name()),
          average.value(line.name()),
          Math.round(line.expected()),
          line.epochs(),
          line.unseen(),
          line.lastSeen() / plan.budget());
    }
    return table;
  }

  /** Shares over the run; each phase is drawn from its begin to its end. */
  private static Summary.Chart chart(Mixture mixture) {
    List<Object> x = new ArrayList<>();
    List<Summary.Line> lines = new ArrayList<>();
    for (int k = 0; k < mixture.domains().size(); k++) {
      lines.add(new Summary.Line(mixture.domains().get(k), new ArrayList<>()));
    }
    for (int i = 0; i < mixture.phases().size(); i++) {
      boolean last = i + 1 == mixture.phases().size();
      x.add(mixture.phases().get(i).from());
      x.add(last ? 1.0 : mixture.phases().get(i + 1).from());
      for (int k = 0; k < lines.size(); k++) {
        double value = mixture.phases().get(i).proportions().value(k);
        lines.get(k).y().add(value);
        lines.get(k).y().add(value);
      }
    }
    return new Summary.Chart(
        "schedule",
        "Proportions over the run",
        "",
        Summary.Shape.STACKED_AREA,
        "share of the run",
        x,
        "share of " + mixture.unit().word(),
        Format.SHARE,
        lines);
  }

  private static boolean hasLossWeights(Mixture mixture) {
    return mixture.phases().stream().anyMatch(phase -> !phase.lossWeights().isEmpty());
  }

  private static Summary.Table lossWeights(Mixture mixture) {
    Summary.Table table =
        Summary.table(
            "loss-weights",
            "Loss weights",
            "Multiply each example's loss, and divide the batch by its size.",
            "domain",
            Format.TEXT,
            "from",
            Format.SHARE,
            "weight",
            Format.NUMBER);
    for (Mixture.Phase phase : mixture.phases()) {
      for (int k = 0; k < phase.lossWeights().size(); k++) {
        Summary.row(table, mixture.domains().get(k), phase.from(), phase.lossWeights().get(k));
      }
    }
    return table;
  }
}
