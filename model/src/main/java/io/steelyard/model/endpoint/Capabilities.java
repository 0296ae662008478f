package io.steelyard.model.endpoint;

import java.util.List;

/**
 * What a server can do, as it showed when it was tried.
 *
 * @param models names that it lists; empty where it has no list
 * @param chat messages to an answer
 * @param chatLogProbabilities and log-probabilities of its tokens
 * @param streaming answers part by part
 * @param completions text to its continuation
 * @param completionLogProbabilities and log-probabilities of its tokens
 * @param echo log-probabilities of the prompt's own tokens: it can score texts
 */
public record Capabilities(
    List<String> models,
    boolean chat,
    boolean chatLogProbabilities,
    boolean streaming,
    boolean completions,
    boolean completionLogProbabilities,
    boolean echo) {
  public Capabilities {
    models = List.copyOf(models);
  }
}
