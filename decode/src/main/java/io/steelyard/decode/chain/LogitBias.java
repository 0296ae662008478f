package io.steelyard.decode.chain;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds to the logits of some tokens; minus infinity forbids a token. Comes first in every chain, so
 * that later stages see the entropy of what is allowed.
 */
public record LogitBias(Map<Integer, Double> bias) implements Processor {
  public LogitBias {
    bias = Map.copyOf(bias);
    bias.forEach(
        (id, b) -> {
          if (id < 0 || b.isNaN() || b == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                "logit-bias of token " + id + " must be a number below infinity, was " + b);
          }
        });
  }

  /** Forbids tokens. */
  public static LogitBias suppress(int... ids) {
    Map<Integer, Double> bias = new TreeMap<>();
    Arrays.stream(ids).forEach(id -> bias.put(id, Double.NEGATIVE_INFINITY));
    return new LogitBias(bias);
  }

  @Override
  public State open(SequenceContext context) {
    int[] ids = bias.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    double[] values = Arrays.stream(ids).mapToDouble(bias::get).toArray();
    return (text, candidates) -> add(ids, values, candidates);
  }

  private static void add(int[] ids, double[] values, CandidateSet candidates) {
    boolean forbids = false;
    for (int i = 0; i < ids.length; i++) {
      int place = candidates.find(ids[i]);
      if (place >= 0) {
        candidates.logits()[place] += values[i];
        forbids |= values[i] == Double.NEGATIVE_INFINITY;
      }
    }
    candidates.changed();
    if (forbids) {
      candidates.dropInfinite();
    }
  }
}
