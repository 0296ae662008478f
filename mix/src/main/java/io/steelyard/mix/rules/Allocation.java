package io.steelyard.mix.rules;

import io.steelyard.core.counts.Proportions;

/**
 * A budget given out to domains.
 *
 * @param units units for each domain, in the order given
 * @param proportions the same as shares of what was given out
 * @param unmet what could not be given out, because every domain was at its cap; 0 when all was
 */
public record Allocation(double[] units, Proportions proportions, double unmet) {
  /** Whether the caps left a part of the budget over. */
  public boolean isBudgetUnmet() {
    return unmet > 0;
  }
}
