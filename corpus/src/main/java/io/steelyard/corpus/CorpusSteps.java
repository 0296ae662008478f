package io.steelyard.corpus;

import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepProvider;
import io.steelyard.corpus.clean.CleanStep;
import io.steelyard.corpus.clean.TrimLinesStep;
import io.steelyard.corpus.language.LanguageStep;
import io.steelyard.corpus.mask.MaskStep;
import java.util.List;

/** The steps of this room. */
public final class CorpusSteps implements StepProvider {
  @Override
  public List<Class<? extends Step>> steps() {
    return List.of(CleanStep.class, LanguageStep.class, MaskStep.class, TrimLinesStep.class);
  }
}
