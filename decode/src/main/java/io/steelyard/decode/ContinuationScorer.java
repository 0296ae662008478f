package io.steelyard.decode;

import io.steelyard.model.LanguageModel;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How probable given texts are after a prompt. The prompt is read once; every continuation is
 * scored from there.
 *
 * <p>Prompt and continuation are encoded together, so that the border gets the tokens that it would
 * have in running text. Where a token runs across the border ("New" + "ark" as one token), both
 * sides are scored from the last token that they share: {@code ln P(whole) - ln P(prompt)}; such
 * continuations say so.
 *
 * <p>Use it from one thread; it holds a row of the model.
 */
public final class ContinuationScorer implements AutoCloseable {
  private final OpenedModel opened;
  private final Session session;
  private int[] prompt = new int[0];

  /**
   * What a continuation got.
   *
   * @param ids tokens that were scored
   * @param logProbabilities natural, one per token
   * @param logProbability of the whole continuation
   * @param retokenised whether a token ran across the border
   */
  public record Score(
      int[] ids, float[] logProbabilities, double logProbability, boolean retokenised) {
    /** Log-probability per token. */
    public double mean() {
      return ids.length == 0 ? 0 : logProbability / ids.length;
    }
  }

  /**
   * @param capacity most tokens of prompt and continuation
   */
  public ContinuationScorer(OpenedModel opened, int capacity) {
    this.opened = opened;
    LanguageModel model = opened.model();
    session = model.open(1, Math.min(capacity, model.shape().context()));
  }

  /** Scores each continuation after the same prompt, as it stands (mind the space before it). */
  public List<Score> score(String promptText, List<String> continuations) {
    int[] ids = Prompts.encode(opened, promptText);
    read(ids);
    List<Score> scores = new ArrayList<>();
    for (String continuation : continuations) {
      int[] whole = Prompts.encode(opened, promptText + continuation);
      int shared = Prompts.commonPrefix(ids, whole);
      scores.add(shared == ids.length ? plain(ids, whole) : acrossBorder(ids, whole, shared));
    }
    return scores;
  }

  /** Scores tokens after tokens. */
  public Score score(int[] promptIds, int[] continuation) {
    read(promptIds);
    float[] each = session.score(0, continuation);
    return new Score(continuation, each, sum(each), false);
  }

  private Score plain(int[] ids, int[] whole) {
    int[] rest = Arrays.copyOfRange(whole, ids.length, whole.length);
    float[] each = rest.length == 0 ? new float[0] : session.score(0, rest);
    return new Score(rest, each, sum(each), false);
  }

  private Score acrossBorder(int[] ids, int[] whole, int shared) {
    if (shared == 0) {
      throw new io.steelyard.core.RequestException(
          "the prompt and its continuation share no token, and the model has no start token; give"
              + " a longer prompt");
    }
    read(Arrays.copyOf(ids, shared));
    int[] rest = Arrays.copyOfRange(whole, shared, whole.length);
    float[] each = session.score(0, rest);
    double prompted = sum(session.score(0, Arrays.copyOfRange(ids, shared, ids.length)));
    read(ids);
    return new Score(rest, each, sum(each) - prompted, true);
  }

  /** Makes the row hold exactly these tokens, reading only what differs. */
  private void read(int[] ids) {
    int shared = Math.min(Prompts.commonPrefix(prompt, ids), ids.length - 1);
    if (!Arrays.equals(prompt, ids)) {
      session.truncate(0, shared);
      prompt = new int[0];
      session.prefill(0, ids, shared, ids.length);
      prompt = ids.clone();
    }
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  @Override
  public void close() {
    session.close();
  }
}
