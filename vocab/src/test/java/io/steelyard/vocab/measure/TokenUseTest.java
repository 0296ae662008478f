package io.steelyard.vocab.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.stats.Bootstrap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TokenUseTest {
  private static final Offset<Double> CLOSE = within(1e-9);
  private static final double[] ALPHAS = {1, 2, 2.5, 3, Double.POSITIVE_INFINITY};

  @Test
  void givesTheEntropiesOfTheFourTokens() {
    TokenUse use = TokenUse.of(1, 50, 25, 15, 10);
    double[] bits = {1.742737649, 1.535331733, 1.456706395, 1.392937598, 1};
    double[] shares = {.871368824, .767665866, .728353197, .696468799, 0.5};
    for (int i = 0; i < ALPHAS.length; i++) {
      assertThat(use.renyiEntropy(ALPHAS[i])).isCloseTo(bits[i], CLOSE);
      assertThat(use.efficiency(ALPHAS[i])).isCloseTo(shares[i], CLOSE);
    }
    assertThat(use.averageRank()).isCloseTo(1.85, CLOSE);
  }

  @Test
  void countsUnusedTokensOnlyInTheFullVocabulary() {
    TokenUse use = TokenUse.of(1, 50, 0, 25, 0, 15, 10, 0, 0);
    assertThat(use.efficiency(1)).isCloseTo(.580912549, CLOSE);
    assertThat(use.efficiency(2.5)).isCloseTo(.485568799, CLOSE);
    assertThat(use.observedEfficiency(2.5)).isCloseTo(.728353197, CLOSE);
    assertThat(use.averageRank()).isCloseTo(1.85, CLOSE);
    assertThat(use.seen(1)).isEqualTo(4);
    assertThat(use.seen(15)).isEqualTo(3);
  }

  @Test
  void givesWhatTheAuthorsPackageGives() {
    TokenUse whole = counted("pick @@ed pick @@l @@ed pick @@les");
    TokenUse parts = counted("pick @@e @@d pick @@l @@e @@d pick @@l @@e @@s");
    double[] wholeWants = {.9211854966, .8265064834, .8031528501};
    double[] partsWants = {.9609557934, .9204840242, .9105681924};
    double[] alphas = {1, 2.5, 3};
    for (int i = 0; i < 3; i++) {
      assertThat(whole.observedEfficiency(alphas[i])).isCloseTo(wholeWants[i], CLOSE);
      assertThat(parts.observedEfficiency(alphas[i])).isCloseTo(partsWants[i], CLOSE);
    }
  }

  @Test
  void sumsTheShareBetweenTwoPercentiles() {
    TokenUse use = TokenUse.of(1, 2, 40, 20, 10, 8, 6, 5, 4, 3, 2);
    assertThat(use.percentileFrequency(TokenUse.LOWER_PERCENTILE, TokenUse.UPPER_PERCENTILE))
        .isCloseTo(.96, CLOSE);
  }

  @Test
  void averagesLogProbabilitiesOverSentences() {
    TokenUse use = new TokenUse(3);
    use.add(new int[] {0, 1});
    use.add(new int[] {2});
    // With p = (.5, .25, .25) as in the vector: a twice as often as b and c.
    assertThat(TokenUse.of(2, 2, 1, 1).averageLogProbability() * 2)
        .isCloseTo(2 * Math.log(.5) + 2 * Math.log(.25), CLOSE);
    assertThat(use.averageLogProbability()).isCloseTo(3 * Math.log(1 / 3.0) / 2, CLOSE);
  }

  @Test
  void doesNotDependOnIdsOrOnHowTextIsDivided() {
    TokenUse one = TokenUse.of(3, 7, 1, 0, 5);
    TokenUse two = TokenUse.of(1, 2, 1, 0, 0);
    two.merge(TokenUse.of(2, 5, 0, 0, 5));
    assertThat(two.counts()).containsExactly(one.counts());
    assertThat(two.averageLogProbability()).isEqualTo(one.averageLogProbability());
    assertThat(TokenUse.of(3, 5, 0, 7, 1).efficiency(2.5)).isEqualTo(one.efficiency(2.5), CLOSE);
  }

  @Test
  void saysNothingOfNoText() {
    TokenUse none = new TokenUse(4);
    assertThat(none.efficiency(2.5)).isNaN();
    assertThat(none.averageRank()).isNaN();
    assertThat(none.averageLogProbability()).isNaN();
    assertThat(new TextCost().bytesPerToken(Bootstrap.of(1)).n()).isZero();
  }

  @Test
  void lowersEfficiencyByUnusedTokens() {
    assertThat(TokenUse.of(1, 3, 2, 1, 0).efficiency(2.5))
        .isLessThan(TokenUse.of(1, 3, 2, 1).efficiency(2.5));
  }

  @Test
  void sharesAVocabularyByLanguages() {
    long[][] counts = new long[3][10];
    for (int v = 0; v < 10; v++) {
      counts[v < 6 ? 0 : v < 9 ? 1 : 2][v] = 5 + v;
    }
    counts[1][0] = 1;
    VocabularyShares shares =
        new VocabularyShares(
            List.of("en", "cs", "fi"),
            List.of(
                TokenUse.of(1, counts[0]), TokenUse.of(1, counts[1]), TokenUse.of(1, counts[2])));
    assertThat(shares.allocation().toMap()).isEqualTo(Map.of("en", 6L, "cs", 3L, "fi", 1L));
    assertThat(shares.balance().normalisedEntropy()).isCloseTo(.817345422, CLOSE);
    assertThat(shares.balance().gini()).isCloseTo(.333333333, CLOSE);
    assertThat(shares.exclusive().get("en")).isEqualTo(5);
    assertThat(shares.sharedByTwo()).isCloseTo(.1, CLOSE);
  }

  @Test
  void measuresDivergenceInBitsNotItsRoot() {
    VocabularyShares shares =
        new VocabularyShares(
            List.of("a", "b"), List.of(TokenUse.of(1, 2, 2, 0, 0), TokenUse.of(1, 2, 0, 1, 1)));
    assertThat(shares.divergence("a", "b")).isCloseTo(.5, CLOSE);
  }

  @Test
  void scoresThousandsFromTheRight() {
    DigitGroups right = new DigitGroups();
    right.add(1, 3, 3);
    assertThat(right.f1()).isEqualTo(1);
    DigitGroups wrong = new DigitGroups();
    wrong.add(2, 3, 2);
    assertThat(wrong.f1()).isZero();
    right.merge(wrong);
    assertThat(right.f1()).isEqualTo(.5);
  }

  private static TokenUse counted(String text) {
    Map<String, Long> counts = new HashMap<>();
    for (String token : text.split(" ")) {
      counts.merge(token, 1L, Long::sum);
    }
    return TokenUse.of(1, counts.values().stream().mapToLong(Long::longValue).toArray());
  }
}
