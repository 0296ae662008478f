package io.steelyard.core.counts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.steelyard.core.stats.Mergeable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Named 64-bit totals, such as documents or bytes per domain: immutable, non-negative, in
 * code-point order of the names, so that equal counts are written as equal bytes. A sum that leaves
 * 64 bits throws.
 *
 * <p>Example: {@code Counts.of(Map.of("fr", 1672L, "ro", 236L))} has total 1908 and is {@code
 * {"fr":1672,"ro":236}} in JSON. Build large ones with {@link Tally}.
 */
public final class Counts implements Serializable {
  public static final Counts EMPTY = new Counts(new String[0], new long[0]);

  private final String[] names;
  private final long[] values;
  private final long total;

  private Counts(String[] names, long[] values) {
    this.names = names;
    this.values = values;
    long sum = 0;
    for (long value : values) {
      sum = Math.addExact(sum, value);
    }
    this.total = sum;
  }

  /**
   * @throws IllegalArgumentException if a name is null or a count is negative
   */
  @JsonCreator
  public static Counts of(Map<String, Long> counts) {
    String[] names = counts.keySet().toArray(String[]::new);
    for (String name : names) {
      Objects.requireNonNull(name, "a count without a name");
    }
    Arrays.sort(names, CodePointOrder.INSTANCE);
    long[] values = new long[names.length];
    for (int i = 0; i < names.length; i++) {
      values[i] = counts.get(names[i]);
      if (values[i] < 0) {
        throw new IllegalArgumentException(
            "count of '" + names[i] + "' is " + values[i] + ": counts cannot be negative");
      }
    }
    return new Counts(names, values);
  }

  /** How many names there are, those with zero included. */
  public int size() {
    return names.length;
  }

  /** The names in code-point order. */
  public List<String> names() {
    return Collections.unmodifiableList(Arrays.asList(names));
  }

  public String name(int i) {
    return names[i];
  }

  public long value(int i) {
    return values[i];
  }

  /** The totals in the order of the names. */
  public long[] values() {
    return values.clone();
  }

  /** The total of {@code name}, 0 where it is not there. */
  public long get(String name) {
    int i = Arrays.binarySearch(names, name, CodePointOrder.INSTANCE);
    return i < 0 ? 0 : values[i];
  }

  public boolean has(String name) {
    return Arrays.binarySearch(names, name, CodePointOrder.INSTANCE) >= 0;
  }

  public long total() {
    return total;
  }

  /** The share of {@code name} in the total; NaN where the total is 0. */
  public double share(String name) {
    return (double) get(name) / total;
  }

  public Counts plus(Counts other) {
    Tally tally = new Tally();
    tally.add(this);
    tally.add(other);
    return tally.counts();
  }

  /** The same totals under other names; totals whose names become equal are added. */
  public Counts renamed(UnaryOperator<String> rename) {
    Tally tally = new Tally();
    for (int i = 0; i < names.length; i++) {
      tally.add(rename.apply(names[i]), values[i]);
    }
    return tally.counts();
  }

  @JsonValue
  public Map<String, Long> toMap() {
    Map<String, Long> map = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      map.put(names[i], values[i]);
    }
    return Collections.unmodifiableMap(map);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Counts other
        && Arrays.equals(names, other.names)
        && Arrays.equals(values, other.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return toMap().toString();
  }

  /** Counts in the making: one per thread or partition, then merged, in any order. */
  public static final class Tally implements Mergeable<Tally> {
    private static final class Cell implements Serializable {
      private long value;
    }

    private final HashMap<String, Cell> cells = new HashMap<>();

    public void add(String name) {
      add(name, 1);
    }

    /** Adds {@code amount}, at least 0; 0 makes the name appear. */
    public void add(String name, long amount) {
      if (amount < 0) {
        throw new IllegalArgumentException("cannot add " + amount + " to '" + name + "'");
      }
      Cell cell = cells.computeIfAbsent(Objects.requireNonNull(name, "name"), key -> new Cell());
      cell.value = Math.addExact(cell.value, amount);
    }

    public void add(Counts counts) {
      for (int i = 0; i < counts.names.length; i++) {
        add(counts.names[i], counts.values[i]);
      }
    }

    @Override
    public void merge(Tally other) {
      other.cells.forEach((name, cell) -> add(name, cell.value));
    }

    public Counts counts() {
      Map<String, Long> map = new HashMap<>();
      cells.forEach((name, cell) -> map.put(name, cell.value));
      return of(map);
    }
  }
}
