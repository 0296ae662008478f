package io.steelyard.mix;

import io.steelyard.core.step.Amount.Unit;

/**
 * A domain as a plan sees it: how much there is, in documents and in the mixture's unit.
 *
 * @param name the domain
 * @param documents documents it holds
 * @param units the same in the unit of the mixture; may be an estimate
 */
public record PlannedDomain(String name, long documents, double units) {
  public PlannedDomain {
    if (documents < 0 || !(units >= 0) || Double.isInfinite(units)) {
      throw new IllegalArgumentException(
          "domain '" + name + "' cannot hold " + documents + " documents and " + units + " units");
    }
  }

  /** From a domain whose documents are known one by one. */
  public static PlannedDomain of(SampledDomain domain, Unit unit) {
    return new PlannedDomain(domain.name(), domain.documents(), domain.total(unit));
  }
}
