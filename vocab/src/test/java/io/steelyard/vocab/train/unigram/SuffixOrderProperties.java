package io.steelyard.vocab.train.unigram;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.vocab.train.WordCounts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SuffixOrderProperties {
  @Provide
  Arbitrary<String> word() {
    return Arbitraries.strings().withChars('a', 'b', 'c').ofMinLength(1).ofMaxLength(30);
  }

  @Property(tries = 200, seed = "11")
  void sortsPlacesByWhatFollowsUpToTheDepth(
      @ForAll @Size(min = 1, max = 20) List<@From("word") String> words,
      @ForAll @IntRange(min = 1, max = 9) int depth) {
    StringBuilder text = new StringBuilder();
    words.forEach(w -> text.append(w).append('\0'));
    int[] order = SuffixOrder.of(text.toString().toCharArray(), depth, ForkJoinPool.commonPool());
    assertThat(order).hasSize(text.length() - words.size()).doesNotHaveDuplicates();
    String before = "";
    for (int place : order) {
      String suffix = text.substring(place, text.indexOf("\0", place));
      suffix = suffix.substring(0, Math.min(depth, suffix.length()));
      assertThat(suffix).isGreaterThanOrEqualTo(before);
      before = suffix;
    }
  }

  @Property(tries = 200, seed = "12")
  void seedsAreTheRepeatedStringsThatGoOnInTwoWays(
      @ForAll @Size(min = 1, max = 12) Set<@From("word") String> words,
      @ForAll @IntRange(min = 2, max = 8) int longest) {
    Map<String, Long> counts = new HashMap<>();
    words.forEach(w -> counts.put(w, (long) w.length() % 3));
    PieceSet seeds =
        SeedPieces.of(
            CodedWords.of(WordCounts.of(counts), 1, ""),
            longest,
            10_000,
            2,
            ForkJoinPool.commonPool());
    Set<String> found = new HashSet<>();
    for (int i = seeds.letters(); i < seeds.size(); i++) {
      assertThat(found.add(seeds.text(i))).isTrue();
    }
    assertThat(found).isEqualTo(expected(counts, longest));
  }

  /** By looking at every string: its count, and what comes after it. */
  private static Set<String> expected(Map<String, Long> counts, int longest) {
    Map<String, Long> seen = new HashMap<>();
    Map<String, Set<Character>> next = new HashMap<>();
    counts.forEach(
        (word, count) -> {
          for (int i = 0; count > 0 && i < word.length(); i++) {
            for (int k = i + 2; k <= Math.min(word.length(), i + longest); k++) {
              String part = word.substring(i, k);
              seen.merge(part, count, Long::sum);
              next.computeIfAbsent(part, p -> new HashSet<>())
                  .add(k < word.length() ? word.charAt(k) : '\0');
            }
          }
        });
    Set<String> expected = new HashSet<>();
    seen.forEach(
        (part, count) -> {
          if (count >= 2 && (next.get(part).size() > 1 || next.get(part).contains('\0'))) {
            expected.add(part);
          }
        });
    return expected;
  }
}
