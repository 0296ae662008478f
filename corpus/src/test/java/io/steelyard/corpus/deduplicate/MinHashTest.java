package io.steelyard.corpus.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.corpus.deduplicate.ShingleHash.Family;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MinHashTest {
  private static final String WALL =
      "the quick brown fox jumps over the lazy dog while seven small birds watch from the old stone"
          + " wall near the river bank at dawn";

  private final MinHash minHash = new MinHash(112);

  @Test
  void constantsAreThePublishedOnes() {
    assertThat(new long[] {minHash.multiplier(0), minHash.multiplier(1), minHash.multiplier(2)})
        .containsExactly(775169054918279404L, 1758426461858698313L, 2109959069025162L);
    assertThat(new long[] {minHash.addend(0), minHash.addend(1), minHash.addend(2)})
        .containsExactly(1062448801025099917L, 1324811268927594100L, 1217488311597731462L);
  }

  @Test
  void signatureOfTwoShinglesMatches() {
    long[] signature = sign(Family.SHA1, "the quick brown fox jumps over");
    assertThat(Arrays.copyOf(signature, 3))
        .containsExactly(1055377768635476328L, 284080765670708113L, 1962021756552065331L);
    assertThat(signature[111]).isEqualTo(2043677531382217110L);
  }

  @Test
  void signatureOfTheFoxMatches() {
    long[] signature = sign(Family.SHA1, "The quick brown fox jumps over the lazy dog.");
    assertThat(Arrays.copyOf(signature, 8))
        .containsExactly(
            585594454516184072L,
            284080765670708113L,
            594234408324153881L,
            226360113463360020L,
            42312182183823545L,
            295150809832830541L,
            316606424307206655L,
            439255022718586444L);
    assertThat(signature[111]).isEqualTo(800584869340422436L);
  }

  @Test
  void reductionIsExactAtEveryBorder() {
    long p = MinHash.PRIME;
    long[] borders = {
      0, 1, p - 1, p, p + 1, 2 * p - 1, 2 * p, 7 * p + 6, 7 * p + 7, 8 * p, 8 * p + 7
    };
    long[] out = new long[112];
    int checked = 0;
    for (int i = 0; i < 112; i++) {
      long a = minHash.multiplier(i);
      if ((a & 1) == 0) {
        continue; // only odd multipliers reach every value
      }
      long inverse = a;
      for (int step = 0; step < 6; step++) {
        inverse *= 2 - a * inverse;
      }
      for (long z : borders) {
        long h = (z - minHash.addend(i)) * inverse;
        minHash.signature(new long[] {h}, 1, out);
        assertThat(out[i]).isEqualTo(Long.remainderUnsigned(z, p));
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(400);
  }

  @Test
  void similarityEstimatesMatchTheirVectors() {
    String black = replaceWord(WALL, 12, "black");
    String three = replaceWord(replaceWord(black, 2, "red"), 20, "town");
    assertThat(jaccard(WALL, black)).isEqualTo(16.0 / 26);
    long[] wall = sign(Family.SHA1, WALL);
    assertThat(MinHash.similarity(wall, sign(Family.SHA1, black))).isEqualTo(69.0 / 112);
    assertThat(sharesBand(wall, sign(Family.SHA1, black))).isFalse();
    assertThat(jaccard(WALL, three)).isCloseTo(.2352941, within(1e-7));
    assertThat(MinHash.similarity(wall, sign(Family.SHA1, three)))
        .isCloseTo(.2232143, within(1e-7));
  }

  @Test
  void jaccardOfTheCatAndTheCowMatches() {
    String cat = "the cat sat on the mat and looked at the dog near the door";
    assertThat(jaccard(cat, cat.replace("dog", "cow"))).isCloseTo(.4285714286, within(1e-10));
    assertThat(Bands.DEFAULT.matchProbability(.4285714286)).isCloseTo(.0158, within(5e-5));
  }

  @Test
  void curvesMatchTheirVectors() {
    double[] s = {.5, .6, .7, .75, .8, .85, .9};
    double[] expected = {.0533, .2111, .5645, .7716, .9235, .9884, .9996};
    for (int i = 0; i < s.length; i++) {
      assertThat(Bands.DEFAULT.matchProbability(s[i])).isCloseTo(expected[i], within(5e-5));
    }
    assertThat(Bands.DEFAULT.threshold()).isCloseTo(.719, within(5e-4));
    assertCurve(new Bands(20, 13), .1769, .6773, .9972);
    assertThat(new Bands(20, 13).threshold()).isCloseTo(.7942, within(5e-5));
    assertCurve(new Bands(450, 20), .3018, .9946, 1);
    assertCurve(new Bands(9, 13), .0839, .3988, .9286);
  }

  private static void assertCurve(Bands bands, double at7, double at8, double at9) {
    assertThat(bands.matchProbability(.7)).isCloseTo(at7, within(5e-5));
    assertThat(bands.matchProbability(.8)).isCloseTo(at8, within(5e-5));
    assertThat(bands.matchProbability(.9)).isCloseTo(at9, within(5e-5));
  }

  @Test
  void aTextWithFewerWordsThanAShingleHasNoSignature() {
    BandKeys keys = new BandKeys(MinHashSettings.parity());
    assertThat(keys.take("only four words here")).isFalse();
    assertThat(keys.take("")).isFalse();
    assertThat(keys.take("now there are five words")).isTrue();
  }

  @Test
  void otherBandsHaveSignaturesOfTheirOwnLength() {
    for (Bands bands : new Bands[] {new Bands(20, 13), new Bands(9, 13), new Bands(25, 10)}) {
      BandKeys keys =
          new BandKeys(new MinHashSettings(bands, 5, Family.XXH64, Normaliser.Rule.STANDARD));
      assertThat(keys.take(WALL)).isTrue();
      assertThat(keys.keys()).hasSize(bands.bands());
      assertThat(keys.signature()).hasSize(bands.functions());
    }
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatThrownBy(() -> new Bands(0, 8)).hasMessageContaining("at least 1 x 1");
    assertThatThrownBy(() -> new Bands(70_000, 8)).hasMessageContaining("at most 65,536");
    assertThatThrownBy(() -> new MinHash(0)).hasMessageContaining("was 0");
    assertThatThrownBy(() -> minHash.signature(new long[1], 1, new long[5]))
        .hasMessageContaining("112 values, the array 5");
  }

  private static boolean sharesBand(long[] left, long[] right) {
    for (int band = 0; band < 14; band++) {
      if (Bands.DEFAULT.key(left, band) == Bands.DEFAULT.key(right, band)) {
        return true;
      }
    }
    return false;
  }

  private static String replaceWord(String text, int i, String by) {
    String[] words = text.split(" ");
    words[i] = by;
    return String.join(" ", words);
  }

  private static double jaccard(String a, String b) {
    Shingles shingles = new Shingles(Normaliser.Rule.COMPAT, Family.XXH64, 5);
    shingles.take(a);
    long[] left = shingles.distinct();
    shingles.take(b);
    return Shingles.jaccard(left, shingles.distinct());
  }

  private long[] sign(Family family, String text) {
    long[] shingles = HashesTest.shingles(family, text);
    long[] out = new long[112];
    assertThat(minHash.signature(shingles, shingles.length, out)).isTrue();
    return out;
  }
}
