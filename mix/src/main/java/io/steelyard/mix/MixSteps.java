package io.steelyard.mix;

import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepProvider;
import java.util.List;

/** The steps of this room. Each writes only {@code mixture.json}. */
public final class MixSteps implements StepProvider {
  @Override
  public List<Class<? extends Step>> steps() {
    return List.of(
        NaturalStep.class,
        TemperatureStep.class,
        UniMaxStep.class,
        WeightsStep.class,
        InverseSquareRootStep.class,
        CooldownStep.class,
        UpsampleStep.class,
        EquitableStep.class);
  }
}
