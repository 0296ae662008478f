package io.steelyard.select.compare;

import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.select.pool.Pool;
import io.steelyard.select.pool.ShardScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** What {@link Comparison} found, for the page and for programs. */
final class ComparisonTables {
  private final List<Comparison.Row> rows;
  private final List<String> gold;
  private final long seed;
  private final long[][] common;

  ComparisonTables(List<Comparison.Row> rows, Pool pool, List<String> gold, long seed) {
    this.rows = rows;
    this.gold = gold;
    this.seed = seed;
    this.common = new long[rows.size()][rows.size()];
    for (int shard = 0; shard < pool.shards(); shard++) {
      ShardScores scores = pool.read(shard);
      for (int i = 0; i < scores.size(); i++) {
        for (int a = 0; a < rows.size(); a++) {
          for (int b = 0; b < rows.size(); b++) {
            boolean both =
                rows.get(a).selection().target(shard, i) >= 0
                    && rows.get(b).selection().target(shard, i) >= 0;
            common[a][b] += both ? 1 : 0;
          }
        }
      }
    }
  }

  /** Times are not in it: they differ from run to run. */
  List<Map<String, Object>> json() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (int a = 0; a < rows.size(); a++) {
      Comparison.Row row = rows.get(a);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("method", row.method().word());
      fields.put("documents", row.documents());
      fields.put("bytes", row.bytes());
      if (!gold.isEmpty()) {
        fields.put("precision", precision(row));
      }
      fields.put("bits_per_character", row.bitsPerCharacter());
      Map<String, Long> overlap = new LinkedHashMap<>();
      for (int b = 0; b < rows.size(); b++) {
        overlap.put(rows.get(b).method().word(), common[a][b]);
      }
      fields.put("documents_in_common", overlap);
      fields.put("domains", row.domains());
      list.add(fields);
    }
    return list;
  }

  private static Double precision(Comparison.Row row) {
    return row.documents() == 0 ? null : (Double) ((double) row.goldDocuments() / row.documents());
  }

  void describe(Summary summary, int held, int aim) {
    Summary.Table table =
        Summary.table(
            "comparison",
            "Methods side by side",
            "bits: of a character model of order 5 (Witten-Bell), trained on the selection, on "
                + held
                + " texts of the target that no method saw; they were given the other "
                + aim,
            "method",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "bytes",
            Format.BYTES,
            "precision",
            Format.SHARE,
            "bits per character",
            Format.NUMBER,
            "processor seconds",
            Format.SECONDS);
    for (Comparison.Row row : rows) {
      Summary.row(
          table,
          row.method().word(),
          row.documents(),
          row.bytes(),
          gold.isEmpty() ? null : precision(row),
          row.bitsPerCharacter(),
          Double.isNaN(row.seconds()) ? null : (Double) row.seconds());
    }
    summary.add(table);
    differences(summary);
    summary.add(overlaps());
    summary.add(domains());
    for (Comparison.Row row : rows) {
      summary.figure(row.method().word(), line(row), Format.TEXT);
    }
  }

  /**
   * {@code 180 documents, 2.777 bits per character, precision 0.983, 2.5 s}: what a terminal shows.
   */
  private String line(Comparison.Row row) {
    String bits =
        String.format(
            Locale.ROOT,
            "%,d documents, %.3f bits per character",
            row.documents(),
            row.bitsPerCharacter());
    String gained =
        gold.isEmpty() || row.documents() == 0
            ? ""
            : String.format(Locale.ROOT, ", precision %.3f", precision(row));
    String seconds =
        Double.isNaN(row.seconds()) ? "" : String.format(Locale.ROOT, ", %.1f s", row.seconds());
    return bits + gained + seconds;
  }

  /** Each method's bits less those of random, over the same held-out texts. */
  private void differences(Summary summary) {
    rows.stream()
        .filter(row -> row.method() == Compared.RANDOM)
        .findFirst()
        .ifPresent(
            random -> {
              List<Summary.Named> named = new ArrayList<>();
              for (Comparison.Row row : rows) {
                if (row != random) {
                  named.add(
                      new Summary.Named(
                          row.method().word() + " less random", difference(row, random)));
                }
              }
              summary.add(
                  new Summary.Estimates(
                      "differences",
                      "Bits per character beside random",
                      "below 0: the selection prepares better for the target",
                      named));
            });
  }

  private Estimate difference(Comparison.Row row, Comparison.Row random) {
    double[] less = new double[row.bits().length];
    Arrays.setAll(less, i -> row.bits()[i] - random.bits()[i]);
    return Bootstrap.of(seed).ratio(less, row.characters());
  }

  private Summary.Table overlaps() {
    List<Object> columns = new ArrayList<>(List.of("method", Format.TEXT));
    for (Comparison.Row row : rows) {
      columns.add(row.method().word());
      columns.add(Format.SHARE);
    }
    Summary.Table table =
        Summary.table(
            "overlaps",
            "What the methods have in common",
            "share of the row's documents that the column's method selects too",
            columns.toArray());
    for (int a = 0; a < rows.size(); a++) {
      Object[] cells = new Object[rows.size() + 1];
      cells[0] = rows.get(a).method().word();
      for (int b = 0; b < rows.size(); b++) {
        long documents = rows.get(a).documents();
        cells[b + 1] = documents == 0 ? null : (Double) ((double) common[a][b] / documents);
      }
      Summary.row(table, cells);
    }
    return table;
  }

  private Summary.Table domains() {
    List<Object> columns = new ArrayList<>(List.of("domain", Format.TEXT));
    TreeSet<String> names = new TreeSet<>();
    for (Comparison.Row row : rows) {
      columns.add(row.method().word());
      columns.add(Format.COUNT);
      names.addAll(row.domains().keySet());
    }
    Summary.Table table = Summary.table("domains", "Documents by domain", "", columns.toArray());
    for (String name : names) {
      Object[] cells = new Object[rows.size() + 1];
      cells[0] = name;
      for (int b = 0; b < rows.size(); b++) {
        cells[b + 1] = rows.get(b).domains().getOrDefault(name, 0L);
      }
      Summary.row(table, cells);
    }
    return table;
  }
}
