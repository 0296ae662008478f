package io.steelyard.corpus.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LongRecordSorterProperties {
  @Property(tries = 60)
  void readsBackEveryRecordInOrderWhateverTheMemory(
      @ForAll @IntRange(max = 3000) int records,
      @ForAll @IntRange(max = 40) int kilobytes,
      @ForAll boolean three,
      @ForAll Random random)
      throws IOException {
    int width = three ? 3 : 2;
    List<List<Long>> expected = new ArrayList<>();
    Path folder = Files.createTempDirectory("sorter");
    try (LongRecordSorter sorter = new LongRecordSorter(width, kilobytes * 1024L, folder)) {
      for (int i = 0; i < records; i++) {
        long a = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(5) - 2;
        long b = random.nextLong();
        if (three) {
          sorter.add(a, random.nextInt(2), b);
          expected.add(List.of(a, 0L, b));
        } else {
          sorter.add(a, b);
          expected.add(List.of(a, b));
        }
      }
      List<List<Long>> actual = new ArrayList<>();
      try (LongRecordSorter.Cursor cursor = sorter.sorted()) {
        while (cursor.next()) {
          actual.add(
              three
                  ? List.of(cursor.get(0), 0L, cursor.get(2))
                  : List.of(cursor.get(0), cursor.get(1)));
        }
      }
      Comparator<List<Long>> order = Comparator.comparing(r -> r.get(0));
      if (!three) {
        expected.sort(order.thenComparing(r -> r.get(1)));
        assertThat(actual).isEqualTo(expected);
      } else {
        assertThat(actual).isSortedAccordingTo(order).containsExactlyInAnyOrderElementsOf(expected);
      }
    }
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
    Files.delete(folder);
  }

  @net.jqwik.api.Example
  void mergesInRoundsWhenThereAreMoreRunsThanItOpensAtOnce() throws IOException {
    Path folder = Files.createTempDirectory("sorter");
    try (LongRecordSorter sorter = new LongRecordSorter(2, 0, folder)) {
      for (int i = 0; i < 20_000; i++) {
        sorter.add((i * 7919L) % 20_000, i);
      }
      assertThat(sorter.spilledRuns()).isGreaterThan(256);
      try (LongRecordSorter.Cursor cursor = sorter.sorted()) {
        for (int i = 0; i < 20_000; i++) {
          assertThat(cursor.next()).isTrue();
          assertThat(cursor.get(0)).isEqualTo(i);
        }
        assertThat(cursor.next()).isFalse();
      }
    }
    Files.delete(folder);
  }
}
