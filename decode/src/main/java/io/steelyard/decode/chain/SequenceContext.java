package io.steelyard.decode.chain;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.Arrays;

/**
 * One text under way as the stages see it: its tokens, where the prompt ends, its random numbers,
 * and the model's own distribution at this step before any stage touched it.
 *
 * <p>Every random number is {@code Draws.mix(mix(seed, DECODE), request, sample), step, stream)}:
 * it does not depend on the row, the batch, what was decoded before, or on what other stages drew.
 */
public final class SequenceContext {
  private int[] history = new int[64];
  private int length;
  private int promptLength;
  private int row;
  private long key;
  private float[] raw;
  private double rawLogSumExp;

  /** Starts a text. */
  public void start(int row, int[] prompt, long seed, long request, int sample) {
    this.row = row;
    key = Draws.mix(Draws.key(seed, Purpose.DECODE), request, sample);
    length = 0;
    promptLength = prompt.length;
    ensure(prompt.length + 1);
    System.arraycopy(prompt, 0, history, 0, prompt.length);
    length = prompt.length;
    raw = null;
  }

  /** Makes room for so many tokens, so that none is made while decoding. */
  public void ensure(int tokens) {
    if (tokens > history.length) {
      history = Arrays.copyOf(history, Math.max(tokens, 2 * history.length));
    }
  }

  /** What the model said at this step. */
  public void observe(float[] logits, double logSumExp) {
    raw = logits;
    rawLogSumExp = logSumExp;
  }

  public void append(int token) {
    ensure(length + 1);
    history[length++] = token;
  }

  /** Forgets generated tokens from {@code length} on; stages are restored by the caller. */
  public void truncate(int newLength) {
    if (newLength < promptLength || newLength > length) {
      throw new IllegalArgumentException(
          "length " + newLength + " is outside [" + promptLength + ", " + length + "]");
    }
    length = newLength;
  }

  /** Makes this the same text as another. */
  public void copyFrom(SequenceContext other) {
    ensure(other.length + 1);
    System.arraycopy(other.history, 0, history, 0, other.length);
    length = other.length;
    promptLength = other.promptLength;
    key = other.key;
    raw = other.raw;
    rawLogSumExp = other.rawLogSumExp;
  }

  public int row() {
    return row;
  }

  /** Prompt and generated tokens. */
  public int length() {
    return length;
  }

  public int promptLength() {
    return promptLength;
  }

  /** Tokens generated so far: the number of the step that is being decided. */
  public int step() {
    return length - promptLength;
  }

  public int token(int i) {
    return history[i];
  }

  /** Prompt and generated tokens; borrowed. */
  public int[] history() {
    return history;
  }

  /** A copy of what was generated. */
  public int[] generated() {
    return Arrays.copyOfRange(history, promptLength, length);
  }

  /** The uniform number in [0, 1) of this step for one purpose. */
  public double uniform(Stream stream) {
    return Draws.unit(Draws.mix(key, step(), stream.code()));
  }

  /** The uniform number of this step for one token. */
  public double uniform(Stream stream, int token) {
    return Draws.unit(Draws.mix(key, step(), stream.code(), token));
  }

  /** The model's logits at this step, untouched; borrowed. */
  public float[] raw() {
    return raw;
  }

  /** Log-sum-exp of {@link #raw}. */
  public double rawLogSumExp() {
    return rawLogSumExp;
  }

  /** Natural log-probability of a token under the model itself. */
  public double rawLogProbability(int token) {
    return raw[token] - rawLogSumExp;
  }
}
