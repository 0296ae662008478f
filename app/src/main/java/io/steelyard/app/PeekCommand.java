package io.steelyard.app;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Inventory;
import io.steelyard.core.artifact.Manifest;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.recipe.Runs;
import io.steelyard.core.step.StepOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steelyard peek DIR}: what is in an artifact or a run. */
@Command(
    name = "peek",
    description = {
      "Shows what is in an artifact: kind, settings, counts, first documents. For a run, its"
          + " steps.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  steelyard peek runs/europarl",
      "  steelyard peek runs/europarl/01-corpus.read-0123456789ab --documents 5"
    })
final class PeekCommand extends BaseCommand {
  private static final int MOST_DOMAINS = 30;
  private static final int MOST_PARTS = 12;

  @Parameters(paramLabel = "DIR", description = "Folder of an artifact or a run.")
  Path folder;

  @Option(
      names = "--documents",
      paramLabel = "N",
      defaultValue = "3",
      description = "First documents shown (default: ${DEFAULT-VALUE}).")
  int documents;

  PeekCommand(Context context) {
    super(context);
  }

  @Override
  int work() throws IOException {
    if (Files.isRegularFile(folder.resolve(RecipeRunner.RUN))) {
      run(Runs.open(folder));
    } else {
      artifact(Manifest.read(folder));
    }
    return Cli.DONE;
  }

  private void run(Runs run) {
    TextTable table = new TextTable("#", "step", "kind", "outcome", "time", "folder");
    for (StepOutput step : run.steps()) {
      double seconds = step.manifest().run().path("seconds").asDouble();
      if (json) {
        screen.event(
            "step",
            "number",
            step.number(),
            "step",
            step.name(),
            "kind",
            step.kind().word(),
            "digest",
            step.manifest().digest(),
            "seconds",
            seconds,
            "folder",
            step.folder().toString());
      } else {
        table.row(
            step.number(),
            step.name(),
            step.kind().word(),
            RunLines.outcome(step),
            Numbers.seconds(seconds),
            step.folder().getFileName());
      }
    }
    if (!json) {
      screen.out().println(screen.bold(run.name()) + ", seed " + run.seed());
      table.print(screen);
    }
  }

  private void artifact(Manifest manifest) throws IOException {
    long records = manifest.parts().stream().mapToLong(ShardStamp::records).sum();
    long size = manifest.parts().stream().mapToLong(ShardStamp::size).sum();
    Inventory inventory =
        switch (manifest.kind()) {
          case CORPUS -> Corpus.open(folder).inventory();
          case VERDICTS -> Verdicts.open(folder).inventory();
          default -> new Inventory();
        };
    if (json) {
      screen.event(
          "artifact",
          "kind",
          manifest.kind().word(),
          "step",
          manifest.step(),
          "digest",
          manifest.digest(),
          "key",
          manifest.key(),
          "seed",
          manifest.seed(),
          "settings",
          manifest.settings(),
          "records",
          records,
          "size",
          size,
          "domains",
          inventory);
    } else {
      line("kind", manifest.kind().word() + ", made by " + manifest.step());
      line("digest", manifest.digest());
      line("settings", manifest.settings().toString());
      line("seed", String.valueOf(manifest.seed()));
      line(
          "files",
          manifest.parts().size()
              + " with "
              + Numbers.count(records)
              + " records, "
              + Numbers.bytes(size));
      int shown = 0;
      for (ShardStamp part : manifest.parts()) {
        if (shown++ < MOST_PARTS && manifest.kind() != ArtifactKind.CORPUS) {
          line("", part.name() + "  " + Numbers.bytes(part.size()));
        }
      }
      domains(inventory);
    }
    if (manifest.kind() == ArtifactKind.CORPUS) {
      firstDocuments(Corpus.open(folder));
    }
  }

  private void domains(Inventory inventory) {
    if (inventory.domains().isEmpty()) {
      return;
    }
    Counts counts = inventory.documents();
    Counts bytes = inventory.bytes();
    List<String> names = new ArrayList<>(inventory.domains());
    names.sort((a, b) -> Long.compare(counts.get(b), counts.get(a)));
    TextTable table = new TextTable("domain", "documents", "share", "text");
    for (String name : names.subList(0, Math.min(MOST_DOMAINS, names.size()))) {
      table.row(
          name,
          Numbers.count(counts.get(name)),
          Numbers.share((double) counts.get(name) / Math.max(1, counts.total())),
          Numbers.bytes(bytes.get(name)));
    }
    screen.out().println();
    table.print(screen);
    if (names.size() > MOST_DOMAINS) {
      screen.out().println("and " + (names.size() - MOST_DOMAINS) + " more domains");
    }
  }

  private void firstDocuments(Corpus corpus) throws IOException {
    int left = documents;
    for (int shard = 0; shard < corpus.shards() && left > 0; shard++) {
      try (CloseableIterator<Document> read = corpus.read(shard)) {
        while (read.hasNext() && left > 0) {
          Document d = read.next();
          left--;
          if (json) {
            screen.event(
                "document", "id", d.id().toString(), "domain", d.domain(), "text", d.text());
          } else {
            screen.out().println();
            screen
                .out()
                .println(
                    screen.bold(Screen.safe(d.id().toString())) + "  " + Screen.safe(d.domain()));
            screen.out().println("    " + Screen.line(d.text(), 240));
          }
        }
      }
    }
  }

  private void line(String name, String value) {
    screen
        .out()
        .println(screen.dim(name) + " ".repeat(10 - name.length()) + Screen.line(value, 400));
  }
}
