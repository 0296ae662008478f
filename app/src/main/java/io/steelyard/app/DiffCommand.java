package io.steelyard.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.Inventory;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.recipe.Runs;
import io.steelyard.core.step.StepOutput;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code steelyard diff RUN RUN}: what differs between two runs. */
@Command(
    name = "diff",
    description = {
      "Compares two runs step by step: settings, digests, documents by domain at the end.",
      ""
    },
    footer = {"", "Example:", "  steelyard diff runs/europarl runs/europarl-natural"})
final class DiffCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "RUN", description = "Folder of a run.")
  Path first;

  @Parameters(index = "1", paramLabel = "RUN", description = "Folder of another run.")
  Path second;

  DiffCommand(Context context) {
    super(context);
  }

  @Override
  int work() {
    Runs a = Runs.open(first);
    Runs b = Runs.open(second);
    Map<String, StepOutput> left = byName(a);
    Map<String, StepOutput> right = byName(b);
    Set<String> names = new java.util.LinkedHashSet<>(left.keySet());
    names.addAll(right.keySet());
    boolean same = a.seed() == b.seed();
    if (!same) {
      say("seed", "", "seed", a.seed(), b.seed());
    }
    for (String name : names) {
      StepOutput x = left.get(name);
      StepOutput y = right.get(name);
      if (x == null || y == null) {
        say(
            "step",
            name,
            x == null ? "only in the second run" : "only in the first run",
            null,
            null);
        same = false;
      } else {
        same &= step(name, x, y);
      }
    }
    same &= domains(a, b);
    if (json) {
      screen.event("done", "same", same);
    } else if (same) {
      screen.out().println("The runs are the same: every digest agrees.");
    }
    return Cli.DONE;
  }

  /** Steps by name; a second one of a name gets its number. */
  private static Map<String, StepOutput> byName(Runs run) {
    Map<String, StepOutput> map = new LinkedHashMap<>();
    for (StepOutput step : run.steps()) {
      int count = 2;
      String name = step.name();
      while (map.containsKey(name)) {
        name = step.name() + " (" + count++ + ")";
      }
      map.put(name, step);
    }
    return map;
  }

  private boolean step(String name, StepOutput x, StepOutput y) {
    JsonNode p = x.manifest().settings();
    JsonNode q = y.manifest().settings();
    Set<String> keys = new TreeSet<>();
    p.fieldNames().forEachRemaining(keys::add);
    q.fieldNames().forEachRemaining(keys::add);
    boolean same = true;
    if (!x.step().equals(y.step())) {
      say("step", name, "step", x.step(), y.step());
      same = false;
    }
    for (String key : keys) {
      if (!p.path(key).equals(q.path(key))) {
        say("setting", name, key, text(p.path(key)), text(q.path(key)));
        same = false;
      }
    }
    if (!x.manifest().digest().equals(y.manifest().digest())) {
      say("digest", name, "digest", cut(x.manifest().digest()), cut(y.manifest().digest()));
      same = false;
    }
    return same;
  }

  private boolean domains(Runs a, Runs b) {
    Counts x = last(a);
    Counts y = last(b);
    Set<String> names = new TreeSet<>(x.names());
    names.addAll(y.names());
    TextTable table = new TextTable("domain", "first", "second", "difference");
    for (String name : names) {
      long m = x.names().contains(name) ? x.get(name) : 0;
      long n = y.names().contains(name) ? y.get(name) : 0;
      if (m != n) {
        if (json) {
          screen.event("domain", "domain", name, "first", m, "second", n);
        }
        table.row(
            name, Numbers.count(m), Numbers.count(n), (n > m ? "+" : "") + Numbers.count(n - m));
      }
    }
    if (!table.isEmpty() && !json) {
      screen.out().println();
      screen.out().println("Documents at the end, where they differ:");
      table.print(screen);
    }
    return table.isEmpty();
  }

  /** Documents by domain after the last step that touched any. */
  private static Counts last(Runs run) {
    Inventory inventory = new Inventory();
    for (StepOutput step : run.steps()) {
      if (step.kind() == ArtifactKind.CORPUS) {
        inventory = Corpus.open(step.folder()).inventory();
      } else if (step.kind() == ArtifactKind.VERDICTS) {
        inventory = Verdicts.open(step.folder()).inventory();
      }
    }
    return inventory.documents();
  }

  private void say(String event, String step, String what, Object first, Object second) {
    if (json) {
      screen.event(event, "step", step, "what", what, "first", first, "second", second);
    } else {
      String values = first == null && second == null ? "" : ": " + first + " → " + second;
      screen.out().println(Screen.safe((step.isEmpty() ? "" : step + "  ") + what + values));
    }
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "(none)" : node.isTextual() ? node.asText() : node.toString();
  }

  private static String cut(String digest) {
    return digest.substring(0, Math.min(12, digest.length()));
  }
}
