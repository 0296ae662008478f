package io.steelyard.select.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static Set<Integer> buckets(String text, boolean words) {
    HashedGrams grams = new HashedGrams(20, words);
    grams.take(text);
    Set<Integer> found = new TreeSet<>();
    for (int i = 0; i < grams.size(); i++) {
      found.add(grams.bucket(i));
    }
    return found;
  }

  @Test
  void runsOfThreeToFiveCharactersReachToTheBlanks() {
    HashedGrams grams = new HashedGrams(20, false);
    grams.take("Go!");
    assertThat(grams.size()).isEqualTo(3); // " go", " go ", "go "
    grams.take("");
    assertThat(grams.size()).isZero();
    grams.take("... ?!");
    assertThat(grams.size()).isZero();
  }

  @Test
  void caseAndMarksBetweenWordsDoNotMatter() {
    assertThat(buckets("The  Cat, sat", true)).isEqualTo(buckets("the cat SAT.", true));
    assertThat(buckets("the cat", true)).isNotEqualTo(buckets("the cats", true));
    assertThat(buckets("वह गया।", true)).isEqualTo(buckets("वह गया", true));
    assertThat(buckets("ÜBER \uD801\uDC00x", true)).isEqualTo(buckets("über \uD801\uDC28x", true));
  }

  @Test
  void wordsHaveBucketsOfTheirOwn() {
    Set<Integer> with = buckets("cat", true);
    assertThat(with).hasSize(buckets("cat", false).size() + 1);
  }

  @Test
  void fingerprintsAreOfTheFoldedText() {
    HashedGrams grams = new HashedGrams(8, false);
    assertThat(grams.fingerprint("A b, C")).isEqualTo(grams.fingerprint("a B c!"));
    assertThat(grams.fingerprint("ab c")).isNotEqualTo(grams.fingerprint("a bc"));
    assertThatThrownBy(() -> new HashedGrams(4, false)).hasMessageContaining("between 8 and 24");
  }

  private static final List<String> TEXTS = texts();

  private static List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      texts.add("number " + i % 7 + " of the row " + i * i % 11 + (i % 3 == 0 ? " again" : ""));
    }
    return texts;
  }

  @Test
  void rowsHaveNormOneAndRareWordsWeighMore() {
    SparseRows.Weights weights = SparseRows.Weights.of(TEXTS, 10);
    SparseRows rows = SparseRows.of(TEXTS, weights, 2);
    for (float[] values : rows.values()) {
      double squares = 0;
      for (float v : values) {
        squares += v * v;
      }
      assertThat(squares).isCloseTo(1, within(1e-5));
    }
    HashedGrams grams = new HashedGrams(10, true);
    grams.take("again");
    int again = grams.bucket(0);
    grams.take("number");
    assertThat(weights.idf()[again]).isGreaterThan(weights.idf()[grams.bucket(0)]);
  }

  @Test
  void singularValuesAreThoseOfTheWholeDecomposition() {
    SparseRows rows = SparseRows.of(TEXTS, SparseRows.Weights.of(TEXTS, 8), 1);
    double[][] dense = new double[TEXTS.size()][1 << 8];
    for (int i = 0; i < dense.length; i++) {
      for (int j = 0; j < rows.columns()[i].length; j++) {
        dense[i][rows.columns()[i][j]] = rows.values()[i][j];
      }
    }
    double[] whole =
        new SingularValueDecomposition(MatrixUtils.createRealMatrix(dense)).getSingularValues();
    TruncatedSvd some = TruncatedSvd.of(rows, 1 << 8, 5, 1);
    assertThat(some.rank()).isEqualTo(5);
    for (int r = 0; r < 5; r++) {
      assertThat(some.singular()[r]).isCloseTo(whole[r], within(1e-4 * whole[0]));
    }
    // Directions are of norm 1 and stand on each other.
    for (int a = 0; a < 5; a++) {
      for (int b = 0; b <= a; b++) {
        double product = 0;
        for (int i = 0; i < 1 << 8; i++) {
          product += (double) some.right()[i * 5 + a] * some.right()[i * 5 + b];
        }
        assertThat(product).isCloseTo(a == b ? 1 : 0, within(1e-4));
      }
    }
  }
}
