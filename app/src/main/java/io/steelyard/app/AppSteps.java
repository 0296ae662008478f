package io.steelyard.app;

import io.steelyard.app.report.ReportStep;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepProvider;
import java.util.List;

/** The one step of this room. */
public final class AppSteps implements StepProvider {
  @Override
  public List<Class<? extends Step>> steps() {
    return List.of(ReportStep.class);
  }
}
