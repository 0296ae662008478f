package io.steelyard.vocab.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.vocab.train.BytePairTrainer.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class BytePairTrainerProperties {
  /** Recounts every pair before every merge: slow, and plainly right. */
  @Property(tries = 300, seed = "20260101")
  void agreesWithCountingAgainBeforeEveryMerge(
      @ForAll @Size(min = 1, max = 30)
          Map<
                  @CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 12) String,
                  @LongRange(min = 1, max = 9) Long>
              words,
      @ForAll @IntRange(min = 1, max = 9) int longest,
      @ForAll @IntRange(min = 0, max = 4) int least) {
    Settings settings = new Settings(280, least, longest, List.of());
    String fast =
        BytePairTrainerTest.merges(new BytePairTrainer(settings, 2).train(WordCounts.of(words)));
    assertThat(fast).isEqualTo(recounted(words, 280 - 256, Math.max(1, least), longest));
  }

  private static String recounted(Map<String, Long> words, int merges, long least, int longest) {
    // Bytes get ids 0..25 by letter; a merge gets the next id.
    List<String> tokens = new ArrayList<>();
    for (char c = 'a'; c <= 'z'; c++) {
      tokens.add(String.valueOf(c));
    }
    Map<String, List<Integer>> split = new TreeMap<>();
    words
        .keySet()
        .forEach(w -> split.put(w, new ArrayList<>(w.chars().map(c -> c - 'a').boxed().toList())));
    StringBuilder text = new StringBuilder();
    for (int m = 0; m < merges; m++) {
      Map<Long, Long> counts = new TreeMap<>();
      split.forEach(
          (word, ids) -> {
            for (int i = 0; i + 1 < ids.size(); i++) {
              counts.merge((long) ids.get(i) << 32 | ids.get(i + 1), words.get(word), Long::sum);
            }
          });
      long best = -1;
      long bestCount = least - 1;
      for (Map.Entry<Long, Long> e : counts.entrySet()) {
        String token = token(tokens, e.getKey());
        if (e.getValue() > bestCount && token.length() <= longest) {
          best = e.getKey();
          bestCount = e.getValue();
        }
      }
      if (best < 0) {
        break;
      }
      int a = (int) (best >>> 32);
      int b = (int) best;
      text.append(m == 0 ? "" : " ")
          .append(tokens.get(a))
          .append('+')
          .append(tokens.get(b))
          .append('=')
          .append(bestCount);
      tokens.add(token(tokens, best));
      for (List<Integer> ids : split.values()) {
        for (int i = 0; i + 1 < ids.size(); i++) {
          if (ids.get(i) == a && ids.get(i + 1) == b) {
            ids.set(i, tokens.size() - 1);
            ids.remove(i + 1);
          }
        }
      }
    }
    return text.toString();
  }

  private static String token(List<String> tokens, long pair) {
    return tokens.get((int) (pair >>> 32)) + tokens.get((int) pair);
  }
}
