package io.steelyard.corpus.read;

/** One record is refused; its reader turns this into a {@link Rejected} and goes on. */
final class BadRecord extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  BadRecord(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
