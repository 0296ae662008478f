package io.steelyard.mix;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.mix.rules.Allocation;
import io.steelyard.mix.rules.UniMax;
import java.util.List;
import java.util.Optional;

/** {@code mix.unimax}: see {@link UniMax}. */
@Method(
    name = "mix.unimax",
    about = "Gives every domain the same budget, but none more than a number of passes.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.MIXTURE,
    source = "https://arxiv.org/abs/2304.09151")
public record UniMaxStep(
    @Setting(value = "passes allowed over each domain; the paper tries 1 to 5", or = "4")
        double epochs,
    @Setting(value = "what the size of a domain counts; tokens are not known yet", or = "bytes")
        SizeUnit by,
    @Setting(
            value = "length of the run (20M tokens); without one, one pass over everything",
            or = "")
        Optional<Amount> budget,
    @Setting(value = "passes over a domain above which to refuse", or = "16") double maxEpochs,
    @Setting(value = "how the sampler makes a sequence", or = "exact") DrawMode draw,
    @Setting(value = "documents per batch in the batched draw modes", or = "0") int batch,
    @Setting(value = "estimate of bytes per token, until tokens are counted", or = "4")
        double bytesPerToken)
    implements Step {
  public UniMaxStep {
    if (!(epochs > 0)) {
      throw new IllegalArgumentException("epochs must be positive, was " + epochs);
    }
    new MixJob(by, budget, Repeat.cap(epochs), maxEpochs, draw, batch, bytesPerToken);
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
    return new MixJob(by, budget, Repeat.cap(epochs), maxEpochs, draw, batch, bytesPerToken);
  }

  private List<Mixture.Phase> phases(MixJob.Corpus corpus) {
    Allocation allocation =
        UniMax.allocate(corpus.domains, corpus.units(), corpus.length(), epochs);
    return List.of(new Mixture.Phase(0, allocation.proportions()));
  }
}
