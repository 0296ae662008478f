package io.steelyard.mix;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.counts.Proportions;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.mix.equitable.EquitableAllocation;
import io.steelyard.mix.equitable.EquitableAllocation.Goal;
import io.steelyard.mix.equitable.EquitableAllocation.Policy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code mix.equitable}: see {@link io.steelyard.mix.equitable}. */
@Method(
    name = "mix.equitable",
    about =
        "Gives each next unit of a budget to the domain whose loss it lowers most for its price.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.MIXTURE,
    source = "https://arxiv.org/abs/2202.01327")
public record EquitableStep(
    @Setting("what may be spent, in units at a cost of 1: 20M tokens") Amount budget,
    @Setting(
            value = "what is made small: the average loss, the worst one, or something between",
            or = "average")
        Goal goal,
    @Setting(value = "power of the loss, for goal: power; 1 is the average", or = "2") double power,
    @Setting(value = "share of the worst domain in goal: blend", or = "0.5") double theta,
    @Setting(
            value = "loss of knowing nothing, for goal: logarithm; ln 256 for bytes",
            or = "5.545177444479562")
        double ceiling,
    @Setting(value = "highest loss that a domain may have: {sw: 1.9}", or = "")
        Map<String, Double> floors,
    @Setting(
            value = "what the loss of a domain counts; 1 where none is given, 0 leaves it out",
            or = "")
        Map<String, Double> weights,
    @Setting(value = "price of one unit of a domain; 1 where none is given", or = "")
        Map<String, Double> costs,
    @Setting(value = "units of a domain that the model has seen already", or = "")
        Map<String, Double> have,
    @Setting(
            value = "one-shot by the fitted curves, or lot after lot by the slopes at each moment",
            or = "one-shot")
        Policy policy,
    @Setting(value = "lots that the budget is bought in, for policy: adaptive", or = "40") int lots,
    @Setting(
            value =
                "losses measured elsewhere: CSV with the columns domain, amount (in units), loss",
            or = "")
        Optional<Path> curves,
    @Setting(value = "text of each domain that curves are measured on", or = "512 KiB")
        ByteSize measureOn,
    @Setting(value = "random orders of that text that a curve is measured in", or = "3")
        int repeats,
    @Setting(value = "fit a loss that no data removes, beside the power law", or = "false")
        boolean fitFloor,
    @Setting(value = "what the size of a domain counts; tokens are not known yet", or = "bytes")
        SizeUnit by,
    @Setting(
            value = "how often a document may come again: never, unlimited, or a number of epochs",
            or = "never")
        Repeat repeat,
    @Setting(value = "how the sampler makes a sequence", or = "exact") DrawMode draw,
    @Setting(value = "documents per batch in the batched draw modes", or = "0") int batch,
    @Setting(value = "estimate of bytes per token, until tokens are counted", or = "4")
        double bytesPerToken)
    implements Step {
  public EquitableStep {
    if (!(power >= 1) || Double.isInfinite(power)) {
      throw new IllegalArgumentException("power must be at least 1, was " + power);
    }
    if (!(theta >= 0 && theta <= 1)) {
      throw new IllegalArgumentException("theta must lie in 0 to 1, was " + theta);
    }
    if (!(ceiling > 0) || Double.isInfinite(ceiling)) {
      throw new IllegalArgumentException("ceiling must be positive, was " + ceiling);
    }
    if (lots < 1 || lots > 10_000) {
      throw new IllegalArgumentException("lots must be 1 to 10000, was " + lots);
    }
    if (repeats < 1 || repeats > 100) {
      throw new IllegalArgumentException("repeats must be 1 to 100, was " + repeats);
    }
    if (policy == Policy.ADAPTIVE && curves.isPresent()) {
      throw new IllegalArgumentException(
          "policy adaptive measures slopes itself; leave curves out, or use one-shot");
    }
    if (policy == Policy.ADAPTIVE
        && (goal == Goal.WORST || goal == Goal.BLEND || !floors.isEmpty())) {
      throw new IllegalArgumentException(
          "policy adaptive follows slopes: goal average, power or logarithm, without floors");
    }
    if (!floors.isEmpty() && (goal == Goal.WORST || goal == Goal.BLEND)) {
      throw new IllegalArgumentException("floors go with goal average, power or logarithm");
    }
    positive("weights", weights, true);
    positive("costs", costs, false);
    positive("have", have, true);
    positive("floors", floors, false);
    new MixJob(
        by, Optional.of(budget), repeat, Double.POSITIVE_INFINITY, draw, batch, bytesPerToken);
  }

  private static void positive(String setting, Map<String, Double> values, boolean zero) {
    values.forEach(
        (domain, value) -> {
          if (!(value >= 0) || !zero && value == 0 || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                setting
                    + (zero ? " must not be negative: '" : " must be positive: '")
                    + domain
                    + "' has "
                    + value);
          }
        });
  }

  @Override
  public Map<String, Path> reads(Path base) {
    return curves.map(file -> Map.of(file.toString(), base.resolve(file))).orElse(Map.of());
  }

  @Override
  public void run(Job job) {
    MixJob.Corpus corpus = new MixJob.Corpus(job.corpus().inventory(), mixing(budget));
    for (Map<String, Double> named : List.of(weights, costs, have, floors)) {
      for (String domain : named.keySet()) {
        if (!corpus.domains.contains(domain)) {
          throw new RequestException(
              "the corpus has no domain '" + domain + "'" + Nearest.hint(domain, corpus.domains));
        }
      }
    }
    List<EquitableAllocation.Domain> domains = new ArrayList<>();
    double[] units = corpus.units();
    for (int k = 0; k < units.length; k++) {
      String name = corpus.domains.get(k);
      if (units[k] > 0 && weights.getOrDefault(name, 1.0) > 0) {
        domains.add(
            new EquitableAllocation.Domain(
                name,
                units[k],
                corpus.bytes.get(name) / units[k],
                weights.getOrDefault(name, 1.0),
                costs.getOrDefault(name, 1.0),
                have.getOrDefault(name, 0.0),
                floors.getOrDefault(name, Double.POSITIVE_INFINITY)));
      }
    }
    double[] added;
    try {
      added = new EquitableAllocation(settings(), domains).run(job);
    } catch (IllegalArgumentException e) {
      throw new RequestException(e.getMessage(), e);
    }
    double total = 0;
    for (double one : added) {
      total += one;
    }
    long length = Math.round(total);
    if (length < 1) {
      throw new RequestException(
          "the budget of " + budget + " is below the price of one unit of any domain");
    }
    Proportions shares =
        Proportions.normalise(
            domains.stream().map(EquitableAllocation.Domain::name).toList(), added);
    mixing(new Amount(length, budget.unit())).run(job, c -> List.of(new Mixture.Phase(0, shares)));
  }

  private EquitableAllocation.Settings settings() {
    return new EquitableAllocation.Settings(
        budget.value(),
        goal,
        power,
        theta,
        ceiling,
        policy,
        lots,
        curves,
        measureOn.bytes(),
        repeats,
        fitFloor,
        repeat.epochs());
  }

  private MixJob mixing(Amount length) {
    return new MixJob(
        by, Optional.of(length), repeat, Double.POSITIVE_INFINITY, draw, batch, bytesPerToken);
  }
}
