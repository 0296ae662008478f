package io.steelyard.decode.multilingual;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The answer that most texts end in; ties go to the higher mean log-probability, then the first.
 */
public final class MajorityVote {
  private MajorityVote() {}

  /**
   * The number of a text with the winning answer.
   *
   * @param answer what of a text is compared
   */
  public static int select(
      List<String> texts, double[] meanLogProbability, UnaryOperator<String> answer) {
    Map<String, Integer> votes = new LinkedHashMap<>();
    for (String text : texts) {
      votes.merge(answer.apply(text), 1, Integer::sum);
    }
    int best = 0;
    for (int i = 1; i < texts.size(); i++) {
      int mine = votes.get(answer.apply(texts.get(i)));
      int most = votes.get(answer.apply(texts.get(best)));
      if (mine > most || mine == most && meanLogProbability[i] > meanLogProbability[best]) {
        best = i;
      }
    }
    return best;
  }
}
