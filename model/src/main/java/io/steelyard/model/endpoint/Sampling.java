package io.steelyard.model.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How a server is asked to choose tokens. What is null is left to the server.
 *
 * @param maxTokens most tokens to generate
 * @param temperature 0 takes the likeliest
 * @param topP share of probability to draw from
 * @param seed where the server can repeat itself
 * @param stop texts that end the answer; may be empty
 * @param alternatives how many likeliest tokens to tell log-probabilities of, 0 for the chosen one
 *     alone; null for no log-probabilities
 */
public record Sampling(
    int maxTokens,
    Double temperature,
    Double topP,
    Long seed,
    List<String> stop,
    Integer alternatives) {
  public Sampling {
    stop = List.copyOf(stop);
    if (maxTokens < 0) {
      throw new IllegalArgumentException("max-tokens must be at least 0, was " + maxTokens);
    }
    if (temperature != null && !(temperature >= 0)) {
      throw new IllegalArgumentException("temperature must be at least 0, was " + temperature);
    }
    if (topP != null && !(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p must be above 0 and at most 1, was " + topP);
    }
    if (alternatives != null && alternatives < 0) {
      throw new IllegalArgumentException("alternatives must be at least 0, was " + alternatives);
    }
  }

  /** The likeliest token each time, at most so many. */
  public static Sampling greedy(int maxTokens) {
    return new Sampling(maxTokens, 0.0, null, null, List.of(), null);
  }

  /** The same with log-probabilities. */
  public Sampling withAlternatives(int n) {
    return new Sampling(maxTokens, temperature, topP, seed, stop, n);
  }

  void writeTo(ObjectNode json) {
    json.put("max_tokens", maxTokens);
    if (temperature != null) {
      json.put("temperature", temperature);
    }
    if (topP != null) {
      json.put("top_p", topP);
    }
    if (seed != null) {
      json.put("seed", seed);
    }
    if (!stop.isEmpty()) {
      ArrayNode list = json.putArray("stop");
      stop.forEach(list::add);
    }
  }
}
