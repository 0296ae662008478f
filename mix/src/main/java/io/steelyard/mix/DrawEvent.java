package io.steelyard.mix;

/**
 * Something that changed what the sampler serves, kept in the account so that no renormalisation is
 * silent.
 *
 * @param kind what happened
 * @param domain the domain concerned, or empty
 * @param draw the number of the first draw after it
 * @param units units served, counting all planned draws before it
 */
public record DrawEvent(Kind kind, String domain, long draw, long units) {
  /** What can happen. */
  public enum Kind {
    /** The domain has served all that its repeat rule allows; the others share its proportion. */
    SPENT,
    /** Proportions were set from outside, in place of the schedule. */
    REWEIGHED,
    /** A batch ended early, because its domain was spent or the budget reached. */
    SHORT_BATCH,
    /** No domain with a positive proportion is left, so the sequence ended before the budget. */
    ALL_SPENT,
    /** The state was taken over from other settings. */
    REMAPPED
  }
}
