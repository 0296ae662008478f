package io.steelyard.vocab;

import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepProvider;
import io.steelyard.vocab.compare.CompareStep;
import io.steelyard.vocab.grow.ContinueStep;
import io.steelyard.vocab.grow.ExtendStep;
import io.steelyard.vocab.grow.PruneStep;
import io.steelyard.vocab.measure.MeasureStep;
import io.steelyard.vocab.tokens.TokensStep;
import io.steelyard.vocab.train.AmplifiedStep;
import io.steelyard.vocab.train.BpeStep;
import io.steelyard.vocab.train.CountedStep;
import io.steelyard.vocab.train.SuperBpeStep;
import io.steelyard.vocab.train.UnigramStep;
import io.steelyard.vocab.train.WordPieceStep;
import java.util.List;

/** The steps of this room. */
public final class VocabSteps implements StepProvider {
  @Override
  public List<Class<? extends Step>> steps() {
    return List.of(
        BpeStep.class,
        SuperBpeStep.class,
        WordPieceStep.class,
        UnigramStep.class,
        AmplifiedStep.class,
        CountedStep.class,
        ContinueStep.class,
        ExtendStep.class,
        PruneStep.class,
        CompareStep.class,
        MeasureStep.class,
        TokensStep.class);
  }
}
