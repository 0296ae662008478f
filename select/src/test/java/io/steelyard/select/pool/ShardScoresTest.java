package io.steelyard.select.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.WorkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardScoresTest {
  @TempDir Path folder;

  private static ShardScores scores() {
    ShardScores scores = new ShardScores(2);
    scores.add(State.POOL, "code", 7, 1000, 250, new double[] {0.5, -0.0});
    scores.add(State.COPY, "prose", 8, 10, 0, new double[] {0, 0});
    scores.add(State.POOL, "code", 9, 20, 5, new double[] {Double.NaN, 1e-300});
    return scores;
  }

  @Test
  void comesBackAsItWasWritten() {
    Path file = folder.resolve("a.scores");
    scores().write(file, "codec 1");
    ShardScores read = ShardScores.read(file, "codec 1");
    assertThat(read.size()).isEqualTo(3);
    assertThat(read.state(1)).isEqualTo(State.COPY);
    assertThat(read.domain(2)).isEqualTo("code");
    assertThat(read.id(0)).isEqualTo(7);
    assertThat(read.bytes(0)).isEqualTo(1000);
    assertThat(read.units(2)).isEqualTo(5);
    assertThat(read.score(0, 0)).isEqualTo(0.5);
    assertThat(read.score(2, 0)).isNaN();
    assertThat(read.score(2, 1)).isEqualTo(1e-300);
  }

  /** A killed run may have been made with another zlib: its scores must not be put to ours. */
  @Test
  void isNotThereForAnotherCodec() {
    Path file = folder.resolve("a.scores");
    assertThat(ShardScores.read(file, "codec 1")).isNull();
    scores().write(file, "codec 1");
    assertThat(ShardScores.read(file, "codec 2")).isNull();
  }

  @Test
  void saysWhichFileIsDamaged() throws IOException {
    Path file = folder.resolve("a.scores");
    scores().write(file, "codec 1");
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 40));
    assertThatThrownBy(() -> ShardScores.read(file, "codec 1"))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("a.scores: the scores of an earlier run cannot be read")
        .hasMessageContaining("delete the file and run again");
  }

  @Test
  void ranksHighestFirstWhateverTheSign() {
    double[] falling = {
      Double.POSITIVE_INFINITY, 3, 1e-300, 0, -1e-300, -2.5, -1e300, Double.NEGATIVE_INFINITY
    };
    for (int i = 0; i < falling.length; i++) {
      assertThat(Chosen.rank(Chosen.highestFirst(falling[i]))).isEqualTo(falling[i]);
      if (i > 0) {
        assertThat(Chosen.highestFirst(falling[i]))
            .isGreaterThan(Chosen.highestFirst(falling[i - 1]));
      }
    }
    assertThat(Chosen.highestFirst(-0.0)).isEqualTo(Chosen.highestFirst(0.0));
  }

  @Test
  void splitsWithTheRemainderToTheLast() {
    assertThat(Selection.split(10, new double[] {1, 1, 1})).containsExactly(3, 3, 4);
    assertThat(Selection.split(7, new double[] {0, 1})).containsExactly(0, 7);
  }
}
