package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.counts.Schedule;
import io.steelyard.core.counts.Schedule.Segment;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.step.Amount.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The invariants (a) to (g) of the sampler's specification, in every mode, unit and rule. */
class SamplerProperties {
  private static final int RUN = 400;

  /** Any settings: 1 to 6 domains of 1 to 60 documents, 1 to 4 segments, all modes and units. */
  @Provide
  Arbitrary<SamplerSettings> settings() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 6),
            Arbitraries.longs(),
            Arbitraries.of(DrawMode.values()),
            Arbitraries.of(Unit.values()),
            Arbitraries.of(
                Repeat.NEVER, Repeat.cap(2), Repeat.cap(1.5), Repeat.UNLIMITED, Repeat.UNLIMITED),
            Arbitraries.integers().between(1, 17),
            Arbitraries.integers().between(1, 4))
        .as(SamplerProperties::settings)
        .withoutEdgeCases();
  }

  private static SamplerSettings settings(
      int domains, long seed, DrawMode mode, Unit unit, Repeat repeat, int batch, int segments) {
    Unit counted = mode == DrawMode.EXACT_TIGHT ? Unit.DOCUMENTS : unit;
    long key = Draws.key(seed, Purpose.SYNTHETIC);
    int[] documents = new int[domains];
    for (int k = 0; k < domains; k++) {
      documents[k] = 1 + (int) Draws.below(Draws.mix(key, 1, k), 60);
    }
    return SamplerSettings.of(
            Draw.sized(seed, 9, documents), randomSchedule(key, domains, segments, 150, true), seed)
        .withUnit(counted)
        .withMode(mode, mode.isBatched() ? batch : 0)
        .withRepeat(repeat)
        .withBudget(unit == Unit.DOCUMENTS ? 390 : SamplerSettings.NO_BUDGET);
  }

  private static Schedule randomSchedule(
      long key, int domains, int segments, int longest, boolean zeros) {
    List<Segment> pieces = new ArrayList<>();
    long from = 0;
    for (int s = 0; s < segments; s++) {
      double[] weights = new double[domains];
      for (int k = 0; k < domains; k++) {
        long bits = Draws.mix(key, 2, s, k);
        weights[k] = zeros && (bits & 7) == 0 ? 0 : .01 + Draws.unit(bits);
      }
      weights[(int) Draws.below(Draws.mix(key, 3, s), domains)] += .1;
      pieces.add(new Segment(from, Draw.proportions(weights)));
      from += 1 + Draws.below(Draws.mix(key, 4, s), longest);
    }
    return Schedule.piecewise(pieces);
  }

  @Property(tries = 300, seed = "11")
  void aResumedRunEqualsAnUninterruptedOne(
      @ForAll("settings") SamplerSettings settings, @ForAll @IntRange(max = RUN) int stop) {
    Sampler whole = new Sampler(settings);
    List<Draw> expected = Draw.take(whole, RUN);

    Sampler first = new Sampler(settings);
    List<Draw> log = Draw.take(first, stop);
    String saved = first.state().toJson();
    Sampler second = Sampler.resume(settings, SamplerState.fromJson(saved));
    log.addAll(Draw.take(second, RUN - log.size()));

    assertThat(log).isEqualTo(expected);
    assertThat(second.account()).isEqualTo(whole.account());
    assertThat(second.state()).isEqualTo(whole.state());
  }

  @Property(tries = 150, seed = "12")
  void theNumberOfWorkersChangesNothing(
      @ForAll("settings") SamplerSettings settings,
      @ForAll @IntRange(min = 1, max = 100) int part) {
    List<Draw> expected = Draw.take(new Sampler(settings), 3 * part);
    List<Draw> log = new ArrayList<>();
    String state = new Sampler(settings).state().toJson();
    for (int workers : new int[] {1, 3, 2}) {
      long end = log.size() + part;
      List<Draw> round = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        DrawCursor worker =
            Sampler.resume(settings, SamplerState.fromJson(state)).worker(rank, workers);
        while (worker.next() && worker.index() < end) {
          round.add(Draw.of(worker));
        }
      }
      round.sort(Comparator.comparingLong(Draw::index));
      log.addAll(round);
      Sampler coordinator = Sampler.resume(settings, SamplerState.fromJson(state));
      coordinator.skipTo(end);
      state = coordinator.state().toJson();
    }
    assertThat(log).isEqualTo(expected);
  }

  @Property(tries = 100, seed = "13")
  void everyEpochServesEachDocumentOnce(@ForAll("settings") SamplerSettings settings) {
    int domains = settings.domains().size();
    long[][] seen = new long[domains][];
    for (int k = 0; k < domains; k++) {
      seen[k] = new long[(int) settings.domains().get(k).documents()];
    }
    Sampler sampler = new Sampler(settings);
    for (int i = 0; i < RUN && sampler.next(); i++) {
      long[] counts = seen[sampler.domain()];
      assertThat(counts[(int) sampler.document()]++).isEqualTo(sampler.epoch());
    }
  }

  @Property(tries = 100, seed = "14")
  void constantProportionsStayWithinOneDocument(
      @ForAll @IntRange(min = 1, max = 12) int domains, @ForAll long seed) {
    long key = Draws.key(seed, Purpose.SYNTHETIC);
    Schedule schedule = randomSchedule(key, domains, 1, 1, false);
    SamplerSettings settings = Draw.endless(schedule.at(0).values()).withMode(DrawMode.EXACT, 0);
    Sampler sampler = new Sampler(settings);
    sampler.skipTo(3000);
    assertThat(sampler.account().domains()).allMatch(line -> line.maxDeviation() < 1.000001);
  }

  @Property(tries = 200, seed = "15")
  void earliestDeadlinesKeepTheTightBound(
      @ForAll @IntRange(min = 2, max = 10) int domains, @ForAll long seed) {
    long key = Draws.key(seed, Purpose.SYNTHETIC);
    Schedule schedule = randomSchedule(key, domains, 40, 12, false);
    Sampler sampler =
        new Sampler(
            Draw.endless(schedule.at(0).values())
                .withSchedule(schedule)
                .withMode(DrawMode.EXACT_TIGHT, 0));
    sampler.skipTo(600);
    double bound = 1 - 1. / (2 * domains - 2);
    assertThat(sampler.account().domains()).allMatch(line -> line.maxDeviation() <= bound + 1e-6);
  }

  @Property(tries = 100, seed = "16")
  void changingProportionsStayWithinTheHarmonicBound(
      @ForAll @IntRange(min = 2, max = 10) int domains, @ForAll long seed) {
    long key = Draws.key(seed, Purpose.SYNTHETIC);
    Schedule schedule = randomSchedule(key, domains, 60, 8, true);
    Sampler sampler = new Sampler(Draw.endless(schedule.at(0).values()).withSchedule(schedule));
    sampler.skipTo(600);
    double harmonic = 0;
    for (int k = 1; k <= domains; k++) {
      harmonic += 1. / k;
    }
    double bound = harmonic + 1e-6;
    assertThat(sampler.account().domains()).allMatch(line -> line.maxDeviation() <= bound);
  }

  @Property(tries = 100, seed = "17")
  void tokensStayWithinTheLongestDocument(
      @ForAll @IntRange(min = 1, max = 8) int domains,
      @ForAll @IntRange(min = 1, max = 500) int longest,
      @ForAll long seed) {
    long key = Draws.key(seed, Purpose.SYNTHETIC);
    int[] documents = new int[domains];
    Arrays.fill(documents, 50);
    for (DrawMode mode : new DrawMode[] {DrawMode.EXACT, DrawMode.STRATIFIED_BATCH}) {
      Sampler sampler =
          new Sampler(
              SamplerSettings.of(
                      Draw.sized(seed, longest, documents),
                      randomSchedule(key, domains, 1, 1, false),
                      seed)
                  .withUnit(Unit.TOKENS)
                  .withMode(mode, mode.isBatched() ? 13 : 0));
      sampler.skipTo(1000);
      assertThat(sampler.account().domains())
          .allMatch(line -> line.maxDeviation() <= longest + 1e-3);
    }
  }

  @Property(tries = 150, seed = "18")
  void theAccountEqualsARecount(@ForAll("settings") SamplerSettings settings) {
    Sampler sampler = new Sampler(settings);
    List<Draw> log = Draw.take(sampler, RUN);
    DrawAccount account = sampler.account();
    assertThat(account.draws()).isEqualTo(log.size());
    double asked = 0;
    for (int k = 0; k < settings.domains().size(); k++) {
      SampledDomain domain = settings.domains().get(k);
      DrawAccount.Line line = account.domains().get(k);
      int place = k;
      List<Draw> own = log.stream().filter(d -> d.domain() == place).toList();
      assertThat(line.draws()).isEqualTo(own.size());
      assertThat(line.documents())
          .isEqualTo(own.stream().mapToLong(Draw::document).distinct().count());
      assertThat(line.tokens())
          .isEqualTo(own.stream().mapToLong(d -> domain.tokens().of(d.document())).sum());
      assertThat(line.bytes())
          .isEqualTo(own.stream().mapToLong(d -> domain.bytes().of(d.document())).sum());
      assertThat(line.epochs()).isEqualTo((double) own.size() / domain.documents());
      assertThat(line.draws()).isLessThanOrEqualTo(settings.repeat().limit(domain.documents()));
      asked += line.asked();
    }
    assertThat(asked).isCloseTo(account.units(), org.assertj.core.data.Offset.offset(1e-3));
    assertThat(account.domains().stream().mapToLong(DrawAccount.Line::served).sum())
        .isEqualTo(account.units());
  }

  @Property(tries = 150, seed = "19")
  void theStateIsWrittenAndReadByteForByte(
      @ForAll("settings") SamplerSettings settings, @ForAll @IntRange(max = RUN) int stop) {
    Sampler sampler = new Sampler(settings);
    sampler.skipTo(stop);
    String text = sampler.state().toJson();
    assertThat(SamplerState.fromJson(text).toJson()).isEqualTo(text);
    assertThat(Sampler.resume(settings, SamplerState.fromJson(text)).state().toJson())
        .isEqualTo(text);
  }

  @Property(tries = 150, seed = "20")
  void prefetchedDrawsAreNotLost(
      @ForAll("settings") SamplerSettings settings,
      @ForAll @IntRange(max = 200) int consumed,
      @ForAll @IntRange(max = 100) int ahead) {
    List<Draw> expected = Draw.take(new Sampler(settings), RUN);
    Sampler reader = new Sampler(settings);
    reader.skipTo(Math.min(expected.size(), consumed + ahead));
    long used = Math.min(consumed, reader.draws());
    Sampler resumed =
        Sampler.resume(settings, SamplerState.fromJson(reader.stateAt(used).toJson()));
    assertThat(Draw.take(resumed, RUN - used))
        .isEqualTo(expected.subList((int) used, expected.size()));
  }

  @Property(tries = 100, seed = "21")
  void aDomainKeepsItsOrderWhenOthersAreRemoved(
      @ForAll @LongRange(min = 0) long seed, @ForAll @IntRange(min = 1, max = 5) int removed) {
    List<SampledDomain> all = Draw.sized(seed, 9, 5, 8, 13, 21, 34, 55);
    List<SampledDomain> some = all.subList(removed, all.size());
    double[] weights = new double[some.size()];
    Arrays.fill(weights, 1);
    Schedule schedule =
        Schedule.constant(
            io.steelyard.core.counts.Proportions.normalise(
                some.stream().map(SampledDomain::name).toList(), weights));
    Sampler full = new Sampler(SamplerSettings.of(all, Draw.schedule(1, 1, 1, 1, 1, 1), seed));
    Sampler part = new Sampler(SamplerSettings.of(some, schedule, seed));
    List<Long> inFull = documentsOf(full, 5);
    List<Long> inPart = documentsOf(part, 5 - removed);
    int common = Math.min(inFull.size(), inPart.size());
    assertThat(common).isGreaterThan(50);
    assertThat(inFull.subList(0, common)).isEqualTo(inPart.subList(0, common));
  }

  private static List<Long> documentsOf(Sampler sampler, int domain) {
    return Draw.take(sampler, RUN).stream()
        .filter(d -> d.domain() == domain)
        .map(Draw::document)
        .toList();
  }
}
