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
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.mix.rules.CategoryMix;
import io.steelyard.mix.rules.Temperature;
import io.steelyard.mix.rules.UpsamplingWindow;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code mix.upsample}: see {@link UpsamplingWindow} and {@link CategoryMix}. */
@Method(
    name = "mix.upsample",
    about = "Draws a base mixture, then one heavy in small, dense domains at the end of training.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.MIXTURE,
    source = "https://arxiv.org/abs/2406.03476")
public record UpsampleStep(
    @Setting(value = "share of the run that the window takes (paper: 5% to 30%)", or = "20%")
        Share window,
    @Setting("shares inside the window, by domain or category: {code: 0.7, en: 0.3}")
        Map<String, Double> up,
    @Setting(value = "temperature of the base mixture; 1 is natural", or = "1") double baseTau,
    @Setting(value = "category of domains, where up names categories", or = "")
        Map<String, String> categories,
    @Setting(value = "how a category's share is spread over its domains", or = "proportional")
        Spread within,
    @Setting(value = "domains left out of the window, to measure what they are worth", or = "")
        List<String> without,
    @Setting(value = "who gets the share of domains left out", or = "within-category")
        CategoryMix.MassRule massRule,
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
  public UpsampleStep {
    if (up.isEmpty()) {
      throw new IllegalArgumentException("up must name at least one domain or category");
    }
    for (Map.Entry<String, Double> share : up.entrySet()) {
      if (!(share.getValue() >= 0) || Double.isInfinite(share.getValue())) {
        throw new IllegalArgumentException(
            "up must not be negative: '" + share.getKey() + "' has " + share.getValue());
      }
    }
    double sum = up.values().stream().mapToDouble(Double::doubleValue).sum();
    if (Math.abs(sum - 1) > Proportions.TOLERANCE) {
      throw new IllegalArgumentException("up sums to " + sum + ", expected 1");
    }
    if (!(baseTau >= 1)) {
      throw new IllegalArgumentException("base-tau must be at least 1, was " + baseTau);
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

  /** How a category's share is spread over its domains. */
  public enum Spread {
    PROPORTIONAL,
    EQUAL
  }

  private List<Mixture.Phase> phases(MixJob.Corpus corpus) {
    Proportions base = Temperature.proportions(corpus.domains, corpus.sizes(), baseTau);
    Map<String, String> categoryOf = new LinkedHashMap<>();
    Map<String, Double> sizes = new LinkedHashMap<>();
    double[] bySize = corpus.sizes();
    for (int k = 0; k < corpus.domains.size(); k++) {
      String domain = corpus.domains.get(k);
      categoryOf.put(domain, categories.getOrDefault(domain, domain));
      sizes.put(domain, bySize[k]);
    }
    known("up", up.keySet(), categoryOf.values());
    known("categories", categories.keySet(), categoryOf.keySet());
    known("without", without, categoryOf.keySet());
    Proportions inside =
        CategoryMix.spread(
            categoryOf,
            up,
            within == Spread.EQUAL ? CategoryMix.Within.EQUAL : CategoryMix.Within.PROPORTIONAL,
            sizes);
    if (!without.isEmpty()) {
      inside =
          CategoryMix.without(inside, new LinkedHashSet<>(without), massRule, categoryOf, base);
    }
    return Mixture.of(
            new UpsamplingWindow(window.value(), base, inside).schedule(corpus.length()),
            corpus.length(),
            Amount.Unit.TOKENS,
            Mixture.OPEN,
            repeat)
        .phases();
  }

  private static void known(String setting, Collection<String> names, Collection<String> existing) {
    for (String name : names) {
      if (!existing.contains(name)) {
        throw new RequestException(
            setting
                + ": there is no '"
                + name
                + "' in the corpus"
                + Nearest.hint(name, new LinkedHashSet<>(existing)));
      }
    }
  }
}
