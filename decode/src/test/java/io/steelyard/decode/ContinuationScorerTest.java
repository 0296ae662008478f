package io.steelyard.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.decode.toy.Toy;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContinuationScorerTest {
  private final OpenedModel opened = Toy.open(Toy.random(128));

  private double whole(int[] ids) {
    try (Session session = opened.model().open(1, 64)) {
      session.prefill(0, ids, 0, 1);
      double sum = 0;
      for (float x : session.score(0, Arrays.copyOfRange(ids, 1, ids.length))) {
        sum += x;
      }
      return sum;
    }
  }

  @Test
  void aContinuationIsTheWholeLessThePrompt() {
    try (ContinuationScorer scorer = new ContinuationScorer(opened, 128)) {
      List<ContinuationScorer.Score> scores = scorer.score("say", List.of(" the", " xyz", ""));
      int[] prompt = Prompts.encode(opened, "say");
      int[] text = Prompts.encode(opened, "say xyz");
      assertThat(scores.get(1).logProbability())
          .isCloseTo(whole(text) - whole(prompt), within(1e-4));
      assertThat(scores.get(0).ids()).hasSize(1);
      assertThat(scores.get(0).retokenised()).isFalse();
      assertThat(scores.get(2).logProbability()).isZero();
    }
  }

  @Test
  void aTokenAcrossTheBorderIsScoredOnBothSides() {
    try (ContinuationScorer scorer = new ContinuationScorer(opened, 128)) {
      ContinuationScorer.Score score = scorer.score("xx New", List.of("ark")).get(0);
      int[] prompt = Prompts.encode(opened, "xx New");
      int[] text = Prompts.encode(opened, "xx Newark");
      assertThat(score.retokenised()).isEqualTo(Prompts.commonPrefix(prompt, text) < prompt.length);
      assertThat(score.retokenised()).isTrue();
      assertThat(score.logProbability()).isCloseTo(whole(text) - whole(prompt), within(1e-4));
    }
  }

  @Test
  void scoresDoNotDependOnWhatWasScoredBefore() {
    try (ContinuationScorer scorer = new ContinuationScorer(opened, 128);
        ContinuationScorer fresh = new ContinuationScorer(opened, 128)) {
      scorer.score("xx New", List.of("ark", " the"));
      scorer.score("xx", List.of("y"));
      assertThat(scorer.score("xx Ne", List.of("w", "x")))
          .usingRecursiveComparison()
          .isEqualTo(fresh.score("xx Ne", List.of("w", "x")));
    }
  }

  @Test
  void anEmptyPromptNeedsAStartToken() {
    try (ContinuationScorer scorer = new ContinuationScorer(opened, 128)) {
      assertThatThrownBy(() -> scorer.score("", List.of("a")))
          .hasMessageContaining("no start token");
    }
    OpenedModel started =
        new OpenedModel(
            opened.model(), opened.tokenizer(), Toy.END, opened.ends(), opened.fingerprint());
    try (ContinuationScorer scorer = new ContinuationScorer(started, 128)) {
      assertThat(scorer.score("", List.of("a")).get(0).logProbability()).isNegative();
    }
  }
}
