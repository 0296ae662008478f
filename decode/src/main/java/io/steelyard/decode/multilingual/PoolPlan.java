package io.steelyard.decode.multilingual;

import java.util.ArrayList;
import java.util.List;

/**
 * At which temperature each text of a pool is drawn; 0 is greedy. A hedged pool has the greedy text
 * first, at the same total size, so that comparisons have the same budget.
 *
 * <p>Example: {@code PoolPlan.of(5, true, List.of(.7))} is 0, .7, .7, .7, .7: four random streams.
 */
public record PoolPlan(List<Double> temperatures) {
  public PoolPlan {
    temperatures = List.copyOf(temperatures);
    if (temperatures.isEmpty()) {
      throw new IllegalArgumentException("size of a pool must be at least 1");
    }
  }

  /** Goes round the temperatures until the pool is full. */
  public static PoolPlan of(int size, boolean hedged, List<Double> temperatures) {
    if (size < 1 || temperatures.isEmpty() || temperatures.stream().anyMatch(t -> !(t > 0))) {
      throw new IllegalArgumentException(
          "a pool needs a size of at least 1 and positive temperatures, was "
              + size
              + " and "
              + temperatures);
    }
    List<Double> plan = new ArrayList<>();
    if (hedged) {
      plan.add(0.0);
    }
    for (int i = 0; plan.size() < size; i++) {
      plan.add(temperatures.get(i % temperatures.size()));
    }
    return new PoolPlan(plan);
  }

  public boolean hedged() {
    return temperatures.get(0) == 0;
  }

  public int size() {
    return temperatures.size();
  }
}
