package io.steelyard.core.draws;

/**
 * What a draw is for. The codes enter every random key, so they are frozen: add at the end, never
 * change or reuse a number.
 */
public enum Purpose {
  /** Which domain the sampler serves at a step. */
  SOURCE(1),
  /** The order of documents inside a domain, per epoch. */
  ORDER(2),
  /** Membership of validation and test. */
  SPLIT(3),
  /** Examples shown to people. */
  EXAMPLES(4),
  /** Resampling for intervals and tests. */
  BOOTSTRAP(5),
  /** Samples from which a plan estimates. */
  ESTIMATE(6),
  /** Permutations of a hash family (MinHash). */
  HASHING(7),
  /** Replacement of masked personal data. */
  MASK(8),
  /** Text or numbers generated for tests, proofs and benchmarks. */
  SYNTHETIC(9),
  /** Initial weights of a model. */
  INITIAL_WEIGHTS(10),
  /** Tokens drawn while decoding. */
  DECODE(11),
  /** Documents drawn by a selection method. */
  SELECT(12),
  /** Ways to cut text into tokens (subword regularisation). */
  SEGMENT(13),
  /** Which group is looked at next while a budget is given out. */
  ALLOCATE(14);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
