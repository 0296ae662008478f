package io.steelyard.vocab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.RequestException;
import io.steelyard.core.counts.Counts;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DomainBudgetsTest {
  private static final Counts BYTES = Counts.of(Map.of("cs", 100L, "en", 900L));

  @Test
  void aBudgetMakesADomainCountAsThatManyBytes() {
    DomainWeights weights = DomainWeights.budgets(BYTES, Map.of("cs", 900L));
    assertThat(100 * weights.weight(0)).isCloseTo(900 * weights.weight(1), within(900L));
  }

  @Test
  void aBudgetOfNothingLeavesADomainOut() {
    DomainWeights weights = DomainWeights.budgets(BYTES, Map.of("cs", 0L));
    assertThat(weights.weight(0)).isZero();
    assertThat(weights.weight(1)).isPositive();
  }

  @Test
  void saysWhichDomainHasNoText() {
    assertThatThrownBy(() -> DomainWeights.budgets(BYTES, Map.of("cz", 1L)))
        .isInstanceOf(RequestException.class)
        .hasMessageStartingWith(
            "budgets names the domain 'cz', which has no training text; the domains are cs, en");
  }
}
