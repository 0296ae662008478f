package io.steelyard.corpus.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class OrderIndependenceProperties {
  @Property(tries = 25, seed = "7")
  void clustersDependOnTheDocumentsAlone(
      @ForAll @IntRange(min = 1, max = 40) int seed,
      @ForAll @IntRange(min = 1, max = 4) int threads,
      @ForAll @IntRange(min = 64, max = 80) int kilobytes,
      @ForAll Random random)
      throws Exception {
    List<String> texts = new PlantedCopies(seed, 120, 30, 45, 15).texts;
    int[] lengths = texts.stream().mapToInt(String::length).toArray();
    Preference preference = Preference.longest(lengths);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      order.add(i);
    }
    int[] expected = survivors(texts, order, 1, 1 << 20, preference);
    Collections.shuffle(order, random);
    assertThat(survivors(texts, order, threads, kilobytes * 1024L, preference)).isEqualTo(expected);
  }

  private static int[] survivors(
      List<String> texts, List<Integer> order, int threads, long memory, Preference preference)
      throws Exception {
    Path folder = Files.createTempDirectory("order");
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (NearDuplicates near = new NearDuplicates(memory, folder);
        ExactDuplicates exact = new ExactDuplicates(memory, folder)) {
      List<Future<Void>> parts = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int from = order.size() * t / threads;
        int to = order.size() * (t + 1) / threads;
        parts.add(pool.submit(part(texts, order.subList(from, to), near, exact)));
      }
      for (Future<Void> part : parts) {
        part.get();
      }
      Clusters clusters =
          exact.clusters(texts.size(), preference).then(near.clusters(texts.size(), preference));
      int[] survivors = new int[texts.size()];
      for (int i = 0; i < survivors.length; i++) {
        survivors[i] = clusters.survivor(i);
      }
      return survivors;
    } finally {
      pool.shutdownNow();
      try (var left = Files.list(folder)) {
        assertThat(left).isEmpty();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      Files.delete(folder);
    }
  }

  private static Callable<Void> part(
      List<String> texts, List<Integer> documents, NearDuplicates near, ExactDuplicates exact) {
    return () -> {
      BandKeys keys = new BandKeys(MinHashSettings.standard());
      for (int i : documents) {
        exact.add(i, ExactDuplicates.identity(texts.get(i)));
        if (keys.take(texts.get(i))) {
          near.add(i, keys.keys());
        }
      }
      return null;
    };
  }
}
