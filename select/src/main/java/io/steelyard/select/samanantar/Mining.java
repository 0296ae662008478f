package io.steelyard.select.samanantar;

import io.steelyard.select.samanantar.Threshold.Judged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Mines one pair of sides: neighbours in both directions, margins, one-to-one matching, and a
 * threshold from known pairs that lie among the others.
 *
 * <pre>{@code
 * Mining.Result mined = new Mining(search, 4, new MarginMiner(Margin.RATIO, Retrieval.MAX, 1), 0)
 *     .mine(sources, targets, known, 2);
 * }</pre>
 *
 * @param search how neighbours are found
 * @param k neighbours of each sentence
 * @param miner how pairs are scored and chosen
 * @param precision precision at which the threshold is set; 0 for the best F1
 */
public record Mining(NeighbourSearch search, int k, MarginMiner miner, double precision) {
  /** A side with fewer sentences than this times k has no neighbourhoods to speak of. */
  private static final int LEAST_FOLD = 4;

  /**
   * What was mined.
   *
   * @param pairs best first, of all sentences
   * @param threshold from the known pairs; empty without any
   * @param margin the margin that was used: the cosine alone where a side is too small
   * @param search neighbours and how sure they are
   * @param cosineErrors share of known sources whose nearest target is another (xsim)
   * @param marginErrors the same for the target with the best margin
   */
  public record Result(
      List<MinedPair> pairs,
      Optional<Threshold> threshold,
      Margin margin,
      NeighbourSearch.Both search,
      double cosineErrors,
      double marginErrors) {}

  /**
   * Mines.
   *
   * @param sources unit vectors
   * @param targets unit vectors
   * @param known for each source the place of its translation, or -1 where that is not known
   */
  public Result mine(float[][] sources, float[][] targets, int[] known, int threads) {
    int smaller = Math.min(sources.length, targets.length);
    boolean small = smaller < LEAST_FOLD * k;
    MarginMiner used =
        small ? new MarginMiner(Margin.ABSOLUTE, miner.retrieval(), miner.most()) : miner;
    NeighbourSearch.Both both = search.search(sources, targets, Math.min(k, smaller), threads);
    List<MinedPair> pairs = used.pairs(both.forward(), both.backward());
    int[] sourceOf = new int[targets.length];
    Arrays.fill(sourceOf, -1);
    int count = 0;
    for (int x = 0; x < known.length; x++) {
      if (known[x] >= 0) {
        sourceOf[known[x]] = x;
        count++;
      }
    }
    List<Judged> judged = new ArrayList<>();
    List<MinedPair> others = new ArrayList<>();
    for (MinedPair pair : pairs) {
      boolean ours = known[pair.source()] >= 0;
      if (ours || sourceOf[pair.target()] >= 0) {
        judged.add(new Judged(pair.score(), ours && known[pair.source()] == pair.target()));
      } else {
        others.add(pair);
      }
    }
    Optional<Threshold> threshold =
        count == 0
            ? Optional.empty()
            : Threshold.of(
                judged,
                count,
                precision,
                new Chance(
                    decoys(both.forward(), known, both.backward(), used.margin()),
                    decoys(both.backward(), sourceOf, both.forward(), used.margin()),
                    sources.length - count,
                    targets.length - count,
                    others.stream().mapToDouble(MinedPair::score).sorted().toArray(),
                    used.retrieval()));
    return new Result(
        pairs,
        threshold,
        used.margin(),
        both,
        errors(Margin.ABSOLUTE, both, known, count),
        errors(used.margin(), both, known, count));
  }

  private static double[] decoys(Neighbours of, int[] known, Neighbours others, Margin margin) {
    double[] means = new double[others.size()];
    Arrays.setAll(means, others::mean);
    return IntStream.range(0, known.length)
        .filter(i -> known[i] >= 0)
        .mapToDouble(i -> Chance.decoy(of, i, known[i], means, margin))
        .sorted()
        .toArray();
  }

  private static double errors(Margin margin, NeighbourSearch.Both both, int[] known, int count) {
    if (count == 0) {
      return Double.NaN;
    }
    int wrong = 0;
    MarginMiner forward = new MarginMiner(margin, Retrieval.FORWARD, 1);
    for (MinedPair pair : forward.pairs(both.forward(), both.backward())) {
      wrong += known[pair.source()] >= 0 && known[pair.source()] != pair.target() ? 1 : 0;
    }
    return (double) wrong / count;
  }
}
