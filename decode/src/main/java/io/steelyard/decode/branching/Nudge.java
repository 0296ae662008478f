package io.steelyard.decode.branching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Beginnings that a model's answers have in common, to put before another model's answer: of the
 * token prefixes of at most {@code longest} tokens that begin at least {@code least} answers, the
 * longest, then the most frequent, then the first in the order of ids.
 *
 * <p>Example: answers (1 2 3), (1 2 4), (1 5), least 2: (1 2).
 *
 * @param tokens the prefix; empty where no prefix is common enough
 * @param count answers that begin with it
 */
public record Nudge(List<Integer> tokens, int count) {
  public static final int LEAST = 50;
  public static final int LONGEST = 5;

  public static Nudge mine(List<int[]> answers, int least, int longest) {
    Map<List<Integer>, Integer> counts = new HashMap<>();
    for (int[] answer : answers) {
      for (int n = 1; n <= Math.min(longest, answer.length); n++) {
        counts.merge(Arrays.stream(answer, 0, n).boxed().toList(), 1, Integer::sum);
      }
    }
    Nudge best = new Nudge(List.of(), answers.size());
    for (Map.Entry<List<Integer>, Integer> entry : counts.entrySet()) {
      if (entry.getValue() >= least) {
        Nudge other = new Nudge(List.copyOf(entry.getKey()), entry.getValue());
        best = other.before(best) ? other : best;
      }
    }
    return best;
  }

  private boolean before(Nudge other) {
    if (tokens.size() != other.tokens.size()) {
      return tokens.size() > other.tokens.size();
    }
    if (count != other.count) {
      return count > other.count;
    }
    List<Integer> mine = new ArrayList<>(tokens);
    for (int i = 0; i < mine.size(); i++) {
      if (!mine.get(i).equals(other.tokens.get(i))) {
        return mine.get(i) < other.tokens.get(i);
      }
    }
    return false;
  }
}
