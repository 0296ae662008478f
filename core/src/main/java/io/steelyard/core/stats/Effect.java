package io.steelyard.core.stats;

import java.util.Objects;

/**
 * How large a difference is, in named units and with its interval, for example {@code Effect("mean
 * difference", 0.07, [0.03, 0.11])}.
 */
public record Effect(String name, double value, Interval ci) {
  public Effect {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("an effect without a name: say what it measures");
    }
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("effect '" + name + "' is NaN");
    }
    Objects.requireNonNull(ci, "an effect needs its interval");
  }
}
