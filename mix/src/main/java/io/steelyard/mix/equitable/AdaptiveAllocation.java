package io.steelyard.mix.equitable;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.ArrayList;
import java.util.List;

/**
 * The sequential rule: collect a lot, look how fast each group's loss falls now, and give the next
 * lot to the group where it is worth most for its price. It needs neither the curves nor the budget
 * in advance, for the best path to a small budget is the beginning of the path to a large one.
 *
 * <pre>
 * value_g = w_g psi'(L_g) max(0, -dL_g/dn) / c_g     next lot to argmax (value_g + kappa error_g)
 * </pre>
 */
public final class AdaptiveAllocation {
  private AdaptiveAllocation() {}

  /**
   * @param lot units bought at once, positive
   * @param rule how slopes are estimated
   * @param repeats orders of the data that an estimate averages over
   * @param kappa standard errors added to a value, so that a group whose first estimate was unlucky
   *     is looked at again
   * @param explore c of the share {@code min(1, c / t)} of lots that go to the group with the
   *     widest error (the paper's kind of exploration: 5); 0 for none
   * @param split whether a lot is divided where the best two are within their errors
   * @param stop value per cost below which nothing more is bought
   */
  public record Settings(
      double lot,
      SlopeEstimate.Rule rule,
      int repeats,
      double kappa,
      double explore,
      boolean split,
      double stop) {
    public Settings {
      if (!(lot > 0) || Double.isInfinite(lot) || repeats < 1 || !(kappa >= 0) || !(explore >= 0)) {
        throw new IllegalArgumentException(
            "a lot must be positive, repeats at least 1, kappa and explore not negative; were "
                + lot
                + ", "
                + repeats
                + ", "
                + kappa
                + ", "
                + explore);
      }
    }

    /** Leave-out slopes over three orders, without exploration. */
    public static Settings of(double lot) {
      return new Settings(lot, SlopeEstimate.Rule.LEAVE_OUT, 3, 0, 0, false, 0);
    }
  }

  /**
   * One lot.
   *
   * @param group who got it
   * @param units how much
   * @param amounts what each group had before
   * @param values value per cost of each group before; NaN for one that could not be bought
   * @param errors standard errors of the values
   * @param explored whether the group was taken for its error
   */
  public record Round(
      int group,
      double units,
      double[] amounts,
      double[] values,
      double[] errors,
      boolean explored) {}

  /**
   * @param allocation amounts of each group at the end
   * @param rounds what was bought, in order
   * @param stoppedBecause why it ended
   */
  public record Outcome(Allocation allocation, List<Round> rounds, String stoppedBecause) {}

  /**
   * @param groups their curves are not looked at, except by {@link Allocation#loss}
   * @param losses measured on text that is not the one of the final report
   */
  public static Outcome run(
      List<Group> groups,
      Utility utility,
      Losses losses,
      double budget,
      Settings settings,
      long seed) {
    WaterFilling.check(groups, budget);
    double[] amounts = groups.stream().mapToDouble(Group::have).toArray();
    double[] values = new double[amounts.length];
    double[] errors = new double[amounts.length];
    boolean[] stale = new boolean[amounts.length];
    for (int g = 0; g < amounts.length; g++) {
      if (!(amounts[g] > 0)) {
        throw new IllegalArgumentException(
            "'" + groups.get(g).name() + "' needs some data to start from: its slope is unknown");
      }
      stale[g] = true;
    }
    long key = Draws.key(seed, Purpose.ALLOCATE);
    List<Round> rounds = new ArrayList<>();
    double left = budget;
    String why;
    while (true) {
      for (int g = 0; g < amounts.length; g++) {
        if (stale[g]) {
          measure(groups.get(g), utility, losses, g, amounts[g], settings, values, errors);
          stale[g] = false;
        }
        if (lot(groups.get(g), amounts[g], left, settings.lot) <= 0) {
          values[g] = Double.NaN;
        }
      }
      boolean explore =
          settings.explore > 0
              && Draws.unit(Draws.mix(key, rounds.size()))
                  < Math.min(1, settings.explore / (rounds.size() + 1));
      int best = best(values, errors, settings.kappa, explore);
      if (best < 0) {
        why = left <= 1e-9 * budget ? "the budget is spent" : "no group can be bought any more";
        break;
      }
      if (values[best] + settings.kappa * errors[best] <= settings.stop) {
        why = "no lot is worth more than " + settings.stop + " per cost";
        break;
      }
      int second = settings.split ? rival(values, errors, best) : -1;
      double share = second < 0 ? 1 : 0.5;
      for (int g : second < 0 ? new int[] {best} : new int[] {best, second}) {
        double units = lot(groups.get(g), amounts[g], left, settings.lot * share);
        rounds.add(new Round(g, units, amounts.clone(), values.clone(), errors.clone(), explore));
        amounts[g] += units;
        left -= units * groups.get(g).cost();
        stale[g] = true;
      }
    }
    return new Outcome(
        new Allocation(
            groups, amounts, Allocation.spent(groups, amounts), 0, new double[amounts.length]),
        rounds,
        why);
  }

  private static void measure(
      Group group,
      Utility utility,
      Losses losses,
      int g,
      double amount,
      Settings settings,
      double[] values,
      double[] errors) {
    SlopeEstimate slope = SlopeEstimate.of(settings.rule, losses, g, amount, settings.repeats);
    double perLoss = group.weight() * utility.slope(losses.of(g, amount, 0)) / group.cost();
    values[g] = perLoss * -slope.slope();
    errors[g] = perLoss * slope.error();
  }

  /** Units of one lot that a group has room and the budget has money for. */
  private static double lot(Group group, double amount, double left, double lot) {
    double room = Math.min(lot, group.limit() - amount);
    double paid = Math.min(room, left / group.cost());
    return paid < 1e-9 * lot ? 0 : paid;
  }

  private static int best(double[] values, double[] errors, double kappa, boolean explore) {
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int g = 0; g < values.length; g++) {
      double value = explore ? errors[g] : values[g] + kappa * errors[g];
      if (!Double.isNaN(values[g]) && value > most) {
        most = value;
        best = g;
      }
    }
    return best;
  }

  /** The next best whose interval (one error either side) meets that of the best; -1 for none. */
  private static int rival(double[] values, double[] errors, int best) {
    int rival = -1;
    for (int g = 0; g < values.length; g++) {
      if (g != best
          && values[g] + errors[g] >= values[best] - errors[best]
          && (rival < 0 || values[g] > values[rival])) {
        rival = g;
      }
    }
    return rival;
  }
}
