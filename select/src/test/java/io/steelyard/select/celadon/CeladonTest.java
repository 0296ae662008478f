package io.steelyard.select.celadon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import io.steelyard.select.features.ScannedText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of the published method, and the rules beside them. */
class CeladonTest {
  private static final Confusion RACE =
      new Confusion(
          new long[][] {
            {119789, 1441, 1056, 334},
            {982, 2225, 283, 79},
            {948, 247, 3162, 187},
            {544, 127, 253, 1641}
          });

  @ParameterizedTest
  @CsvSource({
    "00003,MILD",
    "11100,NONE",
    "21000,NONE",
    "22000,MILD",
    "30100,MILD",
    "33000,MILD",
    "33100,TOXIC",
    "00000,NONE"
  })
  void bucketsAreThePublished(String grades, Bucket bucket) {
    double[] values = grades.chars().mapToDouble(c -> c - '0').toArray();
    assertThat(BucketRule.PAPER.of(values)).isEqualTo(bucket);
  }

  @Test
  void theRulePartitionsAllVectors() {
    Map<Bucket, Integer> counts = new EnumMap<>(Bucket.class);
    for (int v = 0; v < 1024; v++) {
      double[] grades = new double[5];
      for (int a = 0; a < 5; a++) {
        grades[a] = v >> 2 * a & 3;
      }
      counts.merge(BucketRule.PAPER.of(grades), 1, Integer::sum);
    }
    assertThat(counts)
        .containsEntry(Bucket.NONE, 51)
        .containsEntry(Bucket.MILD, 306)
        .containsEntry(Bucket.TOXIC, 667);
  }

  @Test
  void expectedGradesHaveTheirBordersHalfWay() {
    assertThat(BucketRule.PAPER.of(3.4, 0, 0, 0, 0)).isEqualTo(Bucket.MILD); // one axis
    assertThat(BucketRule.PAPER.of(1.7, 1.7, 0, 0, 0)).isEqualTo(Bucket.NONE);
    assertThat(BucketRule.PAPER.of(1.8, 1.7, 0, 0, 0)).isEqualTo(Bucket.MILD);
    assertThat(BucketRule.PAPER.of(2.2, 2.2, 2.2, 0, 0)).isEqualTo(Bucket.TOXIC);
  }

  @Test
  void headFiguresAreThePublished() {
    double[] recalls = {.97691241, .62342393, .69586268, .63976608};
    long[] errors = {5305, 3159, 2974, 1524};
    for (int c = 0; c < 4; c++) {
      assertThat(RACE.recall(c)).isCloseTo(recalls[c], within(5e-9));
      assertThat(RACE.errors(c)).isEqualTo(errors[c]);
    }
    assertThat(RACE.balancedAccuracy()).isCloseTo(.73399127, within(5e-9));
    assertThat(RACE.accuracy()).isCloseTo(.95137962, within(5e-9));
  }

  @Test
  void paperWeightsFavourTheCommonestLevel() {
    double[] wanted = {1.07332630, 1.00846736, 1.00091755, .91728879};
    double[] weights = ClassWeights.ofErrors(RACE);
    for (int c = 0; c < 4; c++) {
      assertThat(weights[c]).isCloseTo(wanted[c], within(5e-9));
    }
    assertThat(weights[0] + weights[1] + weights[2] + weights[3]).isCloseTo(4, within(1e-12));
  }

  @Test
  void aPerfectHeadKeepsItsWeightsAndNoLevelIsForgotten() {
    assertThat(
            ClassWeights.ofErrors(
                new Confusion(
                    new long[][] {{9, 0, 0, 0}, {0, 3, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}})))
        .containsExactly(1, 1, 1, 1);
    double[] absent =
        ClassWeights.ofErrors(
            new Confusion(new long[][] {{9, 5, 0, 0}, {4, 3, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}}));
    assertThat(absent[3]).isGreaterThan(0.2);
    assertThat(absent[0] + absent[1] + absent[2] + absent[3]).isCloseTo(4, within(1e-12));
  }

