package io.steelyard.app.report;

import java.util.ArrayList;
import java.util.List;

/** Round values along an axis: for 0 to 0.87 they are 0, 0.2, 0.4, 0.6, 0.8, 1. */
record Ticks(double low, double high, List<Double> values) {
  static Ticks of(double low, double high) {
    double span = high - low;
    if (!(span > 0)) {
      double around = low == 0 ? 1 : Math.abs(low) * 0.5;
      return of(low - (low == 0 ? 0 : around), low + around);
    }
    double rough = span / 4;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double lead = rough / power;
    double step = power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
    double first = Math.floor(low / step + 1e-9) * step;
    int count = (int) Math.ceil((high - first) / step - 1e-9);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i <= count; i++) {
      values.add(Math.rint((first + i * step) / step) * step);
    }
    return new Ticks(first, first + count * step, values);
  }

  /** Where a value lies between the ends: 0 at the low one. */
  double at(double value) {
    return (value - low) / (high - low);
  }
}
