package io.steelyard.decode.serve;

import io.steelyard.decode.StopRule;
import io.steelyard.decode.chain.Chain;
import java.util.List;

/**
 * A request as it is understood.
 *
 * @param chat whether the answer is a message
 * @param prompts each is continued {@code n} times
 * @param maxTokens most new tokens of a text; 0 only where prompts are echoed
 * @param chain how tokens are chosen
 * @param seed of all draws
 * @param stops when a text ends
 * @param stream whether it is sent as it comes
 * @param streamUsage whether a stream ends with what was used
 * @param alternatives how many likeliest tokens are told; -1 for no log-probabilities
 * @param echo whether the text begins with the prompt
 */
record Ask(
    boolean chat,
    List<Prompt> prompts,
    int n,
    int maxTokens,
    Chain chain,
    long seed,
    List<StopRule> stops,
    boolean stream,
    boolean streamUsage,
    int alternatives,
    boolean echo) {
  Ask {
    prompts = List.copyOf(prompts);
    stops = List.copyOf(stops);
  }

  /**
   * @param ids its tokens, with the model's start token where it has one
   * @param text as it is echoed
   * @param started whether the first token is the start token
   */
  record Prompt(int[] ids, String text, boolean started) {}

  int choices() {
    return prompts.size() * n;
  }

  boolean scores() {
    return alternatives >= 0;
  }
}
