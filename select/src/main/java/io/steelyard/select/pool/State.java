package io.steelyard.select.pool;

/** Whether a document can be selected, and if not, why. */
public enum State {
  /** It is in the pool. */
  POOL(null),
  /** It belongs to validation or test, which a selection leaves as they are. */
  OTHER_PART(null),
  /** It has no text but white space. */
  EMPTY("empty"),
  /** It equals a target text, up to Unicode composition and white space. */
  COPY("target_copy"),
  /** It shares a run of 13 words with a target text. */
  OVERLAP("target_overlap"),
  /** It is shorter than the method can judge. */
  SHORT("too_short");

  private final String reason;

  State(String reason) {
    this.reason = reason;
  }

  /** The reason of the verdict; null where there is none. */
  public String reason() {
    return reason;
  }
}
