package io.steelyard.select.samanantar;

import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Proportion;
import java.util.List;
import java.util.Optional;

/**
 * The score from which pairs are kept, chosen on pairs that are known: true pairs are mined among
 * all others, and what is mined of a known sentence is right or wrong. A known sentence has a
 * translation, most others have none: how many of those are paired all the same, {@link Chance}
 * says, and the lower of the two precisions counts.
 *
 * @param value pairs with this score or more are kept
 * @param precision share of right ones among the kept, of known sentences
 * @param recall share of the known pairs that are kept
 * @param others expected share of right ones among the kept, of the other sentences; 1 where there
 *     are none
 */
public record Threshold(double value, Estimate precision, Estimate recall, double others) {
  private static final double LEVEL = 0.95;
  private static final Chance NONE =
      new Chance(new double[0], new double[0], 0, 0, new double[0], Retrieval.MAX);

  /**
   * A mined pair of a known sentence.
   *
   * @param score of the pair
   * @param right whether it is the known pair
   */
  public record Judged(double score, boolean right) {}

  /** {@code 2 P R / (P + R)}. */
  public double f1() {
    double p = Math.min(precision.value(), others);
    double r = recall.value();
    return p + r == 0 ? 0 : 2 * p * r / (p + r);
  }

  /**
   * The threshold with the highest F1; of equal ones, the highest threshold.
   *
   * @param known how many pairs there are to find
   */
  public static Optional<Threshold> ofBestF1(List<Judged> judged, int known) {
    return scan(judged, known, -1, NONE);
  }

  /** The lowest threshold at which the estimated precision is still at least {@code precision}. */
  public static Optional<Threshold> ofPrecision(List<Judged> judged, int known, double precision) {
    return scan(judged, known, precision, NONE);
  }

  /** The same, or for {@code precision} 0 the best F1, with what is said of other sentences. */
  static Optional<Threshold> of(List<Judged> judged, int known, double precision, Chance chance) {
    return scan(judged, known, precision > 0 ? precision : -1, chance);
  }

  private static Optional<Threshold> scan(
      List<Judged> judged, int known, double precision, Chance chance) {
    List<Judged> sorted =
        judged.stream().sorted((a, b) -> Double.compare(b.score, a.score)).toList();
    int right = 0;
    int cut = -1;
    int rightAtCut = 0;
    double best = 0;
    for (int i = 0; i < sorted.size(); i++) {
      right += sorted.get(i).right ? 1 : 0;
      if (i + 1 < sorted.size() && sorted.get(i + 1).score == sorted.get(i).score) {
        continue; // equal scores are kept or dropped together
      }
      double right1 = (double) right / (i + 1);
      double p = Math.min(right1, chance.precision(sorted.get(i).score));
      double r = (double) right / known;
      // Where the others take no part: 2 right / (kept + known), in whole numbers.
      double f1 =
          p == right1 ? 2.0 * right / (i + 1 + known) : p + r == 0 ? 0 : 2 * p * r / (p + r);
      boolean better = precision < 0 ? f1 > best : p >= precision;
      if (better) {
        best = f1;
        cut = i;
        rightAtCut = right;
      }
    }
    if (cut < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Threshold(
            sorted.get(cut).score,
            Proportion.WILSON.estimate(rightAtCut, cut + 1, LEVEL),
            Proportion.WILSON.estimate(rightAtCut, known, LEVEL),
            chance.precision(sorted.get(cut).score)));
  }
}
