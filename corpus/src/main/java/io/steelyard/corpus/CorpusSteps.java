package io.steelyard.corpus;

import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepProvider;
import io.steelyard.corpus.language.LanguageStep;
import java.util.List;

/** The steps of this room. */
public final class CorpusSteps implements StepProvider {
  @Override
  public List<Class<? extends Step>> steps() {
    return List.of(LanguageStep.class);
  }
}
