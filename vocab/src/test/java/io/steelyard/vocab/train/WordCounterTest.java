package io.steelyard.vocab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.vocab.PreTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordCounterTest {
  private static final int PLENTY = Integer.MAX_VALUE;

  @TempDir Path folder;

  @Test
  void weighsEachDocument() throws IOException {
    try (WordCounter counter = counter(1 << 20, PLENTY, 1)) {
      WordCounter.Worker worker = counter.worker();
      add(worker, "the the", 1);
      add(worker, " the end", 3);
      add(worker, "nothing", 0);
      assertThat(map(counter.finish(1))).isEqualTo(Map.of("the", 1L, " the", 4L, " end", 3L));
    }
  }

  @Test
  void tellsWordsApartThatDifferOnlyInLengthOrZeros() throws IOException {
    WordTable table = new WordTable();
    List<byte[]> words =
        List.of(
            new byte[] {0},
            new byte[] {0, 0},
            "12345678".getBytes(StandardCharsets.UTF_8),
            "123456789".getBytes(StandardCharsets.UTF_8),
            "12345678\0".getBytes(StandardCharsets.UTF_8),
            "1234567890123456789".getBytes(StandardCharsets.UTF_8));
    for (byte[] word : words) {
      table.add(word, 0, word.length, 1);
      table.add(word, 0, word.length, 1);
    }
    WordCounts counts = WordCounts.of(table, 1);
    assertThat(counts.size()).isEqualTo(6);
    assertThat(counts.textBytes()).isEqualTo(2 * (1 + 2 + 8 + 9 + 9 + 19));
  }

  @Test
  void losesNothingWhenItGoesToDisk() throws IOException {
    Map<String, Long> inMemory;
    try (WordCounter counter = counter(64 << 20, PLENTY, 1)) {
      fill(counter.worker(), 0, 60_000);
      inMemory = map(counter.finish(1));
    }
    try (WordCounter counter = counter(2 << 20, PLENTY, 2)) {
      fill(counter.worker(), 0, 30_000);
      fill(counter.worker(), 30_000, 60_000);
      WordCounts spilled = counter.finish(1);
      assertThat(map(spilled)).isEqualTo(inMemory);
      assertThat(spilled.dropped()).isEqualTo(WordCounts.Dropped.NOTHING);
      try (var files = Files.list(folder)) {
        assertThat(files.count()).isGreaterThan(1);
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void dropsTheRarestWordsTogetherAndSaysSo() throws IOException {
    try (WordCounter counter = counter(1 << 20, 180, 1)) {
      WordCounter.Worker worker = counter.worker();
      add(worker, "the", 9);
      add(worker, "of", 5);
      add(worker, "and", 5);
      add(worker, "zebra", 1);
      WordCounts counts = counter.finish(1);
      assertThat(map(counts)).isEqualTo(Map.of("the", 9L, "of", 5L, "and", 5L));
      assertThat(counts.dropped()).isEqualTo(new WordCounts.Dropped(1, 5, 1, 4));
    }
  }

  @Test
  void scalesDomainsToTheirShares() {
    DomainWeights weights =
        DomainWeights.of(List.of("en", "cs"), new long[] {900, 100}, new double[] {0.5, 0.5});
    assertThat(weights.unit()).isEqualTo(1 << 20);
    assertThat(weights.weight(0)).isEqualTo(582_542);
    assertThat(weights.weight(1)).isEqualTo(5_242_880);
    assertThat(DomainWeights.of(List.of("a", "b"), new long[] {3, 7}, new double[] {0.3, 0.7}))
        .satisfies(
            natural -> {
              assertThat(natural.weight(0)).isEqualTo(1 << 20);
              assertThat(natural.weight(1)).isEqualTo(1 << 20);
            });
  }

  @Test
  void neverRoundsADomainAway() {
    DomainWeights weights =
        DomainWeights.of(
            List.of("huge", "rare"), new long[] {1L << 50, 1}, new double[] {1e-15, 1});
    assertThat(weights.weight(0)).isEqualTo(1);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> DomainWeights.of(List.of("cs"), new long[] {0}, new double[] {1}))
        .hasMessageContaining("domain 'cs' has the share 1.0 but no training text");
    assertThatThrownBy(() -> DomainWeights.of(List.of("cs"), new long[] {5}, new double[] {-1}))
        .hasMessageContaining("shares are finite and 0 or more");
    assertThatThrownBy(() -> DomainWeights.of(List.of("cs"), new long[] {5}, new double[] {0}))
        .hasMessageContaining("all shares are 0");
    assertThatThrownBy(() -> new WordCounter.Limits(1000, 1, 1, folder))
        .hasMessageContaining("at least 1 MiB");
    assertThatThrownBy(() -> add(counter(1 << 20, 10, 1).worker(), "x", -1))
        .hasMessageContaining("weights are 0 or more");
  }

  private WordCounter counter(long memory, long kept, int workers) {
    return new WordCounter(
        PreTokenizer.GPT2::split, new WordCounter.Limits(memory, kept, workers, folder));
  }

  private static void fill(WordCounter.Worker worker, int from, int to) {
    for (int i = from; i < to; i++) {
      add(worker, " word" + "abcdefghij".charAt(i % 10) + " common " + letters(i), 1 + i % 3);
    }
  }

  private static String letters(int i) {
    StringBuilder text = new StringBuilder("antidisestablish");
    for (int x = i; x > 0; x /= 26) {
      text.append((char) ('a' + x % 26));
    }
    return text.toString();
  }

  private static void add(WordCounter.Worker worker, String text, long weight) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    worker.add(utf8, 0, utf8.length, weight);
  }

  private static Map<String, Long> map(WordCounts counts) {
    Map<String, Long> map = new TreeMap<>();
    for (int w = 0; w < counts.size(); w++) {
      map.put(new String(counts.word(w), StandardCharsets.UTF_8), counts.count(w));
    }
    return map;
  }
}
