package io.steelyard.decode.chain;

/**
 * Which random number of a step: stages have their own, so adding one does not shift another's. The
 * codes enter the keys: add at the end, never change one.
 */
public enum Stream {
  /** The token itself. */
  TOKEN(0),
  /** Whether XTC acts. */
  XTC(1),
  /** The race of {@link Sampler#RACE}; the token's id is mixed in. */
  RACE(2);

  private final int code;

  Stream(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