  @Test
  void otherWeightsFavourRareLevels() {
    long[] counts = {900, 90, 9, 0};
    double[] inverse = ClassWeights.INVERSE_FREQUENCY.ofCounts(counts);
    assertThat(inverse[2] / inverse[0]).isCloseTo(100, within(1e-9));
    double[] effective = ClassWeights.EFFECTIVE_NUMBER.ofCounts(counts);
    assertThat(effective[2]).isGreaterThan(effective[1]).isGreaterThan(effective[0]);
    assertThat(ClassWeights.FOCAL.ofCounts(counts)).containsExactly(1, 1, 1, 1);
  }

  @Test
  void rareGradesAreDrawnMoreOftenAsPublished() {
    long[] pooled = {2791021, 221932, 140162, 50925};
    double clean = SamplerWeights.weight(new int[] {0, 0, 0, 0, 0}, pooled);
    assertThat(SamplerWeights.weight(new int[] {0, 0, 0, 0, 3}, pooled) / clean)
        .isCloseTo(11.7613, within(5e-5));
    assertThat(SamplerWeights.weight(new int[] {1, 0, 2, 0, 0}, pooled) / clean)
        .isCloseTo(7.0978, within(5e-5));
  }

  @Test
  void drawsFollowTheWeights() {
    int[][] grades = new int[100][5];
    grades[99][4] = 3;
    SamplerWeights draws = SamplerWeights.of(grades, true);
    int rare = 0;
    for (int i = 0; i < 10_000; i++) {
      rare += draws.draw(Draws.mix(3, i)) == 99 ? 1 : 0;
    }
    double share =
        SamplerWeights.weight(grades[99], new long[] {499, 0, 0, 1})
            / (SamplerWeights.weight(grades[99], new long[] {499, 0, 0, 1}) + 99.0 / 499);
    assertThat(rare / 10_000.0).isCloseTo(share, within(0.02));
  }

  @Test
  void tiesGoToTheHigherGrade() {
    assertThat(Annotation.grade(new float[] {.4f, .4f, .1f, .1f})).isEqualTo(1);
    assertThat(Annotation.grade(new float[] {.25f, .25f, .25f, .25f})).isEqualTo(3);
    assertThat(Annotation.expected(new float[] {.5f, 0, .5f, 0})).isEqualTo(1);
  }

  @Test
  void windowsGiveTheirHighestGradeOnEachAxisAndTheirShare() {
    float[] zero = {1, 0, 0, 0};
    float[] two = {0, 0, 1, 0};
    float[][] calm = {zero, zero, zero, zero, zero};
    float[][] loud = {two, zero, zero, zero, zero};
    Annotation annotation = Annotation.of(new float[][][] {calm, loud, calm, calm});
    assertThat(annotation.grade(Axis.RACE)).isEqualTo(2);
    assertThat(annotation.grade(Axis.VIOLENCE)).isZero();
    assertThat(annotation.high()).isEqualTo(.25);
    assertThat(annotation.windows()).isEqualTo(4);
    assertThat(Annotation.EMPTY.grades(false)).containsExactly(0, 0, 0, 0, 0);
  }

