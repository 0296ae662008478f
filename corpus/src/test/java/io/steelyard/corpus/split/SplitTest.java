package io.steelyard.corpus.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.artifact.Part;
import io.steelyard.corpus.deduplicate.ExactDuplicates;
import io.steelyard.corpus.deduplicate.Murmur3.Hash128;
import io.steelyard.corpus.split.Split.Parts;
import io.steelyard.corpus.split.Split.Shares;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitTest {
  private static final Shares SHARES = new Shares(.01, .02);

  @TempDir Path folder;

  @Test
  void takesTheExactCountOfEachDomain() throws IOException {
    int[] sizes = {1672, 236, 40, 3, 2, 1};
    try (Split split = new Split(7, SHARES, 1 << 20, folder)) {
      int ordinal = 0;
      for (int domain = 0; domain < sizes.length; domain++) {
        for (int i = 0; i < sizes[domain]; i++) {
          split.add(ordinal, domain, text(ordinal++));
        }
      }
      Parts parts = split.parts(ordinal);
      int from = 0;
      long[][] expected = {{17, 33}, {2, 5}, {1, 1}, {1, 1}, {0, 0}, {0, 0}};
      for (int domain = 0; domain < sizes.length; domain++) {
        long[] counts = new long[3];
        for (int i = from; i < from + sizes[domain]; i++) {
          counts[parts.of(i).ordinal()]++;
        }
        from += sizes[domain];
        assertThat(counts[1]).as("validation of domain %d", domain).isEqualTo(expected[domain][0]);
        assertThat(counts[2]).as("test of domain %d", domain).isEqualTo(expected[domain][1]);
      }
      assertThat(parts.count(Part.VALIDATION)).isEqualTo(21);
    }
  }

  @Test
  void aClusterIsNeverCutEvenAcrossDomains() throws IOException {
    Map<Hash128, Part> seen = new HashMap<>();
    try (Split split = new Split(1, new Shares(.3, .3), 1 << 20, folder)) {
      for (int i = 0; i < 900; i++) {
        split.add(i, i % 4, text(i / 3));
      }
      Parts parts = split.parts(900);
      for (int i = 0; i < 900; i++) {
        Part part = parts.of(i);
        assertThat(seen.putIfAbsent(text(i / 3), part)).isIn(null, part);
      }
      assertThat(parts.count(Part.TEST)).isBetween(240, 300);
    }
  }

  @Test
  void dependsOnSeedAndTextButNotOnOrderOrMemory() throws IOException {
    List<Part> first = parts(7, 1 << 20, false);
    assertThat(parts(7, 1 << 16, true)).isEqualTo(first);
    assertThat(parts(8, 1 << 20, false)).isNotEqualTo(first);
  }

  private List<Part> parts(long seed, long memory, boolean shuffled) throws IOException {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      order.add(i);
    }
    if (shuffled) {
      Collections.shuffle(order, new Random(3));
    }
    try (Split split = new Split(seed, new Shares(.1, .1), memory, folder)) {
      for (int i : order) {
        split.add(i, i % 7, text(i));
      }
      Parts parts = split.parts(500);
      List<Part> result = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        result.add(parts.of(i));
      }
      return result;
    }
  }

  @Test
  void drawsAreFrozen() {
    long key = io.steelyard.core.draws.Draws.mix(7, 3);
    assertThat(Split.draw(key, new Hash128(1, 2)))
        .isEqualTo(io.steelyard.core.draws.Draws.mix(key, 1, 2));
    assertThat(Split.draw(key, new Hash128(1, 2))).isNotEqualTo(Split.draw(key, new Hash128(2, 1)));
  }

  @Test
  void neverSetsEverythingAside() {
    Shares half = new Shares(.5, .49);
    for (long n = 0; n < 50; n++) {
      assertThat(half.validation(n) + half.test(n)).isLessThanOrEqualTo(Math.max(0, n - 1));
    }
    assertThat(new Shares(0, 0).validation(1000)).isZero();
  }

  @Test
  void refusesSharesThatLeaveNothing() {
    assertThatThrownBy(() -> new Shares(.5, .5)).hasMessageContaining("less than 100% together");
    assertThatThrownBy(() -> new Shares(-.1, 0)).hasMessageContaining("-10.0%");
    assertThatThrownBy(() -> new Shares(Double.NaN, 0)).hasMessageContaining("NaN");
  }

  private static Hash128 text(int number) {
    return ExactDuplicates.identity("text " + number);
  }
}
