package io.steelyard.mix;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.counts.Schedule;
import io.steelyard.core.step.Amount.Unit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that decides which document comes at which draw. Two samplers with equal settings make the
 * same sequence, on any machine and for any number of workers.
 *
 * @param domains the domains, in the order that breaks ties
 * @param schedule proportions by position; a position is the number of units served so far
 * @param unit what proportions, positions and budget count
 * @param mode how proportions become a sequence
 * @param batch documents per batch in the batched modes, else 0
 * @param repeat how often a document may come again
 * @param budget units after which the sequence ends; the last document may exceed it
 * @param seed any 64-bit number; 0 is fine
 */
public record SamplerSettings(
    List<SampledDomain> domains,
    Schedule schedule,
    Unit unit,
    DrawMode mode,
    int batch,
    Repeat repeat,
    long budget,
    long seed) {
  /** A sequence that ends only when its domains do. */
  public static final long NO_BUDGET = Long.MAX_VALUE;

  /** Largest batch: beyond it the credits of whole batches would leave 64 bits. */
  public static final int MAX_BATCH = 1 << 24;

  public SamplerSettings {
    domains = List.copyOf(domains);
    List<String> names = domains.stream().map(SampledDomain::name).toList();
    if (!names.equals(schedule.domains())) {
      throw new IllegalArgumentException(
          "the schedule names the domains "
              + schedule.domains()
              + ", the documents come from "
              + names
              + "; expected the same names in the same order");
    }
    if (budget <= 0) {
      throw new IllegalArgumentException("the budget must be positive, was " + budget);
    }
    if (mode.isBatched() != batch > 0 || batch < 0) {
      throw new IllegalArgumentException(
          mode.isBatched()
              ? "draw mode " + mode.word() + " needs a batch size of at least 1, was " + batch
              : "draw mode " + mode.word() + " takes no batch size, was " + batch);
    }
    if (batch > MAX_BATCH) {
      throw new IllegalArgumentException(
          "a batch holds at most " + MAX_BATCH + " documents, was " + batch);
    }
    if (mode == DrawMode.EXACT_TIGHT && unit != Unit.DOCUMENTS) {
      throw new IllegalArgumentException(
          "draw mode exact-tight counts documents only, the unit is "
              + unit.word()
              + "; use exact, which stays within the longest document");
    }
    Set<String> reported = new HashSet<>();
    for (Schedule.Segment segment : schedule.segments()) {
      checkServable(domains, unit, segment.proportions(), reported);
    }
  }

  /** A positive weight on a domain that has nothing to serve is an error that names the domain. */
  static void checkServable(
      List<SampledDomain> domains, Unit unit, Proportions proportions, Set<String> checked) {
    for (int k = 0; k < domains.size(); k++) {
      SampledDomain domain = domains.get(k);
      if (proportions.value(k) > 0 && checked.add(domain.name())) {
        if (domain.documents() == 0) {
          throw new IllegalArgumentException(
              "domain '"
                  + domain.name()
                  + "' has no documents but the proportion "
                  + proportions.value(k)
                  + "; give it documents, set it to 0 or leave it out");
        }
        if (domain.total(unit) == 0) {
          throw new IllegalArgumentException(
              "domain '"
                  + domain.name()
                  + "' has "
                  + domain.documents()
                  + " documents but 0 "
                  + unit.word()
                  + ", and the proportion "
                  + proportions.value(k));
        }
      }
    }
  }

  /** Exact draws of documents without limit: the plainest sampler. */
  public static SamplerSettings of(List<SampledDomain> domains, Schedule schedule, long seed) {
    return new SamplerSettings(
        domains, schedule, Unit.DOCUMENTS, DrawMode.EXACT, 0, Repeat.UNLIMITED, NO_BUDGET, seed);
  }

  /**
   * A mixture over real domains, given in any order; {@code budget} is used where the mixture
   * leaves it open.
   *
   * @throws IllegalArgumentException if a domain of the mixture with a proportion is missing or
   *     empty, or the mixture does not know a domain
   */
  public static SamplerSettings of(
      Mixture mixture, List<SampledDomain> domains, long budget, long seed) {
    long units = mixture.isOpen() ? budget : mixture.budget();
    Map<String, SampledDomain> byName = new LinkedHashMap<>();
    domains.forEach(domain -> byName.put(domain.name(), domain));
    List<SampledDomain> ordered = new ArrayList<>();
    for (String name : mixture.domains()) {
      SampledDomain domain = byName.remove(name);
      ordered.add(domain == null ? new SampledDomain(name, 0) : domain);
    }
    if (!byName.isEmpty()) {
      throw new IllegalArgumentException(
          "the mixture does not know the domains "
              + byName.keySet()
              + "; it was made for "
              + mixture.domains()
              + ": make it again on this corpus");
    }
    return new SamplerSettings(
        ordered,
        mixture.schedule(units),
        mixture.unit(),
        mixture.draw(),
        mixture.batch(),
        mixture.repeat(),
        units,
        seed);
  }

  public SamplerSettings withMode(DrawMode other, int batchSize) {
    return new SamplerSettings(domains, schedule, unit, other, batchSize, repeat, budget, seed);
  }

  public SamplerSettings withUnit(Unit other) {
    return new SamplerSettings(domains, schedule, other, mode, batch, repeat, budget, seed);
  }

  public SamplerSettings withRepeat(Repeat other) {
    return new SamplerSettings(domains, schedule, unit, mode, batch, other, budget, seed);
  }

  public SamplerSettings withBudget(long units) {
    return new SamplerSettings(domains, schedule, unit, mode, batch, repeat, units, seed);
  }

  public SamplerSettings withSchedule(Schedule other) {
    return new SamplerSettings(domains, other, unit, mode, batch, repeat, budget, seed);
  }

  /**
   * SHA-256 over everything that decides the sequence. Workers, prefetching and the budget are not
   * in it: the budget only says where the sequence stops, and a run may be made longer.
   */
  public String hash() {
    StringBuilder text = new StringBuilder("sampler 1\n");
    for (SampledDomain domain : domains) {
      text.append(domain.name().length())
          .append(':')
          .append(domain.name())
          .append(' ')
          .append(domain.documents())
          .append(' ')
          .append(unit == Unit.DOCUMENTS ? domain.documents() : domain.total(unit))
          .append('\n');
    }
    for (Schedule.Segment segment : schedule.segments()) {
      text.append(segment.from());
      for (long share : segment.proportions().fixedPoint()) {
        text.append(' ').append(share);
      }
      text.append('\n');
    }
    text.append(unit.word()).append(' ').append(mode.word()).append(' ').append(batch).append(' ');
    text.append(repeat.word()).append(' ').append(seed);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
