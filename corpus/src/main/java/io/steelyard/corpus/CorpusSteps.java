package io.steelyard.corpus;

import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepProvider;
import io.steelyard.corpus.clean.BadWordsStep;
import io.steelyard.corpus.clean.CleanStep;
import io.steelyard.corpus.clean.TrimLinesStep;
import io.steelyard.corpus.decontaminate.DecontaminateStep;
import io.steelyard.corpus.deduplicate.DeduplicateStep;
import io.steelyard.corpus.language.LanguageStep;
import io.steelyard.corpus.mask.MaskStep;
import io.steelyard.corpus.read.ReadStep;
import io.steelyard.corpus.split.SplitStep;
import io.steelyard.corpus.web.ExtractStep;
import io.steelyard.corpus.web.FilterUrlsStep;
import io.steelyard.corpus.weigh.WeighStep;
import io.steelyard.corpus.write.WriteStep;
import java.util.List;

/** The steps of this room. */
public final class CorpusSteps implements StepProvider {
  @Override
  public List<Class<? extends Step>> steps() {
    return List.of(
        ReadStep.class,
        FilterUrlsStep.class,
        ExtractStep.class,
        LanguageStep.class,
        CleanStep.class,
        TrimLinesStep.class,
        BadWordsStep.class,
        DeduplicateStep.class,
        DecontaminateStep.class,
        MaskStep.class,
        SplitStep.class,
        WeighStep.class,
        WriteStep.class);
  }
}
