package io.steelyard.mix.equitable;

import io.steelyard.core.draws.Draws;
import java.util.ArrayList;
import java.util.List;

/**
 * Losses of one group at several amounts, with the runs of each amount kept apart, so that a fit
 * can be done again on runs drawn with replacement.
 *
 * @param name the group
 * @param runs for each amount, rising, the losses of its runs; never empty
 */
public record MeasuredCurve(String name, List<List<CurveFit.Point>> runs) {
  public MeasuredCurve {
    runs = runs.stream().map(List::copyOf).toList();
  }

  /**
   * @param floor whether a loss that never goes away is fitted too
   * @throws IllegalArgumentException with fewer than two amounts
   */
  public CurveFit.Fitted fit(boolean floor) {
    return fit(runs.stream().flatMap(List::stream).toList(), floor);
  }

  /** The same on runs that are drawn again, with replacement, at each amount. */
  CurveFit.Fitted refit(boolean floor, long key) {
    List<CurveFit.Point> drawn = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      List<CurveFit.Point> at = runs.get(i);
      for (int j = 0; j < at.size(); j++) {
        drawn.add(at.get((int) (Draws.unit(Draws.mix(key, i, j)) * at.size())));
      }
    }
    return fit(drawn, floor);
  }

  private static CurveFit.Fitted fit(List<CurveFit.Point> points, boolean floor) {
    return floor ? CurveFit.withFloor(points) : CurveFit.powerLaw(points);
  }

  /** The mean loss at each amount. */
  public List<CurveFit.Point> means() {
    return runs.stream()
        .map(
            at ->
                new CurveFit.Point(
                    at.get(0).amount(),
                    at.stream().mapToDouble(CurveFit.Point::loss).average().orElseThrow()))
        .toList();
  }

  /** Whether every amount was run more than once, so that an interval can be given. */
  public boolean isRepeated() {
    return runs.stream().allMatch(at -> at.size() > 1);
  }
}
