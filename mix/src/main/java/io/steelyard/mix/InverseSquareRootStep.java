package io.steelyard.mix;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.mix.rules.InverseSquareRoot;
import java.util.List;
import java.util.Optional;

/** {@code mix.inverse-square-root}: see {@link InverseSquareRoot}. */
@Method(
    name = "mix.inverse-square-root",
    about = "Weighs each unit by the inverse square root of its domain's size.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.MIXTURE)
public record InverseSquareRootStep(
    @Setting(value = "what the size of a domain counts; tokens are not known yet", or = "bytes")
        SizeUnit by,
    @Setting(
            value = "length of the run (20M tokens); without one, one pass over everything",
            or = "")
        Optional<Amount> budget,
    @Setting(
            value = "how often a document may come again: never, unlimited, or a number of epochs",
            or = "unlimited")
        Repeat repeat,
    @Setting(value = "passes over a domain above which to refuse", or = "16") double maxEpochs,
    @Setting(value = "how the sampler makes a sequence", or = "exact") DrawMode draw,
    @Setting(value = "documents per batch in the batched draw modes", or = "0") int batch,
    @Setting(value = "estimate of bytes per token, until tokens are counted", or = "4")
        double bytesPerToken)
    implements Step {
  public InverseSquareRootStep {
    new MixJob(by, budget, repeat, maxEpochs, draw, batch, bytesPerToken);
  }

  @Override
  public void run(Job job) {
    mixing().run(job, this::phases);
  }

  @Override
  public void foresee(Forecast forecast) {
    mixing().foresee(forecast, this::phases);
  }

  private MixJob mixing() {
    return new MixJob(by, budget, repeat, maxEpochs, draw, batch, bytesPerToken);
  }

  private List<Mixture.Phase> phases(MixJob.Corpus corpus) {
    return List.of(
        new Mixture.Phase(0, InverseSquareRoot.proportions(corpus.domains, corpus.sizes())));
  }
}
