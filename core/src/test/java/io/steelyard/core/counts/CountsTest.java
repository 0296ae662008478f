package io.steelyard.core.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.core.stats.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CountsTest {
  @Test
  void writesAndReadsJsonInCodePointOrder() throws Exception {
    ObjectMapper json = new ObjectMapper();
    Counts counts = Counts.of(Map.of("\uFF01", 2L, "\uD83D\uDE00", 3L, "a", 1L));
    assertThat(json.writeValueAsString(counts))
        .isEqualTo("{\"a\":1,\"\uFF01\":2,\"\uD83D\uDE00\":3}");
    assertThat(json.readValue(json.writeValueAsString(counts), Counts.class)).isEqualTo(counts);
  }

  @Test
  void sumThatLeaves64BitsThrows() {
    Counts.Tally tally = new Counts.Tally();
    tally.add("a", Long.MAX_VALUE);
    assertThatThrownBy(() -> tally.add("a")).isInstanceOf(ArithmeticException.class);
    tally.add("b");
    assertThatThrownBy(tally::counts).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void refusesNegativeCounts() {
    assertThatThrownBy(() -> Counts.of(Map.of("a", -1L))).hasMessageContaining("'a' is -1");
    assertThatThrownBy(() -> new Counts.Tally().add("a", -1)).hasMessageContaining("-1 to 'a'");
  }

  @Test
  void absentNameIsZeroAndRenamingAdds() {
    Counts counts = Counts.of(Map.of("de", 1L, "fr", 2L));
    assertThat(counts.get("it")).isZero();
    assertThat(counts.has("it")).isFalse();
    assertThat(counts.share("fr")).isEqualTo(2.0 / 3);
    assertThat(counts.renamed(name -> "all")).isEqualTo(Counts.of(Map.of("all", 3L)));
    assertThat(counts.names()).containsExactly("de", "fr");
  }

  @Property(tries = 200, seed = "1")
  void mergedTalliesEqualOneTallyInAnyOrder(@ForAll List<String> names) {
    Counts.Tally all = new Counts.Tally();
    Counts.Tally left = new Counts.Tally();
    Counts.Tally right = new Counts.Tally();
    for (int i = 0; i < names.size(); i++) {
      all.add(names.get(i), i);
      (i % 2 == 0 ? left : right).add(names.get(names.size() - 1 - i), names.size() - 1 - i);
    }
    left.merge(right);
    assertThat(left.counts()).isEqualTo(all.counts());
    assertThat(left.counts().toString()).isEqualTo(all.counts().toString());
  }

  @Property(tries = 500, seed = "2")
  void orderIsThatOfUtf8Bytes(@ForAll List<Integer> points) {
    String[] names =
        points.stream()
            .map(p -> Math.floorMod(p, 0x110000))
            .filter(p -> p < 0xD800 || p > 0xDFFF)
            .map(Character::toString)
            .toArray(String[]::new);
    String[] byBytes = names.clone();
    Arrays.sort(names, CodePointOrder.INSTANCE);
    Arrays.sort(
        byBytes,
        (a, b) ->
            Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    assertThat(names).isEqualTo(byBytes);
  }

  @Test
  void skewOfAKnownSplit() {
    Skew skew = Skew.of(700, 200, 100);
    assertThat(skew.maxMinRatio()).isEqualTo(7);
    assertThat(skew.entropy()).isCloseTo(.8018185525433373, within(1e-14));
    assertThat(skew.normalisedEntropy()).isCloseTo(.8018185525433373 / Math.log(3), within(1e-14));
    assertThat(skew.effectiveDomains()).isCloseTo(Math.exp(.8018185525433373), within(1e-13));
    assertThat(skew.gini()).isCloseTo(.4, within(1e-15));
    assertThat(skew.status()).isEqualTo(Status.OK);
  }

  @Test
  void evenCountsHaveNoSkew() {
    Skew skew = Skew.of(5, 5, 5, 5);
    assertThat(skew.maxMinRatio()).isOne();
    assertThat(skew.normalisedEntropy()).isCloseTo(1, within(1e-15));
    assertThat(skew.effectiveDomains()).isCloseTo(4, within(1e-14));
    assertThat(skew.gini()).isZero();
  }

  @Test
  void skewEdgesAreAsDocumented() {
    for (Skew nothing : new Skew[] {Skew.of(), Skew.of(0, 0), Skew.of(Counts.EMPTY)}) {
      assertThat(nothing.status()).isEqualTo(Status.UNDEFINED);
      assertThat(nothing.gini()).isNaN();
      assertThat(nothing.effectiveDomains()).isZero();
    }
    Skew one = Skew.of(9);
    assertThat(one.status()).isEqualTo(Status.DEGENERATE);
    assertThat(one.maxMinRatio()).isOne();
    assertThat(one.normalisedEntropy()).isOne();
    assertThat(one.gini()).isZero();
    Skew holes = Skew.of(4, 0, 4, 0);
    assertThat(holes.maxMinRatio()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(holes.empty()).isEqualTo(2);
    assertThat(holes.normalisedEntropy()).isCloseTo(.5, within(1e-15));
    assertThat(holes.gini()).isEqualTo(.5);
  }
}
