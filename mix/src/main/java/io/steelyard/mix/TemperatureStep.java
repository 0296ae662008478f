package io.steelyard.mix;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.counts.Proportions;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.mix.rules.Scalarization;
import io.steelyard.mix.rules.Temperature;
import java.util.List;
import java.util.Optional;

/** {@code mix.temperature}: see {@link Temperature}, and {@link Scalarization} for loss weights. */
@Method(
    name = "mix.temperature",
    about = "Lifts small domains: shares in proportion to size^(1/tau).",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.MIXTURE,
    source = "https://arxiv.org/abs/2410.04579")
public record TemperatureStep(
    @Setting(value = "temperature; 1 is natural, inf gives equal shares", or = "5") double tau,
    @Setting(value = "accept a tau below 1, which makes large domains larger", or = "false")
        boolean allowSharpen,
    @Setting(
            value = "draw naturally and put the correction into loss weights (scalarization)",
            or = "false")
        boolean byLoss,
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
  public TemperatureStep {
    if (!(tau > 0) || (tau < 1 && !allowSharpen)) {
      throw new IllegalArgumentException(
          "tau must be at least 1, was "
              + tau
              + (tau > 0 ? "; set allow-sharpen to make large domains larger" : ""));
    }
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
    Proportions p = Temperature.proportions(corpus.domains, corpus.sizes(), tau, allowSharpen);
    return List.of(byLoss ? Lifted.byLoss(0, p, corpus) : new Mixture.Phase(0, p));
  }
}