  @Test
  void windowsShareAQuarter() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 900; i++) {
      text.append("w").append(i).append(i % 7 == 0 ? "\n" : "  ");
    }
    List<String> windows = new TextWindows(512, 384).of(text.toString());
    assertThat(windows).hasSize(3);
    assertThat(windows.get(1)).startsWith("w384").endsWith("w895");
    assertThat(windows.get(2)).startsWith("w768").endsWith("w899");
    assertThat(new TextWindows(512, 384).of("  \n ")).isEmpty();
    assertThat(new TextWindows(512, 384).of("one two")).containsExactly("one two");
  }

  @Test
  void gradesAreReadOrMissingButNeverTakenForZero() {
    assertThat(GradeParser.parse(List.of(0, 1, 2, 3, 0))).hasValue(new int[] {0, 1, 2, 3, 0});
    assertThat(GradeParser.parse("[0, 1, 2, 3, 0]")).hasValue(new int[] {0, 1, 2, 3, 0});
    String answer =
        "Because ... ## Racial and Origin-Based Score ## : 0\n"
            + "## Gender Score ##: 2\n"
            + "## Religion Score ## : 7\n"
            + "## Ability Score ## : 1\n"
            + "## Violence Score ## : 3<|im_end|>## Other Score ## : 1";
    assertThat(GradeParser.parse(answer)).hasValue(new int[] {0, 2, 3, 1, 3});
    assertThat(GradeParser.parse("## A Score ## : 1<|im_end|>" + answer)).isEmpty();
    assertThat(GradeParser.parse(List.of(0, 1, 2, 4, 0))).isEmpty();
    assertThat(GradeParser.parse(List.of(0, 1, 2))).isEmpty();
    assertThat(GradeParser.parse(null)).isEmpty();
    assertThat(GradeParser.parse("I cannot rate this")).isEmpty();
  }

  @Test
  void likeTextsAndPiecesOfOneDocumentGoTogether() {
    LabelledTexts texts = new LabelledTexts();
    for (int i = 0; i < 300; i++) {
      texts.add("Text number " + i, "en", List.of(0, 0, 0, 0, i % 4), null);
      texts.add("TEXT, number " + i + "!", "en", List.of(0, 0, 0, 0, 0), null);
      texts.add("Another of it " + i, "en", List.of(0, 0, 0, 0, 0), "document " + i % 40);
    }
    texts.add("no grades", "en", "?", null);
    assertThat(texts.unreadable()).isEqualTo(1);
    LabelledTexts.Parts parts = texts.parts(.3, 7);
    int[] part = new int[900];
    for (int i : parts.validation()) {
      part[i] = 1;
    }
    for (int i : parts.test()) {
      part[i] = 2;
    }
    assertThat(parts.training().length).isBetween(500, 720);
    assertThat(parts.test()).isNotEmpty();
    for (int i = 0; i < 300; i++) {
      assertThat(part[3 * i]).isEqualTo(part[3 * i + 1]);
      assertThat(part[3 * i + 2]).isEqualTo(part[3 * (i % 40) + 2]);
    }
  }

  @Test
  void languagesGetTheirSharesOfTheCharacters() {
    LabelledTexts texts = new LabelledTexts();
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      texts.add(
          "x".repeat(10) + i,
          i % 10 == 0 ? "de" : i % 10 == 1 ? "la" : "en",
          List.of(i % 5 == 0 ? 1 : 0, 0, 0, 0, 0),
          null);
      rows.add(i);
    }
    int[] all = rows.stream().mapToInt(i -> i).toArray();
    int[] shared = texts.shared(all, Map.of("en", .5, "de", .25), 1);
    long english =
        java.util.Arrays.stream(shared)
            .filter(i -> texts.texts().get(i).language().equals("en"))
            .count();
    assertThat(english).isBetween(190L, 210L);
    assertThat(shared.length - english).isBetween(95L, 105L);
    assertThat(texts.undersampled(all, 1)).hasSize(400);
  }

  @Test
  void scannedTextIsReadAsItWasMeant() {
    assertThat(ScannedText.readable("The perſon was news-\npaper e\u0301"))
        .isEqualTo("The person was newspaper \u00e9");
    assertThat(ScannedText.readable("well-\nKnown 5-\n6")).isEqualTo("well-\nKnown 5-\n6");
  }

  @Test
  void badBordersAreRefused() {
    assertThatThrownBy(() -> new BucketRule(4, 3, 3)).hasMessageContaining("toxic-total no less");
    assertThatThrownBy(() -> new TextWindows(10, 11)).hasMessageContaining("step from 1 to window");
  }
}
