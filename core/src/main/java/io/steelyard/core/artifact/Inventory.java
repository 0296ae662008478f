package io.steelyard.core.artifact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.steelyard.core.counts.CodePointOrder;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.stats.Mergeable;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Documents and bytes per domain and part: {@code
 * {"fr":{"train":[1655,1983012],"test":[17,20114]}}} (documents first). What a corpus holds, known
 * without reading it.
 */
public final class Inventory implements Mergeable<Inventory> {
  private final SortedMap<String, EnumMap<Part, long[]>> cells =
      new TreeMap<>(CodePointOrder.INSTANCE);

  public Inventory() {}

  @JsonCreator
  static Inventory of(Map<String, Map<String, long[]>> json) {
    Inventory inventory = new Inventory();
    json.forEach(
        (domain, parts) ->
            parts.forEach((part, n) -> inventory.add(domain, Part.of(part), n[0], n[1])));
    return inventory;
  }

  public void add(Document document, long bytes) {
    add(document.domain(), document.part(), 1, bytes);
  }

  public void add(String domain, Part part, long documents, long bytes) {
    long[] cell =
        cells
            .computeIfAbsent(domain, d -> new EnumMap<>(Part.class))
            .computeIfAbsent(part, p -> new long[2]);
    cell[0] += documents;
    cell[1] += bytes;
  }

  @Override
  public void merge(Inventory other) {
    other.cells.forEach(
        (domain, parts) -> parts.forEach((part, n) -> add(domain, part, n[0], n[1])));
  }

  /** Documents per domain, all parts. */
  public Counts documents() {
    return counts(null, 0);
  }

  public Counts documents(Part part) {
    return counts(part, 0);
  }

  /** UTF-8 bytes of text per domain, all parts. */
  public Counts bytes() {
    return counts(null, 1);
  }

  public Counts bytes(Part part) {
    return counts(part, 1);
  }

  /** Domains with at least one document, in canonical order. */
  public java.util.List<String> domains() {
    return java.util.List.copyOf(cells.keySet());
  }

  private Counts counts(Part part, int column) {
    Map<String, Long> totals = new LinkedHashMap<>();
    cells.forEach(
        (domain, parts) ->
            parts.forEach(
                (p, n) -> {
                  if (part == null || p == part) {
                    totals.merge(domain, n[column], Long::sum);
                  }
                }));
    return Counts.of(totals);
  }

  @JsonValue
  Map<String, Map<String, long[]>> json() {
    Map<String, Map<String, long[]>> json = new LinkedHashMap<>();
    cells.forEach(
        (domain, parts) -> {
          Map<String, long[]> named = new LinkedHashMap<>();
          parts.forEach((part, n) -> named.put(part.word(), n));
          json.put(domain, named);
        });
    return json;
  }
}
