package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.steelyard.core.counts.Proportions;
import io.steelyard.core.counts.Schedule;
import io.steelyard.core.counts.Schedule.Segment;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.step.Amount.Unit;
import io.steelyard.mix.DrawEvent.Kind;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static List<SampledDomain> domains(long... documents) {
    return java.util.stream.IntStream.range(0, documents.length)
        .mapToObj(k -> new SampledDomain("d" + k, documents[k]))
        .toList();
  }

  @Test
  void aSpentDomainLeavesItsShareToTheOthersAndTheAccountSaysWhen() {
    Sampler sampler =
        new Sampler(
            SamplerSettings.of(domains(5, 100, 100), Draw.schedule(.5, .25, .25), 1)
                .withRepeat(Repeat.NEVER)
                .withBudget(50));
    assertThat(Draw.take(sampler, 1000)).hasSize(50);
    DrawAccount account = sampler.account();
    assertThat(account.events()).containsExactly(new DrawEvent(Kind.SPENT, "d0", 9, 9));
    assertThat(account.of("d0").served()).isEqualTo(5);
    assertThat(account.of("d0").asked()).isCloseTo(25, Offset.offset(1e-6));
    assertThat(account.of("d1").served()).isBetween(22L, 23L);
  }

  @Test
  void everyEpochHasItsOwnOrderFixedBySeedAndName() {
    SamplerSettings settings = SamplerSettings.of(domains(10, 50), Draw.schedule(.5, .5), 42);
    List<Long> documents =
        Draw.take(new Sampler(settings), 60).stream()
            .filter(d -> d.domain() == 0)
            .map(Draw::document)
            .toList();
    for (int n = 0; n < 30; n++) {
      long key = Draws.mix(42, Purpose.ORDER.code(), Draws.hash("d0"), n / 10);
      assertThat(documents.get(n)).isEqualTo(Draws.permute(n % 10, 10, key));
    }
    assertThat(documents.subList(0, 10)).isNotEqualTo(documents.subList(10, 20));
  }

  @Test
  void theSequenceEndsOnceWhenAllAreSpent() {
    for (DrawMode mode : DrawMode.values()) {
      Sampler sampler =
          new Sampler(
              SamplerSettings.of(domains(3, 4), Draw.schedule(.5, .5), 1)
                  .withRepeat(Repeat.cap(2))
                  .withMode(mode, mode.isBatched() ? 5 : 0));
      assertThat(Draw.take(sampler, 1000)).hasSize(14);
      assertThat(sampler.next()).isFalse();
      assertThat(sampler.next()).isFalse();
      assertThat(sampler.account().events())
          .filteredOn(e -> e.kind() != Kind.SHORT_BATCH)
          .extracting(DrawEvent::kind)
          .containsExactly(Kind.SPENT, Kind.SPENT, Kind.ALL_SPENT);
      SamplerState state = sampler.state();
      Sampler again = Sampler.resume(sampler.settings(), state);
      assertThat(again.next()).isFalse();
      assertThat(again.state()).isEqualTo(state);
    }
  }

  @Test
  void theBudgetEndsTheSequenceWithoutAnEvent() {
    Sampler sampler =
        new Sampler(
            SamplerSettings.of(Draw.sized(3, 50, 40, 40), Draw.schedule(.5, .5), 1)
                .withUnit(Unit.TOKENS)
                .withBudget(300));
    sampler.skipTo(Long.MAX_VALUE);
    assertThat(sampler.units()).isBetween(300L, 350L);
    assertThat(sampler.account().events()).isEmpty();
  }

  @Test
  void aDomainAtZeroNeitherServesNorSavesUpCredit() {
    Schedule schedule =
        Schedule.piecewise(
            new Segment(0, Draw.proportions(.5, .5, 0)),
            new Segment(1000, Draw.proportions(.25, .25, .5)));
    Sampler sampler = new Sampler(Draw.endless(1, 1, 1).withSchedule(schedule));
    assertThat(Draw.take(sampler, 1000)).noneMatch(d -> d.domain() == 2);
    assertThat(Draw.domains(sampler, 8)).hasSize(8);
    assertThat(sampler.progress().served[2]).isEqualTo(4);
  }

  @Test
  void changingTheProportionsRepeatsAndLosesNothing() {
    Sampler sampler = new Sampler(SamplerSettings.of(domains(50, 50), Draw.schedule(.9, .1), 3));
    List<Draw> draws = Draw.take(sampler, 30);
    sampler.reweigh(Draw.proportions(.1, .9));
    draws.addAll(Draw.take(sampler, 20));
    for (int k = 0; k < 2; k++) {
      int domain = k;
      assertThat(draws.stream().filter(d -> d.domain() == domain).map(Draw::document))
          .doesNotHaveDuplicates();
    }
    assertThat(sampler.account().events())
        .containsExactly(new DrawEvent(Kind.REWEIGHED, "", 30, 30));
    assertThat(sampler.account().of("d1").asked()).isCloseTo(3 + 18, Offset.offset(1e-6));
    Sampler resumed = Sampler.resume(sampler.settings(), sampler.state());
    assertThat(Draw.take(resumed, 40)).isEqualTo(Draw.take(sampler, 40));
  }

  @Test
  void stratifiedBatchesAreAlikeAndServeRareDomainsInTurn() {
    Sampler sampler =
        new Sampler(
            SamplerSettings.of(domains(900, 90, 10), Draw.schedule(.9, .09, .01), 5)
                .withMode(DrawMode.STRATIFIED_BATCH, 20));
    int rare = 0;
    for (int batch = 0; batch < 10; batch++) {
      int[] counts = new int[3];
      for (int domain : Draw.domains(sampler, 20)) {
        counts[domain]++;
      }
      assertThat(counts[0]).isBetween(17, 19);
      assertThat(counts[1]).isBetween(1, 2);
      rare += counts[2];
      assertThat(sampler.batch()).isEqualTo(batch);
    }
    assertThat(rare).isEqualTo(2);
  }

  @Test
  void everyPerStreamBatchHasOneDomain() {
    Sampler sampler =
        new Sampler(
            SamplerSettings.of(domains(900, 90, 10), Draw.schedule(.7, .2, .1), 5)
                .withMode(DrawMode.PER_STREAM_BATCH, 4));
    int[] batches = new int[20];
    for (int batch = 0; batch < 20; batch++) {
      int[] domains = Draw.domains(sampler, 4);
      assertThat(domains).containsOnly(domains[0]);
      batches[batch] = domains[0];
    }
    assertThat(batches) // the exact rule, a batch at a time
        .containsExactly(0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0);
  }

  @Test
  void independentDrawsOfTokensServeTokensInProportion() {
    List<SampledDomain> domains =
        List.of(
            new SampledDomain("d0", 1000, Sizes.constant(1000, 100), null),
            new SampledDomain("d1", 1000, Sizes.constant(1000, 300), null));
    Sampler sampler =
        new Sampler(
            SamplerSettings.of(domains, Draw.schedule(.5, .5), 7)
                .withUnit(Unit.TOKENS)
                .withMode(DrawMode.IID, 0));
    sampler.skipTo(100_000);
    assertThat((double) sampler.account().of("d0").served() / sampler.units())
        .isCloseTo(.5, Offset.offset(.01));
  }

  @Test
  void manyDomainsAreFoundByBisectionAsByScanning() {
    double[] weights = new double[40];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = k % 5 == 0 ? 0 : k;
    }
    Sampler sampler = new Sampler(Draw.endless(weights).withMode(DrawMode.IID, 0));
    long[] served = new long[40];
    for (int domain : Draw.domains(sampler, 50_000)) {
      served[domain]++;
    }
    for (int k = 0; k < weights.length; k++) {
      assertThat((double) served[k] / 50_000)
          .isCloseTo(sampler.settings().schedule().at(0).value(k), Offset.offset(.006));
    }
  }

  @Test
  void aCounterIndexJumpsAnywhere() {
    SamplerSettings settings =
        SamplerSettings.of(Draw.sized(3, 9, 100, 200, 300), Draw.schedule(.5, .3, .2), 1)
            .withUnit(Unit.BYTES);
    Sampler straight = new Sampler(settings);
    straight.skipTo(200_000);
    List<Draw> expected = Draw.take(straight, 10);
    CounterIndex index = new CounterIndex(settings);
    assertThat(Draw.take(index.at(200_000), 10)).isEqualTo(expected);
    assertThat(index.size()).isEqualTo(4);
    assertThat(Draw.take(index.at(199_995), 15).subList(5, 15)).isEqualTo(expected);
    assertThat(Draw.take(index.at(3), 4))
        .isEqualTo(Draw.take(new Sampler(settings), 7).subList(3, 7));
    assertThat(Draw.take(new CounterIndex(settings.withBudget(50)).at(1000), 1)).isEmpty();
  }

  @Test
  void aLongPrefetchStillFindsItsState() {
    SamplerSettings settings = SamplerSettings.of(domains(100, 200), Draw.schedule(.5, .5), 1);
    Sampler reader = new Sampler(settings);
    reader.skipTo(300_000);
    Sampler straight = new Sampler(settings);
    straight.skipTo(150_001);
    assertThat(reader.stateAt(150_001)).isEqualTo(straight.state());
    reader.skipTo(3_000_000);
    assertThatThrownBy(() -> reader.stateAt(5)).hasMessageContaining("no longer kept");
    assertThatThrownBy(() -> reader.stateAt(3_000_001)).hasMessageContaining("only 3000000");
  }

  @Test
  void drawingAllocatesNothing() {
    SamplerSettings base =
        SamplerSettings.of(Draw.sized(3, 9, 1000, 2000, 3000), Draw.schedule(.5, .3, .2), 1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (DrawMode mode : DrawMode.values()) {
      Sampler sampler = new Sampler(base.withMode(mode, mode.isBatched() ? 256 : 0));
      long sum = 0;
      sampler.skipTo(70_000); // past one kept state, compiled
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      for (int i = 0; i < 50_000; i++) {
        sampler.next();
        sum += sampler.document() + sampler.epoch() + sampler.position() + sampler.domain();
      }
      long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
      assertThat(sum).isPositive();
      assertThat(allocated).as("bytes in mode %s", mode).isLessThan(50_000);
    }
  }

  @Test
  void aRemapKeepsCountersAndOrderOfTheDomainsThatGoOn() {
    SamplerSettings before = SamplerSettings.of(domains(40, 50, 60), Draw.schedule(.4, .3, .3), 9);
    Sampler first = new Sampler(before);
    List<Draw> draws = Draw.take(first, 60);
    List<SampledDomain> after =
        List.of(
            new SampledDomain("renamed", 50),
            new SampledDomain("d2", 60),
            new SampledDomain("new", 30));
    SamplerSettings changed =
        SamplerSettings.of(
            after,
            Schedule.constant(Proportions.of(List.of("renamed", "d2", "new"), .4, .3, .3)),
            9);
    assertThatThrownBy(() -> Sampler.resume(changed, first.state()))
        .hasMessageContaining("belongs to other settings")
        .hasMessageContaining("remap");
    Sampler second = Sampler.resume(changed, first.state(), Map.of("renamed", "d1", "d2", "d2"));
    List<Draw> more = Draw.take(second, 60);
    assertThat(more.get(0).index()).isEqualTo(60);
    // d1 served 18 of its 50, "renamed" goes on with its document 19 in the same order.
    List<Long> once =
        java.util.stream.Stream.concat(
                draws.stream().filter(d -> d.domain() == 1),
                more.stream().filter(d -> d.domain() == 0))
            .map(Draw::document)
            .toList();
    assertThat(once.size()).isBetween(41, 43);
    assertThat(once).doesNotHaveDuplicates();
    assertThat(second.account().of("renamed").draws()).isEqualTo(once.size());
    assertThat(second.account().events()).extracting(DrawEvent::kind).contains(Kind.REMAPPED);
    String text = second.state().toJson();
    assertThat(SamplerState.fromJson(text).toJson()).isEqualTo(text);
    assertThat(Draw.take(Sampler.resume(changed, SamplerState.fromJson(text)), 50))
        .isEqualTo(Draw.take(second, 50));
  }

  @Test
  void aRemapRefusesWhatWouldNameOtherDocuments() {
    SamplerSettings before = SamplerSettings.of(domains(40, 50), Draw.schedule(.5, .5), 9);
    SamplerState state = new Sampler(before).state();
    SamplerSettings grown = SamplerSettings.of(domains(40, 51), Draw.schedule(.5, .5), 9);
    assertThatThrownBy(() -> Sampler.resume(grown, state))
        .hasMessageContaining("'d1' had 50 documents and now has 51");
    assertThatThrownBy(() -> Sampler.resume(grown, state, Map.of("d1", "d1")))
        .hasMessageContaining("would name other documents");
    assertThatThrownBy(() -> Sampler.resume(grown, state, Map.of("d0", "x")))
        .hasMessageContaining("no domain 'x'");
    assertThatThrownBy(() -> Sampler.resume(grown, state, Map.of("y", "d0")))
        .hasMessageContaining("'y'");
    assertThatThrownBy(() -> Sampler.resume(before, state, Map.of("d0", "d0", "d1", "d0")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everythingThatDecidesTheSequenceChangesTheHash() {
    SamplerSettings base = SamplerSettings.of(Draw.sized(1, 9, 4, 4), Draw.schedule(.5, .5), 1);
    assertThat(
            List.of(
                base.hash(),
                base.withUnit(Unit.TOKENS).hash(),
                base.withUnit(Unit.BYTES).hash(),
                base.withMode(DrawMode.IID, 0).hash(),
                base.withMode(DrawMode.STRATIFIED_BATCH, 4).hash(),
                base.withMode(DrawMode.STRATIFIED_BATCH, 5).hash(),
                base.withRepeat(Repeat.cap(2)).hash(),
                base.withSchedule(Draw.schedule(.6, .4)).hash(),
                SamplerSettings.of(base.domains(), base.schedule(), 2).hash(),
                SamplerSettings.of(domains(4, 5), base.schedule(), 1).hash()))
        .doesNotHaveDuplicates();
    assertThat(base.withBudget(10).hash()).isEqualTo(base.hash());
  }

  @Test
  void aMixtureFindsItsDomainsByName() {
    Mixture mixture =
        Mixture.constant(Draw.proportions(.5, .5, 0), Unit.DOCUMENTS, Mixture.OPEN, Repeat.NEVER);
    SamplerSettings settings =
        SamplerSettings.of(
            mixture, List.of(new SampledDomain("d1", 5), new SampledDomain("d0", 4)), 7, 1);
    assertThat(settings.schedule().domains()).containsExactly("d0", "d1", "d2");
    assertThat(settings.domains().get(0).documents()).isEqualTo(4);
    assertThat(Draw.take(new Sampler(settings), 100)).hasSize(7);
    assertThatThrownBy(() -> SamplerSettings.of(mixture, domains(4), 7, 1))
        .hasMessageContaining("'d1' has no documents but the proportion 0.5");
    assertThatThrownBy(() -> SamplerSettings.of(mixture, domains(4, 5, 6, 7), 7, 1))
        .hasMessageContaining("does not know the domains [d3]");
  }

  @Test
  void saysWhatIsWrongWithSettings() {
    assertThatThrownBy(() -> SamplerSettings.of(domains(5, 0), Draw.schedule(.5, .5), 1))
        .hasMessageContaining("'d1' has no documents but the proportion 0.5");
    assertThatThrownBy(
            () -> SamplerSettings.of(domains(5, 5), Draw.schedule(.5, .5), 1).withUnit(Unit.TOKENS))
        .hasMessageContaining("'d0' has no sizes in tokens");
    assertThatThrownBy(
            () ->
                SamplerSettings.of(
                        List.of(SampledDomain.withTokens("d0", 0, 0)), Draw.schedule(1), 1)
                    .withUnit(Unit.TOKENS))
        .hasMessageContaining("2 documents but 0 tokens");
    assertThatThrownBy(() -> SamplerSettings.of(domains(5), Draw.schedule(.5, .5), 1))
        .hasMessageContaining("expected the same names");
    assertThatThrownBy(() -> Draw.endless(1).withMode(DrawMode.STRATIFIED_BATCH, 0))
        .hasMessageContaining("needs a batch size");
    assertThatThrownBy(() -> Draw.endless(1).withMode(DrawMode.EXACT, 4))
        .hasMessageContaining("takes no batch size");
    assertThatThrownBy(
            () ->
                SamplerSettings.of(Draw.sized(1, 9, 4), Draw.schedule(1), 1)
                    .withUnit(Unit.TOKENS)
                    .withMode(DrawMode.EXACT_TIGHT, 0))
        .hasMessageContaining("use exact");
    assertThatThrownBy(() -> Draw.endless(1).withBudget(0))
        .hasMessageContaining("budget must be positive");
    assertThatThrownBy(() -> Repeat.parse("-1")).hasMessageContaining("must be positive");
    assertThatThrownBy(() -> new Sampler(Draw.endless(1)).worker(3, 3))
        .hasMessageContaining("worker 3 of 3");
    assertThatThrownBy(() -> SampledDomain.withTokens("d0", 1 << 28))
        .hasMessageContaining("document 0 has the size");
  }
}
