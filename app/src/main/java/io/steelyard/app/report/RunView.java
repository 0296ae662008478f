package io.steelyard.app.report;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.recipe.Runs;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.Summary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All that the report shows of a run, read from its step folders.
 *
 * @param title name of the run
 * @param recipe the recipe as written; may be empty
 */
public record RunView(String title, long seed, String recipe, List<StepView> steps) {
  /** One step with what it found and what happened to its documents. */
  public record StepView(StepOutput output, Summary summary, Ledger ledger) {
    Ledger.Account total() {
      return ledger.total();
    }

    double seconds() {
      return output.manifest().run().path("seconds").asDouble(0);
    }

    String anchor() {
      return "step-" + output.number();
    }
  }

  /** A finished run. */
  public static RunView of(Runs run) {
    return of(run.name(), run.seed(), run.recipe(), run.steps());
  }

  public static RunView of(String title, long seed, String recipe, List<StepOutput> outputs) {
    List<StepView> steps = new ArrayList<>();
    for (StepOutput output : outputs) {
      if (output.kind() != ArtifactKind.REPORT) {
        steps.add(view(output));
      }
    }
    return new RunView(title, seed, recipe, steps);
  }

  private static StepView view(StepOutput output) {
    Path summary = output.folder().resolve(RecipeRunner.SUMMARY);
    Path ledger = output.folder().resolve(RecipeRunner.LEDGER);
    return new StepView(
        output,
        Files.isRegularFile(summary) ? Summary.read(summary) : new Summary(),
        Files.isRegularFile(ledger) ? Json.read(ledger, Ledger.class) : new Ledger());
  }

  /** Steps through which documents went, in order. */
  List<StepView> documentSteps() {
    return steps.stream().filter(s -> s.total().in.documents > 0).toList();
  }

  /** The balance that tells the run's story: the last one over at least two domains, or null. */
  Summary.Balance balance() {
    Summary.Balance last = null;
    for (StepView step : steps) {
      for (Summary.Item item : step.summary().items()) {
        if (item instanceof Summary.Balance balance && balance.before().size() > 1) {
          last = balance;
        }
      }
    }
    return last != null ? last : fromLedgers();
  }

  /** {@code 7.08 : 1 → 2.58 : 1} and effective domains, or null where there are no domains. */
  public String[] skew() {
    Summary.Balance balance = balance();
    if (balance == null) {
      return null;
    }
    Weights before = Weights.of(balance.before());
    Weights after = Weights.of(balance.after());
    return new String[] {
      ReportPage.ratio(before) + " → " + ReportPage.ratio(after),
      String.format(
          java.util.Locale.ROOT,
          "%.1f → %.1f of %d",
          before.effective(),
          after.effective(),
          BalanceHtml.nonEmpty(after))
    };
  }

  /** Without a balance among the summaries: bytes per domain where they were first told apart. */
  private Summary.Balance fromLedgers() {
    StepView first = null;
    StepView last = null;
    for (StepView step : documentSteps()) {
      if (step.ledger().domains().size() > 1) {
        first = first == null ? step : first;
        last = step;
      }
    }
    if (first == null) {
      return null;
    }
    java.util.Map<String, Double> before = new java.util.LinkedHashMap<>();
    java.util.Map<String, Double> after = new java.util.LinkedHashMap<>();
    first.ledger().domains().forEach((d, a) -> before.put(d, (double) a.in.bytes));
    last.ledger().domains().forEach((d, a) -> after.put(d, (double) a.kept.bytes));
    return new Summary.Balance(
        "domains",
        "Bytes per domain, first and last step",
        "bytes",
        before,
        after,
        "as read",
        "as kept");
  }
}
