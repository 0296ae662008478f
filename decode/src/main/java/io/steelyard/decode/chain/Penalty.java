package io.steelyard.decode.chain;

/**
 * Makes tokens of the window behind the end of the text less likely. Per token with count c:
 *
 * <ul>
 *   <li>repetition r: {@code x > 0 ? x / r : x r} (Keskar et al. 2019);
 *   <li>frequency f and presence a: {@code x -= f c + a [c > 0]} (OpenAI's rule).
 * </ul>
 *
 * <p>Example: repetition 1.2 on tokens 0 and 3 of (2, 1, 0, -1) gives (1.6667, 1, 0, -1.2).
 *
 * @param window how many tokens back, -1 for all
 * @param prompt whether the prompt's tokens count
 */
public record Penalty(
    double repetition, double frequency, double presence, int window, boolean prompt)
    implements Processor {
  public Penalty {
    if (!(repetition > 0) || repetition == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "repetition-penalty must be positive and finite, was " + repetition);
    }
    if (!Double.isFinite(frequency) || !Double.isFinite(presence)) {
      throw new IllegalArgumentException(
          "frequency and presence penalties must be finite, were " + frequency + ", " + presence);
    }
    if (window == 0 || window < TokenCounts.ALL) {
      throw new IllegalArgumentException(
          "penalty-window must be a number of tokens, or -1 for all, was " + window);
    }
  }

  @Override
  public State open(SequenceContext context) {
    int from = prompt ? 0 : context.promptLength();
    TokenCounts counts =
        new TokenCounts(window, from, window < 0 ? context.length() - from + 512 : window);
    counts.follow(context);
    return new Counted(this, counts);
  }

  private double changed(double x, int count) {
    double y = repetition == 1 ? x : x > 0 ? x / repetition : x * repetition;
    return y - frequency * count - presence;
  }

  private static final class Counted implements State {
    private final Penalty penalty;
    private final TokenCounts counts;

    Counted(Penalty penalty, TokenCounts counts) {
      this.penalty = penalty;
      this.counts = counts;
    }

    @Override
    public void apply(SequenceContext context, CandidateSet candidates) {
      double[] logits = candidates.logits();
      if (candidates.inIdOrder()) {
        for (int place = 0; place < counts.places(); place++) {
          int count = counts.countAt(place);
          int i = count > 0 ? candidates.find(counts.tokenAt(place)) : -1;
          if (i >= 0) {
            logits[i] = penalty.changed(logits[i], count);
          }
        }
      } else {
        for (int i = 0; i < candidates.size(); i++) {
          int count = counts.count(candidates.id(i));
          if (count > 0) {
            logits[i] = penalty.changed(logits[i], count);
          }
        }
      }
      candidates.changed();
    }

    @Override
    public void accept(SequenceContext context) {
      counts.follow(context);
    }

    @Override
    public Object snapshot() {
      return counts.copy();
    }

    @Override
    public void restore(Object snapshot) {
      counts.restore((TokenCounts) snapshot);
    }

    @Override
    public State fork() {
      return new Counted(penalty, counts.copy());
    }
  }
}
