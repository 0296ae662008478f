package io.steelyard.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.draws.Draws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LongRecordSorterProperties {
  private static long[][] records(int n, int width, long seed, long spread) {
    long[][] records = new long[n][width];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < width; c++) {
        records[i][c] = Draws.mix(seed, i, c) % spread;
      }
    }
    return records;
  }

  private static List<long[]> sorted(long[][] records, int width, long memory) throws IOException {
    Path scratch = Files.createTempDirectory("long-sorter");
    List<long[]> result = new ArrayList<>();
    try (LongRecordSorter sorter = new LongRecordSorter(width, memory, scratch)) {
      for (long[] record : records) {
        sorter.add(record);
      }
      assertThat(sorter.size()).isEqualTo(records.length);
      sorter.forEach(record -> result.add(record.clone()));
    }
    try (var left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
    Files.delete(scratch);
    return result;
  }

  @Property(tries = 50, seed = "21")
  void sortsInAndBeyondMemory(
      @ForAll @IntRange(min = 0, max = 9000) int n,
      @ForAll @IntRange(min = 1, max = 4) int width,
      @ForAll @IntRange(min = 1, max = 1000) int spread)
      throws IOException {
    long[][] records = records(n, width, 5, spread);
    long[][] expected = records.clone();
    Arrays.sort(expected, Arrays::compare);
    assertThat(sorted(records, width, 1 << 16).toArray(long[][]::new)).isDeepEqualTo(expected);
    assertThat(sorted(records, width, 1 << 24).toArray(long[][]::new)).isDeepEqualTo(expected);
  }

  @Example
  void manyRunsAreMergedInSteps() throws IOException {
    long[][] records = records(200_000, 2, 7, Long.MAX_VALUE);
    long[][] expected = records.clone();
    Arrays.sort(expected, Arrays::compare);
    assertThat(sorted(records, 2, 1 << 16).toArray(long[][]::new)).isDeepEqualTo(expected);
  }

  @Example
  void readsTwiceAndAfterMore() throws IOException {
    Path scratch = Files.createTempDirectory("long-sorter");
    try (LongRecordSorter sorter = new LongRecordSorter(2, 1 << 16, scratch)) {
      for (int i = 9999; i >= 0; i--) {
        sorter.add(i, 1);
      }
      long[] sum = {0};
      sorter.forEach(record -> sum[0] += record[0]);
      sorter.add(-5, 0);
      List<Long> firsts = new ArrayList<>();
      sorter.forEach(record -> firsts.add(record[0]));
      assertThat(sum[0]).isEqualTo(9999L * 10_000 / 2);
      assertThat(firsts).hasSize(10_001).startsWith(-5L, 0L).isSorted();
      assertThatThrownBy(() -> sorter.add(new long[3])).hasMessageContaining("3 longs");
    }
    Files.delete(scratch);
    assertThatThrownBy(() -> new LongRecordSorter(0, 1 << 20, scratch))
        .hasMessageContaining("width of at least 1");
  }
}
