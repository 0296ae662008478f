package io.steelyard.select.samanantar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pairs of two languages that share a sentence of a third: joined by the third's text, exact after
 * blanks at its ends are cut off.
 *
 * <p>Example: with A:h1 B:h2,h3 in one and A:t1,t2 B:t3 in the other, {@link Choice#ALL} gives
 * (h1,t1) (h1,t2) (h2,t3) (h3,t3).
 */
public record Pivot(Choice choice, int most) {
  /** Which of several translations of one sentence are used. */
  public enum Choice {
    /** Every combination, of the best {@code most} translations on each side. */
    ALL,
    /** The combination with the highest product of cosines. */
    BEST,
    /** The last translation of the first language with each of the second. */
    LAST
  }

  /**
   * A translation of a pivot sentence.
   *
   * @param pivot the shared sentence
   * @param text its translation
   * @param row where the pair stands in its table
   * @param cosine of the pair
   */
  public record Translation(String pivot, String text, int row, double cosine) {}

  /**
   * A pair of two translations.
   *
   * @param score the lower of the two cosines
   */
  public record Pair(Translation first, Translation second, double score) {}

  public Pivot {
    if (most < 1) {
      throw new IllegalArgumentException("pivot-most must be at least 1, was " + most);
    }
  }

  /** Pairs in the order of the second language, then of the first; each pair of texts once. */
  public List<Pair> join(List<Translation> first, List<Translation> second) {
    Map<String, List<Translation>> byPivot = new HashMap<>();
    first.forEach(t -> byPivot.computeIfAbsent(t.pivot().strip(), p -> new ArrayList<>()).add(t));
    Map<String, List<Translation>> others = new java.util.LinkedHashMap<>();
    second.forEach(t -> others.computeIfAbsent(t.pivot().strip(), p -> new ArrayList<>()).add(t));
    List<Pair> pairs = new ArrayList<>();
    others.forEach(
        (pivot, theirs) -> {
          List<Translation> ours = byPivot.get(pivot);
          if (ours != null) {
            pairs.addAll(meet(ours, theirs));
          }
        });
    return pairs;
  }

  private List<Pair> meet(List<Translation> ours, List<Translation> theirs) {
    List<Pair> pairs = new ArrayList<>();
    List<Translation> from =
        choice == Choice.LAST ? List.of(ours.get(ours.size() - 1)) : capped(ours);
    for (Translation a : from) {
      for (Translation b : choice == Choice.LAST ? theirs : capped(theirs)) {
        pairs.add(new Pair(a, b, Math.min(a.cosine(), b.cosine())));
      }
    }
    if (choice == Choice.BEST) {
      Pair best =
          pairs.stream()
              .max(Comparator.comparingDouble(p -> p.first().cosine() * p.second().cosine()))
              .orElseThrow();
      return List.of(best);
    }
    return pairs;
  }

  /** The best {@code most}, in their own order: a sentence such as "Yes." has thousands. */
  private List<Translation> capped(List<Translation> all) {
    if (all.size() <= most) {
      return all;
    }
    List<Translation> best =
        all.stream()
            .sorted(Comparator.comparingDouble(Translation::cosine).reversed())
            .limit(most)
            .toList();
    return all.stream().filter(best::contains).toList();
  }
}
