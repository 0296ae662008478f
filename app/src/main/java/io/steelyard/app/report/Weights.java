package io.steelyard.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Named weights and how lopsided they are: {@code {fr: 70, ro: 10}} has ratio 7 and 1.6 effective
 * domains (exponential of the Shannon entropy).
 *
 * @param ratio heaviest to lightest non-zero weight; 1 where there is none
 * @param effective number of equally heavy domains with the same entropy
 */
record Weights(Map<String, Double> values, double sum, double ratio, double effective) {
  static Weights of(Map<String, Double> values) {
    double sum = 0;
    double max = 0;
    double min = Double.POSITIVE_INFINITY;
    for (Double value : values.values()) {
      double v = value == null || !Double.isFinite(value) ? 0 : value;
      sum += v;
      max = Math.max(max, v);
      min = v > 0 ? Math.min(min, v) : min;
    }
    double entropy = 0;
    for (Double value : values.values()) {
      double p = value == null || sum <= 0 ? 0 : value / sum;
      entropy -= p > 0 ? p * Math.log(p) : 0;
    }
    return new Weights(values, sum, max > 0 ? max / min : 1, sum > 0 ? Math.exp(entropy) : 0);
  }

  double share(String name) {
    Double value = values.get(name);
    return value == null || sum <= 0 ? 0 : value / sum;
  }

  /** Names from the heaviest to the lightest. */
  List<String> heaviestFirst() {
    List<String> names = new ArrayList<>(values.keySet());
    names.sort((a, b) -> Double.compare(share(b), share(a)));
    return names;
  }
}
