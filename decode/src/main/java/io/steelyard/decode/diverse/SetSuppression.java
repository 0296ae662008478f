package io.steelyard.decode.diverse;

import io.steelyard.model.OpenedModel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes tokens that a set of texts has used less likely in its next texts: {@code bias(t) = -w c(t)
 * / max_u c(u)} over the K most frequent tokens. Unlike a frequency penalty it counts over the
 * whole set, and the strongest bias is always w.
 *
 * <p>Example: counts (40, 20, 10, 1), w = 7.5: -7.5, -3.75, -1.875, -.1875.
 *
 * <p>Counts are sums: those of several shards add up in any order.
 *
 * @see <a href="https://arxiv.org/abs/2306.04140">Chung et al. 2023</a>
 */
public final class SetSuppression {
  private final double weight;
  private final int most;
  private final boolean oncePerText;
  private final Set<Integer> exempt;
  private final Map<Integer, Long> counts = new HashMap<>();

  /**
   * @param weight of the most frequent token, at least 0; 0 changes nothing
   * @param most tokens that are biased; 0 for all
   * @param oncePerText whether a token counts once per text or each time
   * @param exempt tokens that are never biased: ends, quotes, the template's
   */
  public SetSuppression(double weight, int most, boolean oncePerText, Set<Integer> exempt) {
    if (!(weight >= 0) || weight == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "weight must be at least 0 (a negative one would promote), was " + weight);
    }
    if (most < 0) {
      throw new IllegalArgumentException("most must be at least 0, was " + most);
    }
    this.weight = weight;
    this.most = most;
    this.oncePerText = oncePerText;
    this.exempt = Set.copyOf(exempt);
  }

  /** Tokens that end a quoted line, which are never to be biased: ends, quotes, new lines. */
  public static Set<Integer> endsOf(OpenedModel opened) {
    Set<Integer> ends = new HashSet<>();
    Arrays.stream(opened.ends()).forEach(ends::add);
    for (int id = 0; id < opened.tokenizer().size(); id++) {
      String token = new String(opened.tokenizer().token(id), StandardCharsets.UTF_8);
      if (token.contains("\"") || token.contains("\n")) {
        ends.add(id);
      }
    }
    return ends;
  }

  /** Counts an accepted text. */
  public void add(int[] tokens) {
    Set<Integer> seen = new HashSet<>();
    for (int token : tokens) {
      if (!exempt.contains(token) && (!oncePerText || seen.add(token))) {
        counts.merge(token, 1L, Long::sum);
      }
    }
  }

  public void add(int token, long count) {
    if (!exempt.contains(token)) {
      counts.merge(token, count, Long::sum);
    }
  }

  /** Counts so far, by id. */
  public Map<Integer, Long> counts() {
    return new TreeMap<>(counts);
  }

  /** What to add to logits for the next texts; empty before the first text. */
  public Map<Integer, Double> bias() {
    Map<Integer, Double> bias = new TreeMap<>();
    long max = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
    if (max == 0 || weight == 0) {
      return bias;
    }
    List<Map.Entry<Integer, Long>> frequent =
        counts.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<Integer, Long>>comparingLong(e -> -e.getValue())
                    .thenComparing(Map.Entry::getKey))
            .limit(most == 0 ? Integer.MAX_VALUE : most)
            .toList();
    frequent.forEach(e -> bias.put(e.getKey(), -weight * e.getValue() / max));
    return bias;
  }
}
