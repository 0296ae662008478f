package io.steelyard.decode;

import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepProvider;
import io.steelyard.decode.branching.BranchingFactorStep;
import java.util.List;

/** The steps of this room. */
public final class DecodeSteps implements StepProvider {
  @Override
  public List<Class<? extends Step>> steps() {
    return List.of(
        GenerateStep.class,
        ScoreStep.class,
        LocallyTypicalStep.class,
        MirostatStep.class,
        BranchingFactorStep.class);
  }
}
