package io.steelyard.core.step;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.stats.Estimate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a step found, in a handful of types that any page can render without knowing the method:
 * {@code summary.json}.
 *
 * <pre>
 * job.summary()
 *     .figure("documents dropped", dropped, Format.COUNT)
 *     .table(new Table("reasons", "Why documents were dropped", "", columns, rows))
 *     .warning("no stop words for 'xx': the rule was skipped for 12 documents");
 * </pre>
 */
public final class Summary {
  /** How a value is shown. */
  public enum Format {
    TEXT,
    COUNT,
    BYTES,
    SHARE,
    NUMBER,
    SECONDS
  }

  /** One thing on the page. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Figure.class, name = "figure"),
    @JsonSubTypes.Type(value = Warning.class, name = "warning"),
    @JsonSubTypes.Type(value = Table.class, name = "table"),
    @JsonSubTypes.Type(value = Chart.class, name = "chart"),
    @JsonSubTypes.Type(value = Balance.class, name = "balance"),
    @JsonSubTypes.Type(value = Estimates.class, name = "estimates"),
    @JsonSubTypes.Type(value = Examples.class, name = "examples")
  })
  public sealed interface Item {}

  /** A number that matters, shown large; the first few of a run are printed at its end. */
  public record Figure(String label, Object value, Format format, String note) implements Item {}

  /** Something a person should know. */
  public record Warning(String text) implements Item {}

  /** A column of a table. */
  public record Col(String name, Format format) {}

  /** Rows of cells: strings, numbers or null, in the order of the columns. */
  public record Table(
      String id, String title, String note, List<Col> columns, List<List<Object>> rows)
      implements Item {}

  /** The shape of a chart. */
  public enum Shape {
    LINE,
    STEP,
    BAR,
    STACKED_BAR,
    STACKED_AREA
  }

  /** One named line or bar of a chart, as long as its x axis; null where there is no value. */
  public record Line(String name, List<Double> y) {}

  /** A chart; {@code x} holds numbers or names. */
  public record Chart(
      String id,
      String title,
      String note,
      Shape shape,
      String xLabel,
      List<Object> x,
      String yLabel,
      Format yFormat,
      List<Line> lines)
      implements Item {}

  /** How weight lay on domains before and after; drawn as a balance. */
  public record Balance(
      String id,
      String title,
      String unit,
      Map<String, Double> before,
      Map<String, Double> after,
      String beforeLabel,
      String afterLabel)
      implements Item {}

  /** One named estimate. */
  public record Named(String label, Estimate estimate) {}

  /** Sampled or counted numbers with n and interval. */
  public record Estimates(String id, String title, String note, List<Named> values)
      implements Item {}

  /** One document or pair shown to a person; the excerpt is at most a few hundred characters. */
  public record Example(String document, String domain, String excerpt, String note) {}

  /** Examples of one kind, such as one reason. */
  public record Group(String name, String note, List<Example> examples) {}

  /** Real documents that show what a step did. */
  public record Examples(String id, String title, String note, List<Group> groups)
      implements Item {}

  private final List<Item> items = new ArrayList<>();

  public synchronized Summary add(Item item) {
    items.add(item);
    return this;
  }

  public Summary figure(String label, Object value, Format format) {
    return add(new Figure(label, value, format, ""));
  }

  public Summary figure(String label, Object value, Format format, String note) {
    return add(new Figure(label, value, format, note));
  }

  public Summary warning(String text) {
    return add(new Warning(text));
  }

  public Summary balance(String id, String title, String unit, Counts before, Counts after) {
    return add(new Balance(id, title, unit, map(before), map(after), "before", "after"));
  }

  private static Map<String, Double> map(Counts counts) {
    Map<String, Double> map = new java.util.LinkedHashMap<>();
    counts.names().forEach(name -> map.put(name, (double) counts.get(name)));
    return map;
  }

  /** Starts a table; {@code columns} alternate name and format. */
  public static Table table(String id, String title, String note, Object... columns) {
    List<Col> cols = new ArrayList<>();
    for (int i = 0; i < columns.length; i += 2) {
      cols.add(new Col((String) columns[i], (Format) columns[i + 1]));
    }
    return new Table(id, title, note, cols, new ArrayList<>());
  }

  /** Adds a row to a table that {@link #table} started. */
  public static void row(Table table, Object... cells) {
    if (cells.length != table.columns().size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + table.columns().size() + " columns of " + table.id());
    }
    table.rows().add(Arrays.asList(cells));
  }

  public synchronized List<Item> items() {
    return List.copyOf(items);
  }

  /** JSON for {@code summary.json}. */
  public byte[] json() {
    var writer =
        Json.MAPPER.writerFor(new com.fasterxml.jackson.core.type.TypeReference<List<Item>>() {});
    try {
      JsonNode node = Json.MAPPER.readTree(writer.writeValueAsBytes(items()));
      return Json.pretty(Json.MAPPER.createObjectNode().set("items", node));
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a {@code summary.json}. */
  public static Summary read(Path file) {
    Summary summary = new Summary();
    for (JsonNode item : Json.read(file).path("items")) {
      summary.add(Json.MAPPER.convertValue(item, Item.class));
    }
    return summary;
  }
}
