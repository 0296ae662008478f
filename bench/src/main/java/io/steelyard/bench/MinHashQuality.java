package io.steelyard.bench;

import io.steelyard.corpus.deduplicate.BandKeys;
import io.steelyard.corpus.deduplicate.Bands;
import io.steelyard.corpus.deduplicate.Clusters;
import io.steelyard.corpus.deduplicate.MinHashSettings;
import io.steelyard.corpus.deduplicate.NearDuplicates;
import io.steelyard.corpus.deduplicate.Normaliser;
import io.steelyard.corpus.deduplicate.Preference;
import io.steelyard.corpus.deduplicate.ShingleHash;
import io.steelyard.corpus.deduplicate.Shingles;
import io.steelyard.corpus.deduplicate.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Recall and precision against brute force: the exact shingle Jaccard similarity of every pair of
 * documents, beside what the search put together. Argument: a JSON Lines file of some thousand
 * documents.
 */
public final class MinHashQuality {
  private MinHashQuality() {}

  public static void main(String[] args) throws IOException {
    List<String> texts = new ArrayList<>();
    try (MinHashRun.Lines lines = new MinHashRun.Lines(List.of(Path.of(args[0])))) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        texts.add(MinHashRun.text(line));
      }
    }
    int n = texts.size();
    long[][] shingles = new long[n][];
    Shingles taker = new Shingles(Normaliser.Rule.STANDARD, ShingleHash.Family.XXH64, 5);
    for (int i = 0; i < n; i++) {
      taker.take(texts.get(i));
      shingles[i] = taker.distinct();
    }
    float[][] similarity = new float[n][];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              similarity[i] = new float[i];
              for (int j = 0; j < i; j++) {
                similarity[i][j] = (float) Shingles.jaccard(shingles[i], shingles[j]);
              }
            });
    System.out.printf(
        "%d documents, %d pairs compared by brute force%n", n, (long) n * (n - 1) / 2);
    for (Bands bands : new Bands[] {Bands.DEFAULT, new Bands(20, 13), new Bands(25, 10)}) {
      Clusters clusters = search(texts, bands);
      report(bands + " as FineWeb", clusters, similarity);
      Verification.Result verified =
          Verification.verify(clusters, .8, Preference.first(), i -> shingles[i]);
      report(bands + " verified at .8", verified.clusters(), similarity);
      System.out.printf(
          "  verification: %d members, %d checked, %d broken up (%.1f %% of removals)%n",
          verified.report().members(),
          verified.report().checked(),
          verified.report().broken(),
          100 * verified.report().brokenShare());
    }
  }

  private static Clusters search(List<String> texts, Bands bands) throws IOException {
    Path folder = Files.createTempDirectory("quality");
    MinHashSettings standard = MinHashSettings.standard();
    BandKeys keys =
        new BandKeys(
            new MinHashSettings(
                bands, standard.shingleWords(), standard.family(), standard.rule()));
    try (NearDuplicates search = new NearDuplicates(16 << 20, folder)) {
      for (int i = 0; i < texts.size(); i++) {
        if (keys.take(texts.get(i))) {
          search.add(i, keys.keys());
        }
      }
      return search.clusters(texts.size(), Preference.first());
    } finally {
      Files.delete(folder);
    }
  }

  private static void report(String name, Clusters clusters, float[][] similarity) {
    long[] pairs = new long[11];
    long[] together = new long[11];
    long apart = 0;
    long left = 0;
    for (int i = 0; i < similarity.length; i++) {
      for (int j = 0; j < i; j++) {
        int tenth = (int) (similarity[i][j] * 10 + 1e-6);
        boolean joined = clusters.survivor(i) == clusters.survivor(j);
        pairs[tenth]++;
        together[tenth] += joined ? 1 : 0;
        left += tenth >= 8 && clusters.isKept(i) && clusters.isKept(j) ? 1 : 0;
      }
      int survivor = clusters.survivor(i);
      if (survivor != i) {
        float s = similarity[Math.max(i, survivor)][Math.min(i, survivor)];
        apart += s < .5 ? 1 : 0;
      }
    }
    long found = together[8] + together[9] + together[10];
    long alike = pairs[8] + pairs[9] + pairs[10];
    long merged = 0;
    long below = 0;
    long unlike = 0;
    for (int t = 0; t <= 10; t++) {
      merged += together[t];
      below += t < 5 ? together[t] : 0;
      unlike += t < 5 ? pairs[t] : 0;
    }
    System.out.printf(
        "%s: removed %d of %d%n  recall %.4f (%d of %d pairs at .8 or more; identical shingles %d"
            + " of %d); such pairs left with both kept: %d%n  precision %.4f (pairs put together"
            + " that are at .8 or more); of the pairs below .5 put together %.5f; removed documents"
            + " below .5 to their survivor %d%n",
        name,
        clusters.removed(),
        clusters.documents(),
        (double) found / alike,
        found,
        alike,
        together[10],
        pairs[10],
        left,
        (double) found / merged,
        (double) below / unlike,
        apart);
  }
}
