package io.steelyard.decode;

import io.steelyard.decode.chain.Chain;
import java.util.ArrayList;
import java.util.List;

/**
 * One prompt and how it is continued.
 *
 * @param id stable name of the request: it enters the random numbers, its place in a batch does not
 * @param prompt token ids; empty only where the model has a start token
 * @param chain how each token is chosen
 * @param samples how many texts
 * @param seed of the run
 * @param stops when a text ends, besides {@code maxNewTokens}
 * @param maxNewTokens most tokens generated
 * @param traced whether the whole trace is kept, or only the log-probabilities
 * @param overflow what to do where prompt and new tokens exceed the context
 */
public record GenerationRequest(
    long id,
    int[] prompt,
    Chain chain,
    int samples,
    long seed,
    List<StopRule> stops,
    int maxNewTokens,
    boolean traced,
    Overflow overflow) {
  public GenerationRequest {
    stops = List.copyOf(stops);
    if (samples < 1) {
      throw new IllegalArgumentException("samples must be at least 1, was " + samples);
    }
    if (maxNewTokens < 1) {
      throw new IllegalArgumentException("max-new-tokens must be at least 1, was " + maxNewTokens);
    }
  }

  /** One sample without stop rules. */
  public static GenerationRequest of(
      long id, int[] prompt, Chain chain, long seed, int maxNewTokens) {
    return new GenerationRequest(
        id, prompt, chain, 1, seed, List.of(), maxNewTokens, false, Overflow.REFUSE);
  }

  public GenerationRequest samples(int n) {
    return new GenerationRequest(id, prompt, chain, n, seed, stops, maxNewTokens, traced, overflow);
  }

  /** With one more rule. */
  public GenerationRequest stop(StopRule rule) {
    List<StopRule> more = new ArrayList<>(stops);
    more.add(rule);
    return new GenerationRequest(
        id, prompt, chain, samples, seed, more, maxNewTokens, traced, overflow);
  }

  public GenerationRequest traced(boolean whole) {
    return new GenerationRequest(
        id, prompt, chain, samples, seed, stops, maxNewTokens, whole, overflow);
  }

  public GenerationRequest overflow(Overflow rule) {
    return new GenerationRequest(
        id, prompt, chain, samples, seed, stops, maxNewTokens, traced, rule);
  }
}
