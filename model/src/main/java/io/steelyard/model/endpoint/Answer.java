package io.steelyard.model.endpoint;

import java.util.List;
import java.util.Map;

/**
 * What a server answered.
 *
 * @param text the generated text, with the prompt before it where that was asked for
 * @param finish why it ended, as the server says: {@code stop}, {@code length}; empty where it does
 *     not say
 * @param tokens log-probabilities, where they were asked for and given
 * @param promptTokens tokens of the prompt, or -1 where the server does not say
 * @param answerTokens tokens of the answer, or -1
 */
public record Answer(
    String text, String finish, List<Token> tokens, long promptTokens, long answerTokens) {
  public Answer {
    tokens = List.copyOf(tokens);
  }

  /**
   * One token.
   *
   * @param text its text
   * @param logProbability natural; NaN for the first token of a prompt, before which nothing is
   * @param alternatives log-probabilities of the likeliest tokens, likeliest first
   */
  public record Token(String text, double logProbability, Map<String, Double> alternatives) {}
}
