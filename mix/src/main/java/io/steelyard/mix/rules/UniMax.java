package io.steelyard.mix.rules;

import io.steelyard.core.counts.Proportions;
import java.util.List;
import java.util.stream.IntStream;

/**
 * UniMax: give every domain the same budget, but none more than {@code N} passes over its data.
 *
 * <pre>
 * sort domains by size, smallest first; rem = B
 * for k = 0 .. K-1: share = rem / (K-k); U_k = min(share, N * n_k); rem -= U_k
 * </pre>
 *
 * <p>Example: sizes (2733, 162, 39, 1), budget 400, 4 epochs give (132, 132, 132, 4). Chung et al.
 * 2023, <a href="https://arxiv.org/abs/2304.09151">UniMax</a>, algorithm 1.
 */
public final class UniMax {
  private UniMax() {}

  /**
   * @param sizes units per domain, not negative, not all zero
   * @param budget units to give out, positive
   * @param epochs passes allowed over each domain, positive
   */
  public static Allocation allocate(
      List<String> domains, double[] sizes, double budget, double epochs) {
    if (!(budget > 0) || !(epochs > 0)) {
      throw new IllegalArgumentException(
          "budget and epochs must be positive, were " + budget + " and " + epochs);
    }
    for (int k = 0; k < sizes.length; k++) {
      Temperature.checkSize(domains, sizes, k);
    }
    int[] bySize =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted((a, b) -> Double.compare(sizes[a], sizes[b]))
            .mapToInt(k -> k)
            .toArray();
    double[] units = new double[sizes.length];
    double remaining = budget;
    for (int i = 0; i < bySize.length; i++) {
      int k = bySize[i];
      units[k] = Math.min(remaining / (bySize.length - i), epochs * sizes[k]);
      remaining -= units[k];
    }
    double unmet = remaining > budget * 1e-12 ? remaining : 0;
    return new Allocation(units, Proportions.normalise(domains, units), unmet);
  }
}
