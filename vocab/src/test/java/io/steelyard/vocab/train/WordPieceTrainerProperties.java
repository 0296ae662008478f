package io.steelyard.vocab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.vocab.train.WordPieceTrainer.Merge;
import io.steelyard.vocab.train.WordPieceTrainer.Trained;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class WordPieceTrainerProperties {
  /** Cuts all words again from the start for every merge, and recomputes the likelihood. */
  private static final class Slow {
    final Map<List<String>, Long> words =
        new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));

    Slow(Map<String, Long> counts) {
      counts.forEach(
          (word, n) -> {
            List<String> pieces = new ArrayList<>(List.of("_"));
            word.chars().forEach(c -> pieces.add(String.valueOf((char) c)));
            words.put(pieces, n);
          });
    }

    static List<String> merged(List<String> word, String a, String b) {
      List<String> out = new ArrayList<>();
      for (int i = 0; i < word.size(); i++) {
        boolean pair = i + 1 < word.size() && word.get(i).equals(a) && word.get(i + 1).equals(b);
        out.add(pair ? a + b : word.get(i));
        i += pair ? 1 : 0;
      }
      return out;
    }

    Slow merge(String a, String b) {
      Slow next = new Slow(Map.of());
      words.forEach((word, n) -> next.words.merge(merged(word, a, b), n, Long::sum));
      return next;
    }

    double likelihood() {
      Map<String, Long> counts = new TreeMap<>();
      words.forEach((word, n) -> word.forEach(piece -> counts.merge(piece, n, Long::sum)));
      double total = counts.values().stream().mapToLong(n -> n).sum();
      return counts.values().stream().mapToDouble(n -> n * Math.log(n)).sum()
          - total * Math.log(total);
    }

    /** The most that any merge gains. */
    double best() {
      double here = likelihood();
      double best = Double.NEGATIVE_INFINITY;
      for (List<String> word : words.keySet()) {
        for (int i = 0; i + 1 < word.size(); i++) {
          best = Math.max(best, merge(word.get(i), word.get(i + 1)).likelihood() - here);
        }
      }
      return best;
    }
  }

  @Property(tries = 150, seed = "20261125")
  void mergesWhatGainsMostAndByExactlyThat(
      @ForAll @Size(min = 1, max = 12)
          Map<
                  @CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 8) String,
                  @LongRange(min = 1, max = 9) Long>
              words) {
    Trained trained =
        new WordPieceTrainer(
                WordPieceTrainerTest.settings(
                    16, PieceCriterion.LIKELIHOOD, new PieceMarking(true, "_")))
            .train(WordCounts.of(words));
    Slow state = new Slow(words);
    for (Merge merge : trained.merges()) {
      double best = state.best();
      Slow next = state.merge(merge.left(), merge.right());
      assertThat(merge.value()).isCloseTo(next.likelihood() - state.likelihood(), within(1e-9));
      assertThat(merge.value()).isCloseTo(best, within(1e-9));
      state = next;
    }
    if (trained.pieces().size() < 16) {
      assertThat(state.best()).isLessThan(1e-9);
    }
  }
}
