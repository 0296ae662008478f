package io.steelyard.core.step;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** All kinds of steps there are, by name. */
public final class StepRegistry {
  private final Map<String, StepType> types = new TreeMap<>();

  public StepRegistry(Collection<Class<? extends Step>> steps) {
    for (Class<? extends Step> step : steps) {
      StepType type = StepType.of(step);
      if (types.put(type.name(), type) != null) {
        throw new IllegalStateException("two steps are called " + type.name());
      }
    }
  }

  /** What the rooms on the class path offer. */
  public static StepRegistry installed() {
    List<Class<? extends Step>> steps = new ArrayList<>();
    ServiceLoader.load(StepProvider.class).forEach(provider -> steps.addAll(provider.steps()));
    return new StepRegistry(steps);
  }

  public Collection<StepType> types() {
    return types.values();
  }

  /**
   * @throws RequestException with the nearest valid name if there is no such step
   */
  public StepType find(String name, Position at) {
    StepType type = types.get(name);
    if (type == null) {
      throw new RequestException(
          at + ": unknown step '" + name + "'" + Nearest.hint(name, types.keySet()));
    }
    return type;
  }
}
