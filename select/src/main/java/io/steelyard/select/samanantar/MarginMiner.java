package io.steelyard.select.samanantar;

import io.steelyard.select.samanantar.MinedPair.Direction;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs by margin: each sentence's k nearest are its candidates, scored with the neighbourhoods of
 * both sides; the best is kept in each direction, and {@link Retrieval} says how the directions
 * meet.
 *
 * <p>{@link Retrieval#FORWARD} and {@link Retrieval#BACKWARD} give one pair for each sentence, so
 * that a sentence of the other side may come several times; {@link Retrieval#MAX} uses a sentence
 * at most {@code most} times.
 *
 * @param margin how pairs are scored
 * @param retrieval how the directions meet
 * @param most pairs of one sentence in {@link Retrieval#MAX}; 1 makes it one-to-one
 */
public record MarginMiner(Margin margin, Retrieval retrieval, int most) {
  /** Pairs, best first. */
  public List<MinedPair> pairs(Neighbours forward, Neighbours backward) {
    double[] f = means(forward);
    double[] g = means(backward);
    int[] ofSource = new int[f.length];
    int[] ofTarget = new int[g.length];
    List<MinedPair> bestOfSource = new ArrayList<>();
    for (int x = 0; x < f.length; x++) {
      int r = best(forward, x, f[x], g);
      ofSource[x] = forward.id(x, r);
      bestOfSource.add(
          pair(x, ofSource[x], forward.cosine(x, r), f[x], g[ofSource[x]], Direction.FORWARD));
    }
    List<MinedPair> bestOfTarget = new ArrayList<>();
    for (int y = 0; y < g.length; y++) {
      int r = best(backward, y, g[y], f);
      ofTarget[y] = backward.id(y, r);
      bestOfTarget.add(
          pair(ofTarget[y], y, backward.cosine(y, r), f[ofTarget[y]], g[y], Direction.BACKWARD));
    }
    List<MinedPair> chosen = new ArrayList<>();
    for (int x = 0; x < f.length && retrieval != Retrieval.BACKWARD; x++) {
      boolean mutual = ofTarget[ofSource[x]] == x;
      if (mutual || retrieval != Retrieval.INTERSECT) {
        MinedPair p = bestOfSource.get(x);
        chosen.add(
            mutual
                ? new MinedPair(
                    p.source(), p.target(), p.cosine(), p.score(), Direction.MUTUAL, p.fellBack())
                : p);
      }
    }
    if (retrieval == Retrieval.BACKWARD || retrieval == Retrieval.MAX) {
      for (int y = 0; y < g.length; y++) {
        boolean mutual = ofSource[ofTarget[y]] == y;
        if (retrieval == Retrieval.BACKWARD || !mutual) {
          chosen.add(bestOfTarget.get(y));
        }
      }
    }
    chosen.sort(MinedPair.BEST_FIRST);
    return retrieval == Retrieval.MAX ? capped(chosen, f.length, g.length, most) : chosen;
  }

  private MinedPair pair(int x, int y, double cosine, double f, double g, Direction direction) {
    return new MinedPair(
        x, y, cosine, margin.score(cosine, f, g), direction, margin.fallsBack(f, g));
  }

  /** The candidate with the highest score; equal ones by cosine, then by place. */
  private int best(Neighbours of, int i, double own, double[] others) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int r = 0; r < of.k(); r++) {
      double score = margin.score(of.cosine(i, r), own, others[of.id(i, r)]);
      if (score > highest) {
        highest = score;
        best = r;
      }
    }
    return best;
  }

  private static double[] means(Neighbours of) {
    double[] means = new double[of.size()];
    for (int i = 0; i < means.length; i++) {
      means[i] = of.mean(i);
    }
    return means;
  }

  /**
   * Takes pairs in their order while both sentences have been taken fewer than {@code most} times.
   */
  public static List<MinedPair> capped(List<MinedPair> sorted, int sources, int targets, int most) {
    int[] sourceUses = new int[sources];
    int[] targetUses = new int[targets];
    List<MinedPair> taken = new ArrayList<>();
    for (MinedPair pair : sorted) {
      if (sourceUses[pair.source()] < most && targetUses[pair.target()] < most) {
        sourceUses[pair.source()]++;
        targetUses[pair.target()]++;
        taken.add(pair);
      }
    }
    return taken;
  }
}
