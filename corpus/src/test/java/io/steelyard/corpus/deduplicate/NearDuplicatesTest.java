package io.steelyard.corpus.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearDuplicatesTest {
  @TempDir Path folder;

  @Test
  void findsPlantedCopiesAndSparesDifferentTexts() throws IOException {
    PlantedCopies planted = new PlantedCopies(1, 600, 100, 100, 40);
    List<String> texts = planted.texts;
    Clusters exact = exact(texts);
    for (int i = 0; i < 100; i++) {
      assertThat(exact.survivor(600 + i)).isEqualTo(exact.survivor(planted.exactOriginals.get(i)));
    }
    Clusters near = near(texts, 1 << 20);
    long[][] shingles = shingles(texts);
    int alike = 0;
    int found = 0;
    int merged = 0;
    int falselyMerged = 0;
    for (int i = 0; i < shingles.length; i++) {
      for (int j = i + 1; j < shingles.length; j++) {
        double similarity = Shingles.jaccard(shingles[i], shingles[j]);
        boolean together = near.survivor(i) == near.survivor(j);
        alike += similarity >= .8 ? 1 : 0;
        found += similarity >= .8 && together ? 1 : 0;
        merged += together ? 1 : 0;
        falselyMerged += together && similarity < .5 ? 1 : 0;
      }
    }
    assertThat(alike).isGreaterThan(150);
    assertThat((double) found / alike).isGreaterThanOrEqualTo(.9);
    assertThat((double) falselyMerged / merged).isLessThanOrEqualTo(.06);
  }

  @Test
  void neverRemovesTextsWithoutShingles() throws IOException {
    List<String> texts =
        List.of("four words are few", "four words are few", "", "", "a b c d e", "A b, c d e!");
    Clusters clusters = near(texts, 1 << 20);
    assertThat(clusters.removed()).isEqualTo(1);
    assertThat(clusters.isKept(1)).isTrue();
    assertThat(clusters.isKept(3)).isTrue();
    assertThat(clusters.survivor(5)).isEqualTo(4);
  }

  @Test
  void aBucketOfManyCopiesCostsOneEdgeLessThanItsDocuments() throws IOException {
    try (NearDuplicates search = new NearDuplicates(1 << 20, folder)) {
      for (int i = 0; i < 12_000; i++) {
        search.add(i, new long[] {42});
      }
      Clusters clusters = search.clusters(12_000, Preference.first());
      assertThat(search.edges()).isEqualTo(11_999);
      assertThat(search.largestBucket()).isEqualTo(12_000);
      assertThat(search.hugeBuckets()).isEqualTo(1);
      assertThat(clusters.size(7)).isEqualTo(12_000);
      assertThat(clusters.histogram()).containsExactly(java.util.Map.entry(12_000, 1L));
    }
  }

  @Test
  void keepsTheBestThenTheLongestThenTheFirst() throws IOException {
    assertThat(survivorOf(Preference.first())).isZero();
    assertThat(survivorOf(Preference.longest(new int[] {5, 9, 9}))).isEqualTo(1);
    assertThat(survivorOf(Preference.best(new double[] {.5, .1, .5}, new int[] {5, 9, 9})))
        .isEqualTo(2);
    assertThat(
            survivorOf(
                Preference.best(new double[] {Double.NaN, .1, Double.NaN}, new int[] {5, 9, 9})))
        .isEqualTo(1);
    assertThatThrownBy(() -> Preference.best(new double[2], new int[3]))
        .hasMessageContaining("qualities for 2 documents, lengths for 3");
  }

  private int survivorOf(Preference preference) throws IOException {
    try (NearDuplicates search = new NearDuplicates(1 << 20, folder)) {
      for (int i = 0; i < 3; i++) {
        search.add(i, new long[] {1, i});
      }
      return search.clusters(3, preference).survivor(0);
    }
  }

  @Test
  void verificationBreaksTransitiveDrift() throws IOException {
    // each text shares 95 % of its words with its neighbour, the ends share nothing
    List<String> chain = new ArrayList<>();
    for (int step = 0; step < 24; step++) {
      StringBuilder text = new StringBuilder();
      for (int i = step * 10; i < step * 10 + 200; i++) {
        text.append('w').append((char) ('a' + i % 26)).append((char) ('a' + i / 26)).append(' ');
      }
      chain.add(text.toString());
    }
    long[][] shingles = shingles(chain);
    assertThat(Shingles.jaccard(shingles[0], shingles[1])).isGreaterThan(.8);
    assertThat(Shingles.jaccard(shingles[0], shingles[23])).isZero();
    Clusters drifted = near(chain, 1 << 20);
    assertThat(drifted.survivor(23)).isEqualTo(drifted.survivor(0));
    Verification.Result verified =
        Verification.verify(drifted, .8, Preference.first(), i -> shingles[i]);
    for (int i = 0; i < chain.size(); i++) {
      int survivor = verified.clusters().survivor(i);
      assertThat(survivor == i || Shingles.jaccard(shingles[i], shingles[survivor]) >= .8).isTrue();
    }
    assertThat(verified.clusters().survivor(1)).isZero();
    assertThat(verified.report().members()).isEqualTo(24);
    assertThat(verified.report().broken()).isEqualTo(21);
    assertThat(verified.report().clustersBroken()).isEqualTo(1);
    assertThat(verified.report().unplaced()).isZero();
    assertThat(verified.report().brokenShare()).isEqualTo(21.0 / 23);
  }

  @Test
  void verificationKeepsWhatItCannotPlace() throws IOException {
    int n = 3000; // would take 4.5 million comparisons
    Verification.Result result =
        Verification.verify(
            Clusters.ofSurvivors(new int[n]), .8, Preference.first(), i -> new long[] {i});
    assertThat(result.report().unplaced()).isBetween(1L, 2000L);
    assertThat(result.clusters().removed()).isZero();
    assertThatThrownBy(
            () -> Verification.verify(Clusters.singletons(1), 0, Preference.first(), i -> null))
        .hasMessageContaining("above 0 and at most 1");
  }

  @Test
  void nearClustersOfExactSurvivorsTakeTheirCopiesAlong() {
    Clusters exact = Clusters.ofSurvivors(new int[] {0, 0, 2, 2});
    Clusters near = Clusters.ofSurvivors(new int[] {2, 1, 2, 3});
    Clusters both = exact.then(near);
    assertThat(both.survivor(1)).isEqualTo(2);
    assertThat(both.size(1)).isEqualTo(4);
    assertThat(both.removed()).isEqualTo(3);
  }

  @Test
  void aSecondRunOverTheSurvivorsRemovesNothingElse() throws IOException {
    List<String> texts = new PlantedCopies(3, 200, 40, 0, 10).texts;
    Clusters first = exact(texts);
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      if (first.isKept(i)) {
        kept.add(texts.get(i));
      }
    }
    assertThat(kept.size() + first.removed()).isEqualTo(texts.size());
    assertThat(exact(kept).removed()).isZero();
  }

  @Test
  void weightsFollowTheirDefinitions() {
    assertThat(DuplicateWeights.soft(4, .5)).isEqualTo(.5);
    assertThat(DuplicateWeights.soft(7, 0)).isEqualTo(1);
    assertThat(DuplicateWeights.soft(4, 1)).isEqualTo(.25);
    int[] sizes = {1, 2, 3, 4, 5, 99, 100, 999, 1000};
    int[] copies = {1, 2, 3, 3, 5, 5, 8, 8, 1};
    for (int i = 0; i < sizes.length; i++) {
      assertThat(DuplicateWeights.copies(sizes[i])).isEqualTo(copies[i]);
    }
    assertThatThrownBy(() -> DuplicateWeights.copies(0)).hasMessageContaining("was 0");
    assertThatThrownBy(() -> DuplicateWeights.soft(1, 1.5)).hasMessageContaining("from 0 to 1");
  }

  private Clusters exact(List<String> texts) throws IOException {
    try (ExactDuplicates search = new ExactDuplicates(1 << 20, folder)) {
      for (int i = 0; i < texts.size(); i++) {
        search.add(i, ExactDuplicates.identity(texts.get(i)));
      }
      return search.clusters(texts.size(), Preference.first());
    }
  }

  private Clusters near(List<String> texts, long memory) throws IOException {
    BandKeys keys = new BandKeys(MinHashSettings.standard());
    try (NearDuplicates search = new NearDuplicates(memory, folder)) {
      for (int i = 0; i < texts.size(); i++) {
        if (keys.take(texts.get(i))) {
          search.add(i, keys.keys());
        }
      }
      return search.clusters(texts.size(), Preference.first());
    }
  }

  static long[][] shingles(List<String> texts) {
    Shingles shingles = new Shingles(Normaliser.Rule.STANDARD, ShingleHash.Family.XXH64, 5);
    long[][] all = new long[texts.size()][];
    for (int i = 0; i < all.length; i++) {
      shingles.take(texts.get(i));
      all[i] = shingles.distinct();
    }
    return all;
  }
}
