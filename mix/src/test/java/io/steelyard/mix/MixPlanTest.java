package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.step.Amount.Unit;
import io.steelyard.mix.Mixture.Phase;
import io.steelyard.mix.rules.UpsamplingWindow;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MixPlanTest {
  private static final List<String> NAMES = List.of("d0", "d1");

  private static Mixture mixture(Repeat repeat, long budget, double... p) {
    return Mixture.constant(Draw.proportions(p), Unit.TOKENS, budget, repeat);
  }

  private static List<PlannedDomain> domains(double... units) {
    return java.util.stream.IntStream.range(0, units.length)
        .mapToObj(k -> new PlannedDomain("d" + k, (long) (units[k] / 100), units[k]))
        .toList();
  }

  @Test
  void tellsPassesUnseenAndRepeats() {
    MixPlan plan =
        MixPlan.of(mixture(Repeat.UNLIMITED, 20_000_000, .5, .5), domains(40e6, 2e6), Mixture.OPEN);
    assertThat(plan.of("d0").epochs()).isEqualTo(.25);
    assertThat(plan.of("d0").unseen()).isEqualTo(.75);
    assertThat(plan.of("d1").epochs()).isEqualTo(5);
    assertThat(plan.of("d1").unseen()).isZero();
    assertThat(plan.problems())
        .containsExactly(
            new MixPlan.Problem(
                false,
                "domain 'd1' is passed over 5.0 times, above 4.0: repeats beyond that teach"
                    + " little"));
    assertThat(plan.estimates().draws()).isEqualTo(200_000);
    assertThat(plan.estimates().seconds()).isEqualTo(.04);
  }

  @Test
  void refusesMorePassesThanTheLimit() {
    MixPlan plan = MixPlan.of(mixture(Repeat.UNLIMITED, 20_000_000, .5, .5), domains(40e6, 5e5), 0);
    assertThatThrownBy(plan::orThrow)
        .hasMessageContaining("domain 'd1' would be passed over 20.0 times")
        .hasMessageContaining("limit of 16.0");
    assertThat(
            MixPlan.of(
                    mixture(Repeat.UNLIMITED, 20_000_000, .5, .5),
                    domains(40e6, 5e5),
                    0,
                    4,
                    Double.POSITIVE_INFINITY)
                .hasErrors())
        .isFalse();
  }

  @Test
  void refusesADomainWithoutDocuments() {
    for (List<PlannedDomain> domains :
        List.of(domains(1e6), List.of(domains(1e6).get(0), new PlannedDomain("d1", 0, 0)))) {
      assertThatThrownBy(
              () -> MixPlan.of(mixture(Repeat.UNLIMITED, 1000, .9, .1), domains, 0).orThrow())
          .hasMessageContaining("domain 'd1' has no documents but is asked for 100 tokens (10.00%");
    }
  }

  @Test
  void refusesABudgetBeyondWhatNeverAllows() {
    MixPlan plan = MixPlan.of(mixture(Repeat.NEVER, 5_000_000, .5, .5), domains(2e6, 1e6), 0);
    assertThat(plan.served()).isCloseTo(3e6, Offset.offset(1e-3));
    assertThatThrownBy(plan::orThrow)
        .hasMessageContaining("the budget is 5,000,000 tokens")
        .hasMessageContaining("repeat: never")
        .hasMessageContaining("give only 3,000,000");
  }

  @Test
  void namesTheDomainThatIsSpentOnTheWay() {
    MixPlan plan = MixPlan.of(mixture(Repeat.cap(2), 3_000_000, .5, .5), domains(2e6, 5e5), 0);
    assertThat(plan.hasErrors()).isFalse();
    assertThat(plan.of("d1").spentAt()).isEqualTo(2e6);
    assertThat(plan.of("d1").lastSeen()).isEqualTo(2e6);
    assertThat(plan.of("d0").expected()).isEqualTo(2e6);
    assertThat(plan.problems().get(0).message())
        .contains("domain 'd1' is spent at 66.7% of the run (repeat: 2.0) after 1,000,000 tokens");
  }

  @Test
  void tellsWhenADomainIsSeenLast() {
    Mixture mixture =
        Mixture.of(
            List.of(
                new Phase(0, Proportions.of(NAMES, .5, .5)),
                new Phase(.8, Proportions.of(NAMES, 0, 1))),
            Unit.DOCUMENTS,
            Mixture.OPEN,
            Repeat.UNLIMITED);
    MixPlan plan =
        MixPlan.of(
            mixture,
            List.of(new PlannedDomain("d0", 1000, 1000), new PlannedDomain("d1", 1000, 1000)),
            1000);
    assertThat(plan.of("d0").lastSeen()).isEqualTo(800);
    assertThat(plan.of("d1").lastSeen()).isEqualTo(1000);
    assertThat(plan.of("d1").expected()).isCloseTo(600, Offset.offset(1e-9));
  }

  @Test
  void countsWindowAndBaseTogether() {
    // Of 1,000 steps the window takes 200; the small domain is passed over in both parts.
    UpsamplingWindow window =
        new UpsamplingWindow(.2, Draw.proportions(.9, .1), Draw.proportions(.5, .5));
    Mixture mixture =
        Mixture.of(window.schedule(1000), 1000, Unit.DOCUMENTS, 1000, Repeat.UNLIMITED);
    MixPlan plan =
        MixPlan.of(
            mixture,
            List.of(new PlannedDomain("d0", 5000, 5000), new PlannedDomain("d1", 40, 40)),
            0);
    assertThat(plan.of("d1").epochs()).isCloseTo(4.5, Offset.offset(1e-9));
    assertThat(plan.problems()).anyMatch(p -> p.message().contains("'d1' is passed over 4.5"));
  }

  @Test
  void agreesWithWhatTheSamplerServes() {
    List<SampledDomain> domains = Draw.sized(8, 20, 300, 100, 40, 10);
    for (Repeat repeat : List.of(Repeat.NEVER, Repeat.cap(2.5), Repeat.UNLIMITED)) {
      for (Unit unit : Unit.values()) {
        long total = domains.stream().mapToLong(d -> d.total(unit)).sum();
        Mixture mixture =
            Mixture.of(
                List.of(
                    new Phase(0, Draw.proportions(.4, .3, .2, .1)),
                    new Phase(.5, Draw.proportions(.1, .4, .5, 0))),
                unit,
                total * 8 / 10,
                repeat);
        MixPlan plan =
            MixPlan.of(mixture, domains.stream().map(d -> PlannedDomain.of(d, unit)).toList(), 0);
        Sampler sampler = new Sampler(SamplerSettings.of(mixture, domains, 0, 3));
        sampler.skipTo(Long.MAX_VALUE);
        DrawAccount account = sampler.account();
        double longest = unit == Unit.DOCUMENTS ? 1 : unit == Unit.TOKENS ? 20 : 83;
        for (int k = 0; k < 4; k++) {
          assertThat((double) account.domains().get(k).served())
              .isCloseTo(plan.domains().get(k).expected(), Offset.offset(4 * longest));
          assertThat(account.domains().get(k).asked())
              .isCloseTo(plan.domains().get(k).asked(), Offset.offset(2 * longest));
        }
      }
    }
  }
}
