package io.steelyard.vocab.train.unigram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.RequestException;
import io.steelyard.vocab.train.WordCounts;
import io.steelyard.vocab.train.unigram.UnigramTrainer.Settings;
import io.steelyard.vocab.train.unigram.UnigramTrainer.Trained;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class UnigramTrainerTest {
  private static final WordCounts LOW = WordCounts.of(Map.of("low", 5L, "lower", 2L));

  private static CodedWords coded(WordCounts words) {
    return CodedWords.of(words, 1, "");
  }

  private static PieceSet seeds(WordCounts words, int most) {
    return SeedPieces.of(coded(words), 16, most, 2, ForkJoinPool.commonPool());
  }

  private static Map<String, Double> chances(PieceSet pieces) {
    Map<String, Double> chances = new HashMap<>();
    for (int i = 0; i < pieces.size(); i++) {
      chances.put(pieces.text(i), pieces.chances[i]);
    }
    return chances;
  }

  @Test
  void theDigammaFunctionHasItsKnownValues() {
    assertThat(Digamma.of(1)).isCloseTo(-0.5772156649015329, within(1e-13));
    assertThat(Digamma.of(0.5)).isCloseTo(-1.9635100260214235, within(1e-13));
    assertThat(Digamma.of(10)).isCloseTo(2.251752589066721, within(1e-13));
  }

  @Test
  void startsFromStringsThatDoNotAlwaysGoOnInOneWay() {
    // l 7, o 7, w 7, e 2, r 2; low 7 x 3, ow 7 x 2, lower 2 x 5, ower 2 x 4, wer 2 x 3, er 2 x 2.
    double sum = 25 + 21 + 14 + 10 + 8 + 6 + 4;
    Map<String, Double> chances = chances(seeds(LOW, 100));
    assertThat(chances.keySet())
        .containsExactlyInAnyOrder(
            "l", "o", "w", "e", "r", "low", "ow", "lower", "ower", "wer", "er");
    assertThat(chances.get("low")).isCloseTo(21 / sum, within(1e-12));
    assertThat(chances.get("lower")).isCloseTo(10 / sum, within(1e-12));
    assertThat(chances.get("w")).isCloseTo(7 / sum, within(1e-12));
  }

  @Test
  void startsFromTheMostValuableStringsWhereThereAreTooMany() {
    assertThat(chances(seeds(LOW, 2)).keySet())
        .containsExactlyInAnyOrder("l", "o", "w", "e", "r", "low", "ow");
  }

  @Test
  void aStringThatOccursOnceIsNoStart() {
    assertThat(chances(seeds(WordCounts.of(Map.of("abcd", 1L, "bc", 1L)), 9)).keySet())
        .containsExactlyInAnyOrder("a", "b", "c", "d", "bc");
  }

  @Test
  void expectsHalfAPieceWhereTwoWaysAreAlike() {
    PieceSet pieces = seeds(WordCounts.of(Map.of("ab", 2L)), 9);
    pieces.score(0, Math.log(0.5)); // a
    pieces.score(1, Math.log(0.5)); // b
    pieces.score(2, Math.log(0.25)); // ab
    long[] expected = new long[3];
    new PieceLattice(pieces, PieceTrie.of(pieces), 16).expect(0, 2 * 1000., expected);
    assertThat(expected).containsExactly(1000, 1000, 1000);
  }

  @Test
  void expectsTheSameInLogarithmsWhereProbabilitiesVanish() {
    PieceSet pieces = seeds(WordCounts.of(Map.of("ab", 2L)), 9);
    pieces.score(0, -500);
    pieces.score(1, -500);
    pieces.score(2, -1000 - Math.log(3));
    long[] expected = new long[3];
    new PieceLattice(pieces, PieceTrie.of(pieces), 16).expect(0, 4000, expected);
    assertThat(expected).containsExactly(3000, 3000, 1000);
  }

  @Test
  void dropsWhatTheTextLosesLeastBy() {
    // abc: f = 4 with f(a) = f(b) = 3; see PieceLosses: loss of ab 1.880.
    WordCounts words = WordCounts.of(Map.of("ab", 2L, "ba", 2L));
    PieceSet pieces = seeds(words, 9);
    assertThat(chances(pieces).keySet()).containsExactlyInAnyOrder("a", "b", "ab", "ba");
    pieces.score(0, Math.log(0.3));
    pieces.score(1, Math.log(0.3));
    pieces.score(2, Math.log(0.2));
    pieces.score(3, Math.log(0.2));
    PieceLosses losses = new PieceLosses(pieces, PieceTrie.of(pieces), 16);
    // loss(f) = f ln(f / 10) - 2 f ln((3 + f) / (10 + f)): 1.880 for 4, less for 1.
    PieceSet kept = losses.keep(3, new long[] {3, 3, 1, 4}, ForkJoinPool.commonPool());
    assertThat(chances(kept).keySet()).containsExactlyInAnyOrder("a", "b", pieces.text(3));
  }

  @Test
  void dropsAnUnseenPieceWhosePartsAreMoreProbable() {
    PieceSet pieces = seeds(WordCounts.of(Map.of("ab", 2L)), 9);
    pieces.score(0, Math.log(0.45));
    pieces.score(1, Math.log(0.45));
    pieces.score(2, Math.log(0.1));
    PieceLosses losses = new PieceLosses(pieces, PieceTrie.of(pieces), 16);
    ForkJoinPool pool = ForkJoinPool.commonPool();
    assertThat(chances(losses.keep(3, new long[] {2, 2, 0}, pool))).doesNotContainKey("ab");
    assertThat(chances(losses.keep(2, new long[] {2, 2, 1}, pool))).containsKey("ab");
  }

  @Test
  void givesExactlyAsManyPiecesAsAskedForWithEveryCharacterAmongThem() {
    for (int size = 5; size < 8; size++) {
      Trained trained = new UnigramTrainer(Settings.of(size), 1).train(LOW);
      assertThat(trained.pieces()).hasSize(size).contains("l", "o", "w", "e", "r");
      assertThat(trained.alphabet()).isEqualTo(5);
    }
    assertThat(new UnigramTrainer(Settings.of(6), 1).train(LOW).pieces().get(0)).isEqualTo("low");
  }

  @Test
  void ordersPiecesByTheirProbability() {
    double[] scores = new UnigramTrainer(Settings.of(7), 1).train(LOW).scores();
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < scores.length; i++) {
      assertThat(scores[i]).isEqualTo(sorted[scores.length - 1 - i]);
    }
  }

  @Test
  void leavesOutTheRarestCharactersBeyondTheCoverage() {
    WordCounts words = WordCounts.of(Map.of("aaab", 24L, "açb", 2L));
    Settings settings = new Settings(4, 0.97, "", 16, 100, 0.75);
    Trained trained = new UnigramTrainer(settings, 1).train(words);
    // a 74, b 26, ç 2 of 102: a and b are 98%.
    assertThat(trained.alphabet()).isEqualTo(2);
    assertThat(trained.unknown()).isEqualTo(2);
    assertThat(String.join("", trained.pieces())).doesNotContain("ç");
    Settings reserved = new Settings(4, 0.97, "çx", 16, 100, 0.75);
    assertThat(new UnigramTrainer(reserved, 1).train(words).pieces()).contains("a", "b", "ç", "x");
  }

  @Test
  void anUnknownCharacterCutsItsWord() {
    CodedWords coded = CodedWords.of(WordCounts.of(Map.of("aba", 9L, "açab", 1L)), 0.9, "");
    assertThat(coded.size()).isEqualTo(3);
    assertThat(coded.unknown()).isEqualTo(1);
    assertThat(coded.chars()).doesNotContain((char) 3);
  }

  @Test
  void givesTheSameForAnyNumberOfThreadsAndWordsOfAnyLength() {
    Map<String, Long> words = new LinkedHashMap<>();
    for (int i = 0; i < 6000; i++) {
      words.put(Integer.toString(i * 7919 % 100_003, 7) + Integer.toString(i % 97, 5), 1L + i % 9);
    }
    words.put("0123".repeat(2000), 2L);
    WordCounts counts = WordCounts.of(words);
    Trained one = new UnigramTrainer(Settings.of(300), 1).train(counts);
    Trained three = new UnigramTrainer(Settings.of(300), 3).train(counts);
    assertThat(three.pieces()).isEqualTo(one.pieces()).hasSize(300);
    assertThat(three.scores()).isEqualTo(one.scores());
    assertThat(one.prunings()).isPositive();
  }

  @Test
  void refusesAVocabularyThatTheAlphabetFills() {
    assertThatThrownBy(() -> new UnigramTrainer(Settings.of(3), 1).train(LOW))
        .isInstanceOf(RequestException.class)
        .hasMessage(
            "there is room for 3 pieces, but the text has 5 characters that must be pieces: raise"
                + " size by 2 or more, or lower coverage");
  }

  @Test
  void refusesATextWithoutWords() {
    assertThatThrownBy(() -> new UnigramTrainer(Settings.of(3), 1).train(WordCounts.of(Map.of())))
        .isInstanceOf(RequestException.class)
        .hasMessage("the text has no words to train on");
  }
}
