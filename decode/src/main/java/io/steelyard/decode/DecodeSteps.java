package io.steelyard.decode;

import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepProvider;
import io.steelyard.decode.answer.AnswerAttentivenessStep;
import io.steelyard.decode.branching.BranchingFactorStep;
import io.steelyard.decode.diverse.DiverseGenerationStep;
import io.steelyard.decode.multilingual.MultilingualSamplingStep;
import io.steelyard.decode.navigation.KeyNavigationStep;
import io.steelyard.decode.uddia.UddiaStep;
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
        BranchingFactorStep.class,
        AnswerAttentivenessStep.class,
        DiverseGenerationStep.class,
        MultilingualSamplingStep.class,
        KeyNavigationStep.class,
        UddiaStep.class);
  }
}
