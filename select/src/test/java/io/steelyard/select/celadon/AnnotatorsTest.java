package io.steelyard.select.celadon;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Encoder;
import io.steelyard.model.TextClassifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Annotators over models: one that counts letters stands for an encoder. */
class AnnotatorsTest {
  private static final class Letters implements Encoder {
    private int closed;

    @Override
    public int width() {
      return 26;
    }

    @Override
    public float[][] encode(List<String> texts) {
      float[][] vectors = new float[texts.size()][26];
      for (int i = 0; i < vectors.length; i++) {
        for (char c : texts.get(i).toCharArray()) {
          if (c >= 'a' && c <= 'z') {
            vectors[i][c - 'a'] += 1f / texts.get(i).length();
          }
        }
      }
      return vectors;
    }

    @Override
    public Report report() {
      return new Report(10, 3, 100);
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void headsLearnFromVectors() {
    List<String> texts = new ArrayList<>();
    int[][] grades = new int[200][5];
    int[] rows = new int[200];
    for (int i = 0; i < 200; i++) {
      grades[i][4] = i % 4;
      rows[i] = i;
      texts.add("a".repeat(20 - 5 * (i % 4)) + "z".repeat(5 * (i % 4)));
    }
    Letters letters = new Letters();
    HeadTraining.Trained trained =
        new HeadTraining(ClassWeights.PLAIN, false, 60, 60, 5, 1)
            .train(new Features.Dense(letters.encode(texts)), grades, rows, rows);
    try (Annotator annotator =
        new EncoderAnnotator(trained.heads(), letters, new TextWindows(2, 1), Set.of("en"))) {
      List<Annotation> found =
          annotator.annotate(
              List.of(texts.get(3), "", texts.get(0) + " " + texts.get(0) + " " + texts.get(3)));
      assertThat(found.get(0).grade(Axis.VIOLENCE)).isEqualTo(3);
      assertThat(found.get(0).grade(Axis.RACE)).isZero();
      assertThat(found.get(1).empty()).isTrue();
      assertThat(found.get(2).windows()).isEqualTo(2);
      assertThat(annotator.report().cut()).isEqualTo(3);
      assertThat(annotator.report().texts()).isEqualTo(10);
    }
    assertThat(letters.closed).isEqualTo(1);
  }

  @Test
  void theBestEpochIsACopyThatLaterStepsDoNotTouch() {
    LinearHeads heads = LinearHeads.zeros(2);
    LinearHeads copy = heads.copy();
    heads.weights()[0] = 1;
    heads.bias()[0] = 1;
    assertThat(copy.weights()[0]).isZero();
    assertThat(copy.bias()[0]).isZero();
  }

  @Test
  void aClassifierIsAskedForTextsWithSomethingInThem() {
    List<String> asked = new ArrayList<>();
    TextClassifier one =
        new TextClassifier() {
          @Override
          public int heads() {
            return 5;
          }

          @Override
          public int classes() {
            return 4;
          }

          @Override
          public List<Scored> classify(List<String> texts) {
            asked.addAll(texts);
            float[][] window = new float[5][4];
            for (float[] axis : window) {
              Arrays.fill(axis, .25f);
            }
            return texts.stream().map(t -> new Scored(new float[][][] {window})).toList();
          }

          @Override
          public void close() {}
        };
    try (Annotator annotator = new ClassifierAnnotator(one, Set.of())) {
      List<Annotation> found = annotator.annotate(List.of("  ", "text"));
      assertThat(found.get(0).empty()).isTrue();
      assertThat(found.get(1).grade(Axis.RACE)).isEqualTo(3); // a tie goes to the higher
      assertThat(asked).containsExactly("text");
    }
  }
}
