package io.steelyard.core.counts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Named probabilities that sum to 1: how much of something each domain holds or is given.
 *
 * <p>Immutable. The order of the names is kept, because ties are broken by it. In JSON it is one
 * object, {@code {"de": 0.7, "it": 0.2, "da": 0.1}}.
 */
public final class Proportions {
  /** How far from 1 the sum of given values may be: rounding of a hand-written list, no more. */
  public static final double TOLERANCE = 1e-9;

  private final List<String> names;
  private final double[] values;
  private final Map<String, Integer> index;

  private Proportions(List<String> names, double[] values) {
    this.names = List.copyOf(names);
    this.values = values;
    this.index = new HashMap<>();
    for (int k = 0; k < names.size(); k++) {
      if (index.put(this.names.get(k), k) != null) {
        throw new IllegalArgumentException("domain '" + names.get(k) + "' is named twice");
      }
    }
  }

  /**
   * Proportions that already sum to 1 (within {@link #TOLERANCE}); kept bit for bit.
   *
   * @throws IllegalArgumentException naming the domain and value, or the sum, that is wrong
   */
  public static Proportions of(List<String> names, double... values) {
    double sum = check(names, values, "proportion");
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw new IllegalArgumentException(
          "the proportions sum to "
              + sum
              + ", expected 1; scale them, or give weights, which are normalised");
    }
    return new Proportions(names, values.clone());
  }

  /** Divides weights (any positive scale) by their sum. */
  public static Proportions normalise(List<String> names, double... weights) {
    double sum = check(names, weights, "weight");
    if (!(sum > 0) || Double.isInfinite(sum)) {
      throw new IllegalArgumentException(
          "the weights sum to " + sum + "; at least one must be positive, and the sum finite");
    }
    double[] values = new double[weights.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = weights[k] / sum;
    }
    return new Proportions(names, values);
  }

  /** {@link #of} from a map, in its iteration order. */
  @JsonCreator
  public static Proportions of(Map<String, Double> values) {
    double[] array = new double[values.size()];
    int k = 0;
    for (Map.Entry<String, Double> entry : values.entrySet()) {
      if (entry.getValue() == null) {
        throw new IllegalArgumentException("domain '" + entry.getKey() + "' has no proportion");
      }
      array[k++] = entry.getValue();
    }
    return of(List.copyOf(values.keySet()), array);
  }

  private static double check(List<String> names, double[] values, String what) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no domain is named; expected at least one");
    }
    if (names.size() != values.length) {
      throw new IllegalArgumentException(
          names.size() + " domains are named but " + values.length + " values are given");
    }
    double sum = 0;
    for (int k = 0; k < values.length; k++) {
      if (!(values[k] >= 0) || Double.isInfinite(values[k])) {
        throw new IllegalArgumentException(
            "the "
                + what
                + " of domain '"
                + names.get(k)
                + "' is "
                + values[k]
                + "; expected a finite number that is not negative");
      }
      sum += values[k];
    }
    return sum;
  }

  public int size() {
    return values.length;
  }

  public List<String> names() {
    return names;
  }

  public String name(int k) {
    return names.get(k);
  }

  public double value(int k) {
    return values[k];
  }

  /** The proportion of one domain; 0 for a domain that is not named. */
  public double value(String name) {
    Integer k = index.get(name);
    return k == null ? 0 : values[k];
  }

  /** The place of a domain in {@link #names}, or -1. */
  public int indexOf(String name) {
    return index.getOrDefault(name, -1);
  }

  /** A copy of the values, in the order of {@link #names}. */
  public double[] values() {
    return values.clone();
  }

  /** Integers in units of 2^-32 that sum to exactly 2^32; see {@link LargestRemainder}. */
  public long[] fixedPoint() {
    return LargestRemainder.fixedPoint(values);
  }

  /** The same proportions listed in another order of the same names; absent names get 0. */
  public Proportions reordered(List<String> order) {
    for (String name : names) {
      if (value(name) > 0 && !order.contains(name)) {
        throw new IllegalArgumentException(
            "domain '" + name + "' has the proportion " + value(name) + " but is not in " + order);
      }
    }
    double[] moved = new double[order.size()];
    for (int k = 0; k < moved.length; k++) {
      moved[k] = value(order.get(k));
    }
    return new Proportions(order, moved);
  }

  @JsonValue
  public Map<String, Double> asMap() {
    Map<String, Double> map = new LinkedHashMap<>();
    for (int k = 0; k < values.length; k++) {
      map.put(names.get(k), values[k]);
    }
    return map;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Proportions that
        && names.equals(that.names)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(names, Arrays.hashCode(values));
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
