package io.steelyard.mix;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.counts.Proportions;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code mix.weights}: shares as the user gives them. Nothing is silently scaled or left out: the
 * weights must sum to 1 unless {@code normalise} is set, and name every domain unless {@code
 * others} says what to do with the rest.
 */
@Method(
    name = "mix.weights",
    about = "Draws domains by given weights.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.MIXTURE)
public record WeightsStep(
    @Setting("share of each domain: {en: 0.6, fr: 0.4}") Map<String, Double> weights,
    @Setting(value = "divide the weights by their sum", or = "false") boolean normalise,
    @Setting(value = "what to do with domains that are not named", or = "refuse") Others others,
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
  public WeightsStep {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException("weights must name at least one domain");
    }
    double sum = 0;
    for (Map.Entry<String, Double> weight : weights.entrySet()) {
      if (!(weight.getValue() > 0) || Double.isInfinite(weight.getValue())) {
        throw new IllegalArgumentException(
            "weights must be positive: '"
                + weight.getKey()
                + "' has "
                + weight.getValue()
                + "; leave a domain out with others: drop");
      }
      sum += weight.getValue();
    }
    if (!normalise && Math.abs(sum - 1) > Proportions.TOLERANCE) {
      throw new IllegalArgumentException(
          "weights sum to " + sum + ", expected 1; correct them, or set normalise: true");
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

  /** What happens to domains that are not named. */
  public enum Others {
    REFUSE,
    DROP
  }

  private List<Mixture.Phase> phases(MixJob.Corpus corpus) {
    for (String name : weights.keySet()) {
      if (!corpus.domains.contains(name)) {
        throw new RequestException(
            "weights: the corpus has no domain '"
                + name
                + "'"
                + Nearest.hint(name, corpus.domains));
      }
    }
    List<String> missing =
        corpus.domains.stream().filter(name -> !weights.containsKey(name)).toList();
    if (others == Others.REFUSE && !missing.isEmpty()) {
      throw new RequestException(
          "weights: the domains "
              + missing
              + " are not named; give them a weight, or leave them out with others: drop");
    }
    double[] values =
        corpus.domains.stream().mapToDouble(name -> weights.getOrDefault(name, 0.0)).toArray();
    return List.of(new Mixture.Phase(0, Proportions.normalise(corpus.domains, values)));
  }
}
