package io.steelyard.vocab.tokens;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Proportions;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Amount.Unit;
import io.steelyard.core.step.Job;
import io.steelyard.mix.DrawAccount;
import io.steelyard.mix.MixPlan;
import io.steelyard.mix.Mixture;
import io.steelyard.mix.PlannedDomain;
import io.steelyard.mix.Repeat;
import io.steelyard.mix.SampledDomain;
import io.steelyard.mix.Sampler;
import io.steelyard.mix.SamplerSettings;
import io.steelyard.mix.Sizes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Draws the documents of the mixture, packs them into sequences per domain, and writes {@code
 * order.idx}. Without a mixture every training document comes once, in natural proportions.
 *
 * @param account what the sampler served
 * @param sequences full sequences in the order
 * @param waiting by domain of the mixture: tokens drawn last that fill no sequence
 * @param unmixed domains with training text that the mixture does not name
 */
record MixtureOrder(
    DrawAccount account,
    int sequenceLength,
    long sequences,
    List<Integer> waiting,
    List<String> unmixed,
    Unit unit,
    long budget,
    boolean natural) {

  static MixtureOrder write(
      Job job,
      DomainFiles files,
      Optional<Mixture> given,
      Optional<Amount> asked,
      int sequenceLength,
      int end)
      throws IOException {
    if (files.tokens(Part.TRAIN) == 0) {
      throw new RequestException(
          "there is no training text to order; look at what the steps before" + " dropped");
    }
    Mixture mixture = given.orElseGet(() -> natural(files));
    List<MegatronReader> readers = files.readers();
    List<SampledDomain> domains = new ArrayList<>();
    int[] fileOf = new int[mixture.domains().size()];
    for (int k = 0; k < fileOf.length; k++) {
      String name = mixture.domains().get(k);
      fileOf[k] = files.domains().indexOf(name);
      domains.add(sampled(name, fileOf[k], files, readers));
    }
    long budget = budget(mixture, asked, domains);
    if (asked.isPresent() || !mixture.isOpen()) {
      requireEnough(mixture.withBudget(budget), domains);
    }
    Sampler sampler = sampler(mixture.withBudget(budget), domains, job.seed());
    Packing packing = new Packing(files.domains().size(), sequenceLength);
    job.progress().stage("ordering", budget, mixture.unit().word());
    long sequences;
    try (OrderWriter order =
        new OrderWriter(job.out().resolve(TokensStep.ORDER), files.names(), sequenceLength, end)) {
      long units = 0;
      while (sampler.next()) {
        int d = fileOf[sampler.domain()];
        long document = sampler.document();
        packing.add(d, (int) sampler.epoch(), document, readers.get(d).length(document), order);
        if (sampler.draws() % 4096 == 0) {
          job.progress().advance(sampler.units() - units);
          units = sampler.units();
          Job.stopIfInterrupted();
        }
      }
      sequences = order.sequences();
      order.commit();
    }
    files.add(job, TokensStep.ORDER, sequences);
    List<Integer> waiting = new ArrayList<>();
    for (int d : fileOf) {
      waiting.add(d < 0 ? 0 : packing.waiting(d));
    }
    return new MixtureOrder(
        sampler.account(),
        sequenceLength,
        sequences,
        waiting,
        unmixed(files, mixture),
        mixture.unit(),
        budget,
        given.isEmpty());
  }

  private static Mixture natural(DomainFiles files) {
    List<String> names = new ArrayList<>();
    List<Double> tokens = new ArrayList<>();
    for (int d = 0; d < files.domains().size(); d++) {
      if (files.tokens(d, Part.TRAIN) > 0) {
        names.add(files.domains().get(d));
        tokens.add((double) files.tokens(d, Part.TRAIN));
      }
    }
    Proportions proportions =
        Proportions.normalise(names, tokens.stream().mapToDouble(Double::doubleValue).toArray());
    return Mixture.constant(proportions, Unit.TOKENS, Mixture.OPEN, Repeat.NEVER);
  }

  private static SampledDomain sampled(
      String name, int file, DomainFiles files, List<MegatronReader> readers) {
    MegatronReader reader = file < 0 ? null : readers.get(file);
    if (reader == null) {
      return new SampledDomain(name, 0, Sizes.of(), null);
    }
    long total = files.tokens(file, Part.TRAIN);
    Sizes tokens =
        new Sizes() {
          @Override
          public long of(long document) {
            try {
              return reader.length(document);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public long total() {
            return total;
          }
        };
    return new SampledDomain(name, reader.documents(), tokens, null);
  }

  private static long budget(Mixture mixture, Optional<Amount> asked, List<SampledDomain> domains) {
    if (mixture.unit() == Unit.BYTES) {
      throw new RequestException(
          "the mixture counts bytes, but a run is as long as its tokens: give the"
              + " mixture the unit tokens or documents");
    }
    if (asked.isPresent()) {
      String unit = asked.get().unit().name().toLowerCase(Locale.ROOT);
      if (!unit.equals(mixture.unit().word())) {
        throw new RequestException(
            "budget counts "
                + unit
                + ", the mixture "
                + mixture.unit().word()
                + "; give both in one unit");
      }
      return asked.get().value();
    }
    if (!mixture.isOpen()) {
      return mixture.budget();
    }
    return domains.stream().mapToLong(d -> d.total(mixture.unit())).sum();
  }

  /** Refuses a budget that the repeat rule does not allow, now that tokens are counted. */
  static void requireEnough(Mixture mixture, List<SampledDomain> domains) {
    List<PlannedDomain> planned =
        domains.stream().map(d -> PlannedDomain.of(d, mixture.unit())).toList();
    try {
      MixPlan.of(
              mixture,
              planned,
              mixture.budget(),
              Double.POSITIVE_INFINITY,
              Double.POSITIVE_INFINITY)
          .orThrow();
    } catch (IllegalArgumentException e) {
      throw new RequestException(e.getMessage(), e);
    }
  }

  private static Sampler sampler(Mixture mixture, List<SampledDomain> domains, long seed) {
    try {
      return new Sampler(SamplerSettings.of(mixture, domains, mixture.budget(), seed));
    } catch (IllegalArgumentException e) {
      throw new RequestException(e.getMessage(), e);
    }
  }

  private static List<String> unmixed(DomainFiles files, Mixture mixture) {
    List<String> names = new ArrayList<>();
    for (int d = 0; d < files.domains().size(); d++) {
      String name = files.domains().get(d);
      if (files.tokens(d, Part.TRAIN) > 0 && !mixture.domains().contains(name)) {
        names.add(name);
      }
    }
    return names;
  }
}
