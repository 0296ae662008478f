package io.steelyard.proofs.lab;

import io.steelyard.decode.Decoder;
import io.steelyard.decode.Generation;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.Overflow;
import io.steelyard.decode.StopRule;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Processor;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.model.OpenedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prompts continued by several chains, all side by side in one batch: many rows read the weights
 * once. Every chain gets the same random numbers.
 *
 * @param samples texts per prompt and chain
 * @param tokens most new tokens of a text
 * @param stops what ends a text, besides
 * @param traced whether whole traces are kept
 */
public record Continued(
    OpenedModel opened, int samples, int tokens, List<StopRule> stops, boolean traced, long seed) {
  /** Most texts side by side: at 560 tokens each, their keys and values take 2.5 GB. */
  private static final int ROWS = 96;

  /** The model's own end tokens, and strings. */
  public static List<StopRule> ends(OpenedModel opened, String... strings) {
    List<StopRule> stops = new ArrayList<>();
    if (opened.ends().length > 0) {
      stops.add(StopRule.Tokens.of(opened.ends()));
    }
    if (strings.length > 0) {
      stops.add(new StopRule.Strings(List.of(strings), false));
    }
    return stops;
  }

  /** A chain of one stage. */
  public static Chain chain(Processor... stages) {
    return new Chain(List.of(stages), Sampler.MULTINOMIAL);
  }

  /** Texts by chain, in the order of prompts and samples. */
  public Map<String, List<Generation>> run(List<int[]> prompts, Map<String, Chain> chains) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (Chain chain : chains.values()) {
      for (int i = 0; i < prompts.size(); i++) {
        requests.add(
            new GenerationRequest(
                i, prompts.get(i), chain, samples, seed, stops, tokens, traced, Overflow.REFUSE));
      }
    }
    int rows = Math.min(ROWS, requests.size() * samples);
    List<Generation> texts = new Decoder(opened, rows, 1).generate(requests, TokenListener.SILENT);
    Map<String, List<Generation>> byChain = new LinkedHashMap<>();
    int each = prompts.size() * samples;
    int from = 0;
    for (String name : chains.keySet()) {
      byChain.put(name, texts.subList(from, from + each));
      from += each;
    }
    return byChain;
  }
}
