package io.steelyard.select;

import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepProvider;
import io.steelyard.select.celadon.CeladonStep;
import io.steelyard.select.celadon.CeladonTrainStep;
import io.steelyard.select.compare.CompareStep;
import io.steelyard.select.dsir.DsirStep;
import io.steelyard.select.samanantar.RatingsStep;
import io.steelyard.select.samanantar.SamanantarStep;
import io.steelyard.select.sample.RandomStep;
import io.steelyard.select.sample.StratifiedStep;
import io.steelyard.select.zipfit.ZipFitStep;
import java.util.List;

/** The steps of this room. */
public final class SelectSteps implements StepProvider {
  @Override
  public List<Class<? extends Step>> steps() {
    return List.of(
        ZipFitStep.class,
        DsirStep.class,
        RandomStep.class,
        StratifiedStep.class,
        CompareStep.class,
        SamanantarStep.class,
        RatingsStep.class,
        CeladonTrainStep.class,
        CeladonStep.class);
  }
}
