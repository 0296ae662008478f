package io.steelyard.app;

import io.steelyard.app.report.RunView;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.Summary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is said of finished steps and runs, taken from ledgers and summaries alone. */
final class RunLines {
  /** Figures of one step that are printed at the end of a run. */
  private static final int FIGURES_PER_STEP = 6;

  private RunLines() {}

  static Ledger ledger(StepOutput step) {
    Path file = step.folder().resolve(RecipeRunner.LEDGER);
    return Files.isRegularFile(file) ? Json.read(file, Ledger.class) : new Ledger();
  }

  static Summary summary(StepOutput step) {
    Path file = step.folder().resolve(RecipeRunner.SUMMARY);
    return Files.isRegularFile(file) ? Summary.read(file) : new Summary();
  }

  /** {@code 16,930 of 17,597 documents kept}, or the step's first figure, or its records. */
  static String outcome(StepOutput step) {
    Ledger.Account total = ledger(step).total();
    if (total.in.documents > 0) {
      if (total.kept.documents == total.in.documents) {
        String edited =
            total.edited == 0
                ? ""
                : ", "
                    + Numbers.bytes(Math.abs(total.edited))
                    + (total.edited > 0 ? " edited away" : " added");
        return Numbers.count(total.kept.documents) + " documents" + edited;
      }
      return Numbers.count(total.kept.documents)
          + " of "
          + Numbers.count(total.in.documents)
          + " documents kept";
    }
    for (Summary.Item item : summary(step).items()) {
      if (item instanceof Summary.Figure figure) {
        return figure.label() + " " + Numbers.of(figure.value(), figure.format());
      }
    }
    return step.kind().word() + " written";
  }

  static List<String> warnings(StepOutput step) {
    List<String> warnings = new ArrayList<>();
    for (Summary.Item item : summary(step).items()) {
      if (item instanceof Summary.Warning warning) {
        warnings.add(warning.text());
      }
    }
    return warnings;
  }

  /** Documents in, kept, and dropped by reason over all steps; then each step's first figures. */
  static List<String[]> numbers(List<StepOutput> steps) {
    List<String[]> lines = new ArrayList<>();
    long in = 0;
    long kept = -1;
    Map<String, Long> reasons = new TreeMap<>();
    for (StepOutput step : steps) {
      Ledger.Account total = ledger(step).total();
      if (total.in.documents == 0) {
        continue;
      }
      in = in == 0 ? total.in.documents : in;
      kept = total.kept.documents;
      total.rejected.forEach((r, a) -> reasons.merge(r, a.documents, Long::sum));
      total.dropped.forEach((r, a) -> reasons.merge(r, a.documents, Long::sum));
    }
    if (in > 0) {
      lines.add(new String[] {"documents in", Numbers.count(in)});
      lines.add(new String[] {"documents kept", Numbers.count(kept)});
      reasons.entrySet().stream()
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .limit(6)
          .forEach(e -> lines.add(new String[] {"  " + e.getKey(), Numbers.count(e.getValue())}));
    }
    String[] skew = RunView.of("", 0, "", steps).skew();
    if (skew != null) {
      lines.add(new String[] {"heaviest to lightest domain", skew[0]});
      lines.add(new String[] {"effective domains", skew[1]});
    }
    Map<String, Integer> uses = new TreeMap<>();
    steps.forEach(step -> uses.merge(step.name(), 1, Integer::sum));
    for (StepOutput step : steps) {
      int shown = 0;
      for (Summary.Item item : summary(step).items()) {
        if (item instanceof Summary.Figure figure && shown++ < FIGURES_PER_STEP) {
          lines.add(
              new String[] {
                (uses.get(step.name()) > 1 ? step.number() + " " : "")
                    + step.name()
                    + ": "
                    + figure.label(),
                Numbers.of(figure.value(), figure.format())
              });
        }
      }
    }
    return lines;
  }

  /** Where what a person wants next is. */
  static List<String[]> places(List<StepOutput> steps) {
    List<String[]> places = new ArrayList<>();
    for (StepOutput step : steps) {
      if (step.kind() == ArtifactKind.TOKENS) {
        places.add(new String[] {"shards", step.folder().toString()});
      } else if (step.kind() == ArtifactKind.VOCABULARY) {
        places.add(new String[] {"vocabulary", step.folder().toString()});
      } else if (step.kind() == ArtifactKind.REPORT) {
        places.add(new String[] {"report", step.folder().resolve("report.html").toString()});
      }
    }
    return places;
  }
}
