package io.steelyard.model;

import java.util.BitSet;

/**
 * Texts under way in a {@link LanguageModel}: rows with their own lengths, whose keys and values
 * are kept, so that one more token costs one token.
 *
 * <pre>{@code
 * try (Session session = model.open(2, 256)) {
 *   session.prefill(0, prompt, 0, prompt.length);
 *   session.fork(0, 1);                       // row 1 goes on from the same prompt
 *   int a = argmax(session.logits(0));
 *   session.step(new int[] {a, b}, both);
 * }
 * }</pre>
 *
 * <p>Positions and masks are the session's own business: no padding shows. A row that would grow
 * beyond {@link #capacity()} is refused with {@link ContextOverflowException} before anything runs.
 */
public interface Session extends AutoCloseable {
  int rows();

  /** Most tokens a row can hold. */
  int capacity();

  /** Tokens that a row holds now. */
  int length(int row);

  /** Appends {@code ids[from, to)} to a row; its logits are then those after the last of them. */
  void prefill(int row, int[] ids, int from, int to);

  /** Appends {@code tokens[row]} to every row in {@code active}, in one batch. */
  void step(int[] tokens, BitSet active);

  /**
   * The logits after the row's last token, length {@code vocabulary}: a view that is valid until
   * the next call that touches the row and must not be written.
   *
   * @throws IllegalStateException where the row is empty or was truncated and not extended since
   */
  float[] logits(int row);

  /** Makes {@code targets} copies of {@code source}: tokens, keys and values, logits. */
  void fork(int source, int... targets);

  /** Forgets the tokens from {@code length} on. */
  void truncate(int row, int length);

  /**
   * Natural log-probabilities of each token of {@code continuation} after the row's tokens; the
   * row, its length and its logits are afterwards what they were.
   */
  float[] score(int row, int[] continuation);

  @Override
  void close();
}
