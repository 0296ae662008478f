package io.steelyard.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Duck;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.recipe.Runs;
import io.steelyard.core.step.StepOutput;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code steelyard query runs/europarl "select reason, count(*) from corpus_clean group by 1"}: SQL
 * over the run's tables. A view for each step with Parquet files; nothing else of the machine can
 * be read, and nothing written.
 */
@Command(
    name = "query",
    description = {
      "Asks the verdicts and tables of a run in SQL.",
      "Each step with Parquet files is a view of DuckDB: corpus.clean is corpus_clean. Without",
      "SQL, lists the views and their columns. Only SELECT; nothing outside the run is read.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  steelyard query runs/europarl",
      "  steelyard query runs/europarl \"select reason, count(*) from corpus_clean group by 1\"",
      "  steelyard query runs/europarl \"from corpus_clean where not keep limit 5\" --json"
    })
final class QueryCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "DIR", description = "Folder of the run.")
  Path run;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SQL",
      description = "What to ask; without it the views are listed.")
  String sql;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Most rows shown (default: ${DEFAULT-VALUE}).")
  int limit;

  QueryCommand(Context context) {
    super(context);
  }

  @Override
  int work() {
    Runs open = Runs.open(run);
    try (Connection connection = Duck.connect();
        Statement statement = connection.createStatement()) {
      Map<String, StepOutput> views = views(open, statement);
      if (sql == null) {
        list(views, statement);
        return Cli.DONE;
      }
      requireSelect(connection);
      try (ResultSet rows = statement.executeQuery(sql)) {
        print(rows);
      }
    } catch (SQLException e) {
      String message = withoutFrame(String.valueOf(e.getMessage()).strip());
      throw new RequestException(
          "the SQL cannot be run: " + message.lines().limit(6).collect(Collectors.joining("\n")),
          e);
    }
    return Cli.DONE;
  }

  /** The driver puts its own complaint about the pending result before the reason. */
  private static String withoutFrame(String message) {
    return message.replaceFirst("(?s)^Invalid Input Error: Attempting to execute.*?\\nError: ", "");
  }

  /**
   * Refuses all but SELECT. DuckDB's own parser decides: it turns only such statements into JSON.
   */
  private void requireSelect(Connection connection) throws SQLException {
    try (PreparedStatement parse =
        connection.prepareStatement("SELECT json_serialize_sql(CAST(? AS VARCHAR))")) {
      parse.setString(1, sql);
      try (ResultSet parsed = parse.executeQuery()) {
        parsed.next();
        JsonNode tree = Json.MAPPER.readTree(parsed.getString(1));
        if (tree.path("error").asBoolean(true)) {
          throw new RequestException(
              "the SQL cannot be run: "
                  + tree.path("error_message").asText()
                  + "\nAsk with SELECT (or FROM); nothing can be written.");
        }
      } catch (JsonProcessingException e) {
        throw new RequestException("the SQL cannot be run: it is nested too deep.", e);
      }
    }
  }

  /** A view for each step with Parquet files; then the doors are closed. */
  private static Map<String, StepOutput> views(Runs run, Statement statement) throws SQLException {
    Map<String, StepOutput> views = new LinkedHashMap<>();
    List<String> readable = new ArrayList<>();
    for (StepOutput step : run.steps()) {
      List<String> files = new ArrayList<>();
      for (ShardStamp part : step.manifest().parts()) {
        if (part.name().endsWith(".parquet")) {
          files.add(Duck.literal(step.folder().resolve(part.name())));
        }
      }
      if (files.isEmpty()) {
        continue;
      }
      String name = step.name().replaceAll("[^A-Za-z0-9]+", "_");
      name = views.containsKey(name) ? name + "_" + step.number() : name;
      statement.execute(
          "CREATE VIEW \""
              + name
              + "\" AS SELECT * FROM read_parquet(["
              + String.join(", ", files)
              + "], union_by_name = true)");
      views.put(name, step);
      readable.addAll(files);
    }
    statement.execute("SET allowed_paths = [" + String.join(", ", readable) + "]");
    statement.execute("SET enable_external_access = false");
    statement.execute("SET lock_configuration = true");
    return views;
  }

  private void list(Map<String, StepOutput> views, Statement statement) throws SQLException {
    TextTable table = new TextTable("view", "step", "rows", "columns");
    for (Map.Entry<String, StepOutput> view : views.entrySet()) {
      List<String> columns = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery("DESCRIBE \"" + view.getKey() + "\"")) {
        while (rows.next()) {
          columns.add(rows.getString(1));
        }
      }
      long records =
          view.getValue().manifest().parts().stream()
              .filter(p -> p.name().endsWith(".parquet"))
              .mapToLong(ShardStamp::records)
              .sum();
      if (json) {
        screen.event(
            "view",
            "view",
            view.getKey(),
            "step",
            view.getValue().step(),
            "rows",
            records,
            "columns",
            columns);
      } else {
        table.row(
            view.getKey(),
            view.getValue().step(),
            Numbers.count(records),
            String.join(" ", columns));
      }
    }
    if (!json && table.isEmpty()) {
      screen.out().println("This run has no step with tables.");
    } else if (!json) {
      table.print(screen);
    }
  }

  private void print(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    String[] names = new String[columns.getColumnCount()];
    for (int c = 0; c < names.length; c++) {
      names[c] = columns.getColumnLabel(c + 1);
    }
    TextTable table = new TextTable(names);
    int shown = 0;
    boolean more = false;
    while (rows.next()) {
      if (shown++ == limit) {
        more = true;
        break;
      }
      Object[] cells = new Object[names.length];
      for (int c = 0; c < cells.length; c++) {
        Object cell = rows.getObject(c + 1);
        cells[c] =
            cell instanceof Number || cell instanceof Boolean || cell == null || json
                ? cell
                : Screen.line(cell.toString(), 100);
      }
      if (json) {
        Object[] fields = new Object[cells.length * 2];
        for (int c = 0; c < cells.length; c++) {
          fields[2 * c] = names[c];
          fields[2 * c + 1] =
              cells[c] instanceof Number || cells[c] instanceof Boolean || cells[c] == null
                  ? cells[c]
                  : cells[c].toString();
        }
        screen.event("row", fields);
      } else {
        table.row(cells);
      }
    }
    if (!json) {
      table.print(screen);
    }
    if (more) {
      screen.err().println("the first " + limit + " rows; see more with --limit");
    }
  }
}
