package io.steelyard.decode;

/**
 * Requests that come while others run. {@link Decoder#generate(RequestFeed, int)} asks whenever a
 * row is free, so that a text that has ended makes room for one that waits.
 */
@FunctionalInterface
public interface RequestFeed {
  /**
   * A request and who hears of its texts.
   *
   * @param request its id enters the random numbers; several may have the same
   */
  record Entry(GenerationRequest request, TokenListener listener) {}

  /**
   * The next request, or null where none waits.
   *
   * @param idle whether nothing runs: then this may wait, and null ends the decoding
   */
  Entry next(boolean idle);
}
