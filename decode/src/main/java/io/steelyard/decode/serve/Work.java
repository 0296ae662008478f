package io.steelyard.decode.serve;

/** Something that waits for the model. */
interface Work {
  /** Whether nobody waits for it any more. */
  boolean cancelled();

  void cancel();

  /** It will not be done. */
  void failed(ApiError why);
}
