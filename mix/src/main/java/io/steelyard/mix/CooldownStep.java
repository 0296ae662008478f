package io.steelyard.mix;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.counts.Schedule;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.mix.rules.Cooldown;
import io.steelyard.mix.rules.Scalarization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code mix.cooldown}: see {@link Cooldown}; with {@code by-loss} see {@link Scalarization}. */
@Method(
    name = "mix.cooldown",
    about =
        "Lifts small domains strongly at first, then returns to natural shares before they"
            + " overfit.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.MIXTURE,
    source = "https://arxiv.org/abs/2410.04579")
public record CooldownStep(
    @Setting(value = "temperature before the switch (paper: 5)", or = "5") double tauStart,
    @Setting(value = "temperature after it (paper: 1)", or = "1") double tauEnd,
    @Setting(value = "share of the run at which to switch (paper: 50%)", or = "50%") Share switchAt,
    @Setting(
            value = "switch when a domain has been passed over so many times, instead of switch-at",
            or = "")
        Optional<Double> switchEpochs,
    @Setting(value = "with switch-epochs: each domain switches by itself", or = "false")
        boolean perDomain,
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
  public CooldownStep {
    if (!(tauStart >= 1)) {
      throw new IllegalArgumentException("tau-start must be at least 1, was " + tauStart);
    }
    if (!(tauEnd >= 1)) {
      throw new IllegalArgumentException("tau-end must be at least 1, was " + tauEnd);
    }
    if (switchEpochs.isPresent() && !(switchEpochs.get() > 0)) {
      throw new IllegalArgumentException(
          "switch-epochs must be positive, was " + switchEpochs.get());
    }
    if (perDomain && switchEpochs.isEmpty()) {
      throw new IllegalArgumentException("per-domain needs switch-epochs");
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
    Cooldown cooldown = new Cooldown(tauStart, tauEnd);
    List<String> domains = corpus.domains;
    long length = corpus.length();
    Schedule schedule;
    if (switchEpochs.isEmpty()) {
      schedule = cooldown.atFraction(domains, corpus.sizes(), switchAt.value(), length);
    } else if (perDomain) {
      schedule = cooldown.perDomain(domains, corpus.units(), switchEpochs.get(), length);
    } else {
      long step = cooldown.stepAtEpochs(domains, corpus.units(), switchEpochs.get());
      schedule = cooldown.at(domains, corpus.units(), step);
    }
    List<Mixture.Phase> phases = new ArrayList<>();
    for (Schedule.Segment segment : schedule.segments()) {
      double from = (double) segment.from() / length;
      if (from < 1) {
        phases.add(
            byLoss
                ? Lifted.byLoss(from, segment.proportions(), corpus)
                : new Mixture.Phase(from, segment.proportions()));
      }
    }
    return phases;
  }
}
