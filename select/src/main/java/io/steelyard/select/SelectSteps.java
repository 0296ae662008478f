package io.steelyard.select;

import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepProvider;
import java.util.List;

/** The steps of this room. */
public final class SelectSteps implements StepProvider {
  @Override
  public List<Class<? extends Step>> steps() {
    return List.of();
  }
}
