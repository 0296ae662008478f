package io.steelyard.select.celadon;

import io.steelyard.core.artifact.Duck;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What grading found and what dropping costs, counted from the verdicts alone, so that all tables
 * agree with each other and with a run that was resumed.
 */
final class CeladonReport {
  private static final int HIGHEST_TOTAL = 15;
  private static final int MOST_LINES = 8;

  /** Documents, bytes and toxicity of one language and total. */
  private record Cell(double total, double highest, long documents, long bytes) {}

  private final Job job;
  private final BucketRule rule;
  private final List<Bucket> drop;

  CeladonReport(Job job, BucketRule rule, List<Bucket> drop) {
    this.job = job;
    this.rule = rule;
    this.drop = drop;
  }

  void describe() throws IOException {
    if (job.parts().isEmpty()) {
      return;
    }
    String from =
        " FROM read_parquet("
            + Duck.literal(job.out().toAbsolutePath() + "/*" + Verdicts.SUFFIX)
            + ")";
    try (Connection connection = Duck.connect();
        Statement statement = connection.createStatement()) {
      buckets(statement, from);
      levels(statement, from);
      groups(statement, from, "toxicity_source", "sources", "Sources");
      groups(statement, from, "toxicity_decade", "decades", "Decades");
      losses(statement, from);
    } catch (SQLException e) {
      throw new IOException("cannot read the verdicts back: " + e.getMessage(), e);
    }
  }

