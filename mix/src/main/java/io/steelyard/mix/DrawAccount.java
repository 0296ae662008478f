package io.steelyard.mix;

import io.steelyard.core.step.Amount.Unit;
import java.util.List;

/**
 * What the sampler served of each domain, against what the schedule asked.
 *
 * @param unit what asked, served and deviation count
 * @param draws draws made
 * @param units units served
 * @param domains one line per domain, in the order of the settings
 * @param events what changed on the way
 */
public record DrawAccount(
    Unit unit, long draws, long units, List<Line> domains, List<DrawEvent> events) {
  /** The value of tokens or bytes for a domain whose sizes were not given. */
  public static final long UNKNOWN = -1;

  /**
   * One domain.
   *
   * @param name the domain
   * @param draws times one of its documents came
   * @param documents distinct documents seen
   * @param available documents it holds
   * @param tokens tokens served, or {@link #UNKNOWN}
   * @param bytes bytes served, or {@link #UNKNOWN}
   * @param epochs passes over the domain, {@code draws / available}
   * @param asked units that the schedule asked for
   * @param served units served
   * @param maxDeviation largest distance between asked and served units over all prefixes, with the
   *     proportions of spent domains shared out; over all batch ends for stratified batches
   */
  public record Line(
      String name,
      long draws,
      long documents,
      long available,
      long tokens,
      long bytes,
      double epochs,
      double asked,
      long served,
      double maxDeviation) {
    /** Share of the domain's documents that never came. */
    public double unseen() {
      return available == 0 ? 0 : 1 - (double) documents / available;
    }
  }

  /** The line of one domain. */
  public Line of(String name) {
    return domains.stream()
        .filter(line -> line.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no domain '" + name + "' was sampled"));
  }
}
