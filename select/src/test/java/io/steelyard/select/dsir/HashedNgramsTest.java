package io.steelyard.select.dsir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class HashedNgramsTest {
  private static HashedNgrams read(int n, String text) {
    HashedNgrams ngrams = new HashedNgrams(n, 10_000, HashedNgrams.Hash.SHA256);
    ngrams.read(text);
    return ngrams;
  }

  @Test
  void hasThePublishedBuckets() {
    assertThat(read(1, "alice").bucket(0)).isEqualTo(6720);
    assertThat(read(2, "Alice went").bucket(2)).isEqualTo(114);
    assertThat(read(1, "the").bucket(0)).isEqualTo(8288);
    assertThat(read(1, "ñandú").bucket(0)).isEqualTo(643);
    assertThat(read(1, "的").bucket(0)).isEqualTo(2203);
  }

  @Test
  void countsEveryLengthUpToN() {
    HashedNgrams ngrams = read(2, "Alice went to the store");
    assertThat(ngrams.count()).isEqualTo(9);
    assertThat(ngrams.words()).isEqualTo(5);
    assertThat(Dsir.length(9, 2)).isEqualTo(5);
    assertThat(Dsir.length(read(3, "a b c d").count(), 3)).isEqualTo(4);
  }

  @Test
  void cutsAsPythonDoes() {
    assertThat(read(1, "it's 3.5%...").words()).isEqualTo(7); // it ' s 3 . 5 %...
    assertThat(read(1, "snake_case x²½").words()).isEqualTo(2);
    // Python's \w has no combining marks: हिन्दी is cut at each of them.
    assertThat(read(1, "हिन्दी").words()).isEqualTo(6);
    assertThat(read(1, "a\u001cb\u2028c\u00a0d").words()).isEqualTo(4);
    assertThat(read(2, " \n").count()).isZero();
    assertThat(read(2, "").count()).isZero();
  }

  @Test
  void remembersNothingWrong() {
    HashedNgrams one = new HashedNgrams(2, 10_000, HashedNgrams.Hash.SHA256);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 3_000; i++) {
        String text = "word" + i + " and " + i * 7919;
        one.read(text);
        HashedNgrams fresh = i % 500 == 0 ? read(2, text) : one;
        for (int g = 0; g < one.count(); g++) {
          assertThat(one.bucket(g)).isEqualTo(fresh.bucket(g)).isBetween(0, 9_999);
        }
      }
    }
  }

  @Test
  void weighsByLogarithmsOfShares() {
    DsirPass pass = DsirPass.standard(0);
    NgramCounts target = pass.count(List.of("a b"));
    NgramCounts pool = pass.count(List.of("a b", "c d"));
    Dsir dsir = new Dsir(target, pool, 0);
    double each = Math.log(1 / 3.0 + 1e-8) - Math.log(1 / 6.0 + 1e-8);
    assertThat(dsir.logWeight(read(2, "a b"))).isCloseTo(3 * each, within(1e-12));
    double never = Math.log(1e-8) - Math.log(1 / 6.0 + 1e-8);
    assertThat(dsir.logWeight(read(2, "c d"))).isCloseTo(3 * never, within(1e-9));
    double smoothed = new Dsir(target, pool, 1).logWeight(read(1, "c"));
    assertThat(smoothed)
        .isCloseTo(Math.log(1 / 10_003.0 + 1e-8) - Math.log(1 / 6.0 + 1e-8), within(1e-12));
  }

  @Test
  void drawsFromTheGumbelDistribution() {
    double sum = 0;
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      sum += Dsir.noise(5, i, 0);
    }
    assertThat(sum / n).isCloseTo(0.5772, within(0.03));
    assertThat(Dsir.gumbel(0)).isFinite();
    assertThat(Dsir.gumbel(-1)).isFinite();
  }
}
