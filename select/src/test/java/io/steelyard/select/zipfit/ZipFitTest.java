package io.steelyard.select.zipfit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.select.pool.Targets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZipFitTest {
  private static final String X = "theorem add_comm (a b : Nat) : a + b = b + a := by induction a";
  private static final String Y = "theorem mul_comm (a b : Nat) : a * b = b * a := by induction b";
  private static final String Z =
      "The St. Louis home has formed a special connection with the local theatre";

  private static ZipFit.Worker worker(ZipFitSettings settings, String... targets) {
    return new ZipFit(new Targets(Map.of(Targets.ONE, List.of(targets)), 0), settings).worker();
  }

  private static double align(ZipFitSettings settings, String x, String... targets) {
    try (ZipFit.Worker worker = worker(settings, targets)) {
      worker.score(x);
      return worker.alignment(0);
    }
  }

  private static final ZipFitSettings DEFLATE = ZipFitSettings.of(Codec.DEFLATE);
  private static final ZipFitSettings GZIP = ZipFitSettings.of(Codec.GZIP);

  @Test
  void agreesWithTheVectorsOfGzipAtLevelSix() {
    assertThat(1 - align(GZIP, X, Y)).isCloseTo(16 / 75.0, within(1e-15));
    assertThat(1 - align(GZIP, X, Z)).isCloseTo(50 / 85.0, within(1e-15));
    assertThat(1 - align(GZIP, Z, X)).isCloseTo(51 / 85.0, within(1e-15));
    assertThat(1 - align(GZIP, X, X)).isCloseTo(0.04, within(1e-15));
    assertThat(align(GZIP, X, Y, Z)).isCloseTo(0.599215686, within(1e-9));
  }

  @Test
  void agreesWithTheVectorsOfRawDeflate() {
    assertThat(1 - align(DEFLATE, X, Y)).isCloseTo(0.280701754, within(1e-9));
    assertThat(1 - align(DEFLATE, X, Z)).isCloseTo(0.746268657, within(1e-9));
  }

  @Test
  void measuresTheLengthsOfTheSpecification() {
    for (int level : new int[] {1, 6, 9}) {
      ZipFitSettings settings = new ZipFitSettings(Codec.GZIP, level, 1 << 14, false);
      try (ZipFit.Worker worker = worker(settings, Y)) {
        worker.score(X);
        assertThat(worker.compressed()).isEqualTo(75);
        worker.score(Z);
        assertThat(worker.compressed()).isEqualTo(85);
        worker.score("x".repeat(1000));
        assertThat(worker.compressed()).isEqualTo(level == 1 ? 31 : 29);
      }
    }
  }

  @Test
  void averagesBothOrdersWhereAsked() {
    ZipFitSettings both = new ZipFitSettings(Codec.GZIP, 6, 1 << 14, true);
    assertThat(1 - align(both, X, Z)).isCloseTo(50.5 / 85, within(1e-15));
    ZipFitSettings fast = new ZipFitSettings(Codec.GZIP, 1, 1 << 14, true);
    assertThat(1 - align(fast, X, Z)).isCloseTo(50.5 / 85, within(1e-15));
  }

  @Test
  void doesNotDependOnTheOrderOfTheTarget() {
    String[] targets = {X, Y, Z, X + Z, Y + Y, "ñandú 的"};
    double forward = align(DEFLATE, Y + Z, targets);
    String[] backward = targets.clone();
    java.util.Collections.reverse(Arrays.asList(backward));
    assertThat(align(DEFLATE, Y + Z, backward)).isCloseTo(forward, within(1e-12));
  }

  @Test
  void measuresContainmentInTheShorterText() {
    try (ZipFit.Worker worker = worker(DEFLATE, Y)) {
      worker.score(X);
      assertThat(worker.containment(0)).isCloseTo((57 + 57 - 73) / 57.0, within(1e-15));
    }
  }

  @Test
  void prefersWhatItsDictionaryHolds() {
    String[] targets = new String[40];
    Arrays.setAll(targets, i -> Y.replace("mul", "op" + i) + " at step " + i * i);
    try (ZipFit.Worker worker = worker(ZipFitSettings.of(Codec.ZSTD), targets)) {
      worker.score(X);
      double alike = worker.alignment(0);
      worker.score(Z);
      assertThat(alike).isGreaterThan(worker.alignment(0) + 0.2);
      assertThat(worker.containment(0)).isNaN();
    }
  }

  @Test
  void cutsBetweenCharacters() {
    byte[] utf8 = "aé的😀".getBytes(StandardCharsets.UTF_8);
    assertThat(ZipFit.clip(utf8, 10)).isEqualTo(10);
    assertThat(ZipFit.clip(utf8, 9)).isEqualTo(6);
    assertThat(ZipFit.clip(utf8, 5)).isEqualTo(3);
    assertThat(ZipFit.clip(utf8, 2)).isEqualTo(1);
    try (ZipFit.Worker worker = worker(new ZipFitSettings(Codec.DEFLATE, 6, 20, false), X, Y)) {
      worker.score("x".repeat(21));
      assertThat(worker.clipped()).isTrue();
      worker.score("x".repeat(20));
      assertThat(worker.clipped()).isFalse();
    }
  }

  @Test
  void refusesToStore() {
    assertThatThrownBy(() -> new ZipFitSettings(Codec.GZIP, 0, 1 << 14, false))
        .hasMessageContaining("level: 0 stores texts without compressing them")
        .hasMessageContaining("choose 1 to 9");
    assertThatThrownBy(() -> new ZipFitSettings(Codec.DEFLATE, 10, 1 << 14, false))
        .hasMessage("level must be 1 to 9, was 10");
  }

  @Test
  void namesWhatScoresDependOn() {
    assertThat(ZipFit.signature(DEFLATE))
        .startsWith("deflate level 6, counted as zlib 1.2 and 1.3, probe ")
        .isNotEqualTo(ZipFit.signature(GZIP));
    assertThat(ZipFit.signature(ZipFitSettings.of(Codec.ZSTD)))
        .startsWith("zstd level 3, zstd-jni");
  }
}
