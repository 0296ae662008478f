package io.steelyard.torch;

import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepProvider;
import java.util.List;

/** The steps of this room. */
public final class TorchSteps implements StepProvider {
  @Override
  public List<Class<? extends Step>> steps() {
    return List.of(TrainStep.class);
  }
}
