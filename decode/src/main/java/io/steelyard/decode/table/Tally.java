package io.steelyard.decode.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Interval;
import java.util.Map;
import java.util.TreeMap;

/**
 * Named sums that parts of a table leave in their stamps: they add up in the order of parts.
 *
 * <p>{@link #sample} keeps n, sum and sum of squares, so that a mean gets its interval.
 */
public final class Tally {
  private static final double Z95 = 1.959963984540054;
  private final Map<String, Double> sums = new TreeMap<>();

  public void add(String name, double value) {
    sums.merge(name, value, Double::sum);
  }

  /** One more value of a quantity whose mean is wanted. */
  public void sample(String name, double value) {
    if (!Double.isNaN(value)) {
      add(name + ".n", 1);
      add(name + ".sum", value);
      add(name + ".squares", value * value);
    }
  }

  public double get(String name) {
    return sums.getOrDefault(name, 0.0);
  }

  public long count(String name) {
    return Math.round(get(name));
  }

  /** Mean of samples; NaN for none. */
  public double mean(String name) {
    return get(name + ".sum") / get(name + ".n");
  }

  /** Mean of samples with its normal interval at 95%. */
  public Estimate estimate(String name) {
    long n = count(name + ".n");
    if (n < 2) {
      return Estimate.undefined(n);
    }
    double mean = mean(name);
    double variance = Math.max(0, (get(name + ".squares") - n * mean * mean) / (n - 1));
    double half = Z95 * Math.sqrt(variance / n);
    return Estimate.of(mean, n, new Interval(mean - half, mean + half, 0.95, "normal"));
  }

  public ObjectNode json() {
    return Json.MAPPER.valueToTree(sums);
  }

  public void merge(JsonNode json) {
    json.properties().forEach(e -> add(e.getKey(), e.getValue().asDouble()));
  }

  public Map<String, Double> sums() {
    return sums;
  }
}
