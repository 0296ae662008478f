package io.steelyard.mix;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Inventory;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.counts.Proportions;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Amount.Unit;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.mix.rules.NaturalProportions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What all mixing steps share: the sizes of the corpus' training part, the budget, the check of
 * what was asked against what there is, and {@code mixture.json} with its summary.
 *
 * <p>Only counts that the corpus already carries are used; no document is read. Tokens are not
 * known yet, so a budget in tokens is set against bytes by an estimate, and the summary says so.
 *
 * @param by what sizes of domains count
 * @param budget length of the run, or none for one pass over everything
 * @param repeat how often a document may come again
 * @param maxEpochs passes above which to refuse (to warn, where passes are an estimate)
 * @param draw how the sampler makes a sequence
 * @param batch documents per batch in the batched modes
 * @param bytesPerToken estimate, until tokens are counted
 */
record MixJob(
    SizeUnit by,
    Optional<Amount> budget,
    Repeat repeat,
    double maxEpochs,
    DrawMode draw,
    int batch,
    double bytesPerToken) {
  MixJob {
    if (budget.isPresent() && budget.get().value() <= 0) {
      throw new IllegalArgumentException("budget must be positive, was " + budget.get());
    }
    if (!(maxEpochs > 0)) {
      throw new IllegalArgumentException("max-epochs must be positive, was " + maxEpochs);
    }
    if (!(bytesPerToken > 0) || Double.isInfinite(bytesPerToken)) {
      throw new IllegalArgumentException("bytes-per-token must be positive, was " + bytesPerToken);
    }
    if (draw.isBatched() != batch > 0 || batch < 0 || batch > SamplerSettings.MAX_BATCH) {
      throw new IllegalArgumentException(
          "batch must be "
              + (draw.isBatched() ? "1 to " + SamplerSettings.MAX_BATCH : "0")
              + " when draw is "
              + draw.word()
              + ", was "
              + batch);
    }
    Unit unit = budget.map(Amount::unit).orElse(Unit.TOKENS);
    if (draw == DrawMode.EXACT_TIGHT && unit != Unit.DOCUMENTS) {
      throw new IllegalArgumentException(
          "draw exact-tight counts documents only; give the budget in documents, or use exact");
    }
  }

  /** The training part of the corpus, as far as mixing needs it. */
  static final class Corpus {
    final List<String> domains;
    final Counts documents;
    final Counts bytes;
    private final MixJob settings;

    Corpus(Inventory inventory, MixJob settings) {
      this.domains = inventory.documents(Part.TRAIN).names();
      this.documents = inventory.documents(Part.TRAIN);
      this.bytes = inventory.bytes(Part.TRAIN);
      this.settings = settings;
      if (documents.total() == 0) {
        throw new RequestException(
            "the corpus has no documents to train on (all were dropped, or none were read)");
      }
    }

    /** Sizes by what the settings count, in the order of the domains. */
    double[] sizes() {
      return units(settings.by == SizeUnit.DOCUMENTS ? Unit.DOCUMENTS : Unit.BYTES);
    }

    /** Sizes in the unit of the run; tokens are estimated. */
    double[] units() {
      return units(settings.unit());
    }

    private double[] units(Unit unit) {
      return domains.stream().mapToDouble(name -> units(name, unit)).toArray();
    }

    double units(String domain, Unit unit) {
      return switch (unit) {
        case DOCUMENTS -> documents.get(domain);
        case BYTES -> bytes.get(domain);
        case TOKENS -> bytes.get(domain) / settings.bytesPerToken;
      };
    }

    /** Length of the run in its unit: the budget, or one pass over everything. */
    long length() {
      if (settings.budget.isPresent()) {
        return settings.budget.get().value();
      }
      double total = 0;
      for (double units : units()) {
        total += units;
      }
      return Math.max(1, Math.round(total));
    }

    Proportions natural() {
      return NaturalProportions.of(domains, sizes());
    }
  }

  Unit unit() {
    return budget.map(Amount::unit).orElse(Unit.TOKENS);
  }

  /** Whether passes over domains are known only by estimate. */
  boolean isEstimate() {
    return unit() == Unit.TOKENS;
  }

  /** Writes the mixture that {@code rule} makes of the corpus, and says what it means. */
  void run(Job job, Function<Corpus, List<Mixture.Phase>> rule) {
    try {
      Corpus corpus = new Corpus(job.corpus().inventory(), this);
      Mixture mixture = mixture(corpus, rule);
      MixPlan plan = plan(mixture, corpus);
      MixSummary.write(job.summary(), corpus, mixture, plan, isEstimate());
      job.file(
          MixtureJson.FILE, (MixtureJson.write(mixture) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new RequestException(e.getMessage(), e);
    }
  }

  /** The same by estimate: the mixture is handed on, and nothing is written. */
  void foresee(Forecast forecast, Function<Corpus, List<Mixture.Phase>> rule) {
    try {
      Corpus corpus = new Corpus(forecast.inventory(), this);
      Mixture mixture = mixture(corpus, rule);
      MixSummary.write(forecast.summary(), corpus, mixture, plan(mixture, corpus), isEstimate());
      forecast.make(mixture);
    } catch (IllegalArgumentException e) {
      throw new RequestException(e.getMessage(), e);
    }
  }

  private Mixture mixture(Corpus corpus, Function<Corpus, List<Mixture.Phase>> rule) {
    return new Mixture(
        unit(),
        budget.map(Amount::value).orElse(Mixture.OPEN),
        repeat,
        draw,
        batch,
        rule.apply(corpus));
  }

  /**
   * Refuses what cannot work. Where tokens are estimated only what is sure is refused: what would
   * not work even if every byte were a token, and one more stood after each document.
   */
  MixPlan plan(Mixture mixture, Corpus corpus) {
    MixPlan plan = plan(mixture, corpus, name -> corpus.units(name, unit()));
    if (!isEstimate()) {
      return plan.orThrow();
    }
    MixPlan most =
        plan(mixture, corpus, name -> corpus.bytes.get(name) + corpus.documents.get(name));
    if (most.hasErrors()) {
      throw new IllegalArgumentException(
          "even if every byte were a token: "
              + most.problems().stream()
                  .filter(MixPlan.Problem::isError)
                  .map(MixPlan.Problem::message)
                  .collect(Collectors.joining("\n")));
    }
    return plan;
  }

  private MixPlan plan(Mixture mixture, Corpus corpus, ToDoubleFunction<String> units) {
    List<PlannedDomain> domains =
        mixture.domains().stream()
            .map(
                name ->
                    new PlannedDomain(name, corpus.documents.get(name), units.applyAsDouble(name)))
            .toList();
    return MixPlan.of(mixture, domains, corpus.length(), MixPlan.WARN_EPOCHS, maxEpochs);
  }
}