  private void buckets(Statement statement, String from) throws SQLException {
    Summary.Table table =
        Summary.table(
            "buckets",
            "Buckets by language",
            "unknown: a language for which the annotator was not made; nothing is known of it",
            "language",
            Format.TEXT,
            "bucket",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "bytes",
            Format.BYTES,
            "share of the language's bytes",
            Format.SHARE,
            "empty",
            Format.COUNT);
    Map<String, Long> totals = new LinkedHashMap<>();
    long documents = 0;
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT toxicity_language, toxicity_bucket, count(*), sum(bytes),"
                + " sum(bytes) / nullif(sum(sum(bytes)) OVER (PARTITION BY toxicity_language), 0),"
                + " count(*) FILTER (WHERE toxicity_windows = 0)"
                + from
                + " GROUP BY 1, 2 ORDER BY 1, 2")) {
      while (rows.next()) {
        Summary.row(
            table,
            rows.getString(1),
            rows.getString(2),
            rows.getLong(3),
            rows.getLong(4),
            rows.getDouble(5),
            rows.getLong(6));
        totals.merge(rows.getString(2), rows.getLong(3), Long::sum);
        documents += rows.getLong(3);
      }
    }
    for (Bucket bucket : Bucket.values()) {
      long n = totals.getOrDefault(bucket.word(), 0L);
      if (n > 0 || bucket != Bucket.UNKNOWN) {
        job.summary()
            .figure(
                bucket.word(),
                n,
                Format.COUNT,
                drop.contains(bucket) ? "dropped, of " + documents : "kept, of " + documents);
      }
    }
    long unknown = totals.getOrDefault(Bucket.UNKNOWN.word(), 0L);
    if (unknown > 0) {
      job.summary()
          .warning(
              unknown
                  + " documents are in languages for which the annotator was not made; they are"
                  + (drop.contains(Bucket.UNKNOWN) ? " dropped" : " kept")
                  + " and say nothing");
    }
    job.summary().add(table);
  }

  private void levels(Statement statement, String from) throws SQLException {
    Summary.Table table =
        Summary.table(
            "levels",
            "Grades by language",
            "documents",
            "language",
            Format.TEXT,
            "axis",
            Format.TEXT,
            "0",
            Format.COUNT,
            "1",
            Format.COUNT,
            "2",
            Format.COUNT,
            "3",
            Format.COUNT);
    for (Axis axis : Axis.values()) {
      StringBuilder sql = new StringBuilder("SELECT toxicity_language");
      for (int k = 0; k < Axis.LEVELS; k++) {
        sql.append(", count(*) FILTER (WHERE ").append(axis.column()).append(" = ").append(k);
        sql.append(')');
      }
      try (ResultSet rows =
          statement.executeQuery(
              sql + from + " WHERE toxicity IS NOT NULL GROUP BY 1 ORDER BY 1")) {
        while (rows.next()) {
          Summary.row(
              table,
              rows.getString(1),
              axis.label(),
              rows.getLong(2),
              rows.getLong(3),
              rows.getLong(4),
              rows.getLong(5));
        }
      }
    }
    table.rows().sort(Comparator.comparing((List<Object> row) -> String.valueOf(row.get(0))));
    job.summary().add(table);
  }

  private void groups(Statement statement, String from, String column, String id, String title)
      throws SQLException {
    Summary.Table table =
        Summary.table(
            id,
            title,
            "what dropping costs each",
            "name",
            Format.TEXT,
            "language",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "bytes",
            Format.BYTES,
            "bytes dropped",
            Format.SHARE,
            "toxicity dropped",
            Format.SHARE);
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT "
                + column
                + ", toxicity_language, count(*), sum(bytes),"
                + " coalesce(sum(bytes) FILTER (WHERE NOT keep), 0) / nullif(sum(bytes), 0),"
                + " coalesce(sum(toxicity) FILTER (WHERE NOT keep), 0) / nullif(sum(toxicity), 0)"
                + from
                + " WHERE "
                + column
                + " IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2")) {
      while (rows.next()) {
        Summary.row(
            table,
            rows.getString(1),
            rows.getString(2),
            rows.getLong(3),
            rows.getLong(4),
            rows.getObject(5),
            rows.getObject(6));
      }
    }
    if (!table.rows().isEmpty()) {
      job.summary().add(table);
    }
  }

  /** Bytes lost against toxicity lost as the total from which texts are dropped moves. */
  private void losses(Statement statement, String from) throws SQLException {
    Map<String, List<Cell>> cells = new LinkedHashMap<>();
    StringBuilder highest = new StringBuilder("greatest(");
    for (Axis axis : Axis.values()) {
      highest.append(axis.ordinal() > 0 ? ", " : "").append(axis.column());
    }
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT toxicity_language, toxicity, "
                + highest
                + "), count(*), sum(bytes)"
                + from
                + " WHERE toxicity IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")) {
      while (rows.next()) {
        cells
            .computeIfAbsent(rows.getString(1), l -> new ArrayList<>())
            .add(new Cell(rows.getDouble(2), rows.getDouble(3), rows.getLong(4), rows.getLong(5)));
      }
    }
    Summary.Table table =
        Summary.table(
            "losses",
            "What a lower threshold removes",
            "a document is dropped from this total on, or with an axis of "
                + rule.mildAxis()
                + " or more; the rule in force drops from "
                + rule.mildTotal(),
            "language",
            Format.TEXT,
            "dropped from a total of",
            Format.COUNT,
            "documents",
            Format.SHARE,
            "bytes",
            Format.SHARE,
            "toxicity",
            Format.SHARE);
    List<Object> x = new ArrayList<>();
    for (int t = 1; t <= HIGHEST_TOTAL; t++) {
      x.add(t);
    }
    List<Summary.Line> lines = new ArrayList<>();
    List<String> largest =
        cells.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<String, List<Cell>> e) ->
                            e.getValue().stream().mapToLong(Cell::bytes).sum())
                    .reversed())
            .limit(MOST_LINES)
            .map(Map.Entry::getKey)
            .toList();
    cells.forEach(
        (language, all) -> {
          List<Double> bytes = new ArrayList<>();
          List<Double> toxicity = new ArrayList<>();
          for (int t = 1; t <= HIGHEST_TOTAL; t++) {
            double[] loss = loss(all, t);
            Summary.row(table, language, t, loss[0], loss[1], loss[2]);
            bytes.add(loss[1]);
            toxicity.add(loss[2]);
          }
          if (largest.contains(language)) {
            lines.add(new Summary.Line(language + ": bytes", bytes));
            lines.add(new Summary.Line(language + ": toxicity", toxicity));
          }
        });
    if (!lines.isEmpty()) {
      job.summary()
          .add(
              new Summary.Chart(
                  "loss-curves",
                  "Text lost and toxicity lost, by language",
                  String.format(
                      Locale.ROOT,
                      "the rule in force: total %d, axis %d",
                      rule.mildTotal(),
                      rule.mildAxis()),
                  Summary.Shape.LINE,
                  "dropped from a total of",
                  x,
                  "share",
                  Format.SHARE,
                  lines))
          .add(table);
    }
  }

  /** Shares of documents, bytes and toxicity that a threshold drops. */
  private double[] loss(List<Cell> cells, int threshold) {
    double[] dropped = new double[3];
    double[] all = new double[3];
    for (Cell cell : cells) {
      boolean gone =
          cell.total >= threshold - 0.5 || cell.highest >= Math.max(rule.mildAxis(), 1) - 0.5;
      double[] amounts = {cell.documents, cell.bytes, cell.total * cell.documents};
      for (int i = 0; i < amounts.length; i++) {
        all[i] += amounts[i];
        dropped[i] += gone ? amounts[i] : 0;
      }
    }
    double[] shares = new double[3];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = all[i] == 0 ? 0 : dropped[i] / all[i];
    }
    return shares;
  }
}
