package io.steelyard.decode;

/** Sees texts while they grow. Called by one thread, rows in order. */
public interface TokenListener {
  TokenListener SILENT = new TokenListener() {};

  /**
   * One more token.
   *
   * @param request id of the request
   * @param sample number of its sample
   * @param token the token's id
   * @param text what may be shown now: whole characters that no stop rule will take back; may be
   *     empty
   * @param logProbability of the token under the model itself, natural
   */
  default void token(long request, int sample, int token, String text, double logProbability) {}

  /** A text has ended. */
  default void finished(Generation generation) {}
}
