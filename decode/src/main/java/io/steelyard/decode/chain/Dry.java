package io.steelyard.decode.chain;

import java.util.Arrays;
import java.util.Set;

/**
 * "Don't repeat yourself": a token that would lengthen a repeat of {@code n >= allowed} tokens
 * loses {@code multiplier base^(n - allowed)}.
 *
 * <p>The repeats come from the Z function of the reversed text in O(n): where {@code z[i]} tokens
 * ending at i places before the end equal the text's end, the token after them would go on with the
 * repeat. Breakers (line ends, quotes) end a repeat and are never penalised.
 *
 * <p>Example, multiplier .8, base 1.75, allowed 2: repeats of 2, 3, 4, 5, 6 tokens cost .8, 1.4,
 * 2.45, 4.2875, 7.503125.
 *
 * @param range how many tokens back, -1 for all
 * @param prompt whether the prompt is looked at
 */
public record Dry(
    double multiplier, double base, int allowed, int range, Set<Integer> breakers, boolean prompt)
    implements Processor {
  /** Beyond it {@code base^n} would not fit a float, which is where peers stop too. */
  private static final double LOG_MAX = StrictMath.log(Float.MAX_VALUE);

  public Dry {
    breakers = Set.copyOf(breakers);
    if (!(multiplier > 0) || !(base >= 1) || allowed < 1 || range == 0 || range < -1) {
      throw new IllegalArgumentException(
          "dry needs multiplier > 0, base >= 1, allowed-length >= 1 and range > 0 or -1, was "
              + multiplier
              + ", "
              + base
              + ", "
              + allowed
              + ", "
              + range);
    }
  }

  @Override
  public State open(SequenceContext context) {
    int last = breakers.stream().mapToInt(Integer::intValue).max().orElse(-1);
    boolean[] breaks = new boolean[last + 1];
    breakers.forEach(id -> breaks[id] = true);
    return new Repeats(this, breaks, context.length() + 512);
  }

  double cost(int repeat) {
    double most = base > 1 ? LOG_MAX / StrictMath.log(base) : Integer.MAX_VALUE;
    return multiplier * StrictMath.pow(base, Math.min(repeat - allowed, most));
  }

  /** Everything follows from the history, so there is nothing to snapshot. */
  private static final class Repeats implements State {
    private final Dry dry;
    private final boolean[] breaks;
    private int[] z;
    private int[] longest = new int[0];
    private int[] touched = new int[64];

    Repeats(Dry dry, boolean[] breaks, int expected) {
      this.dry = dry;
      this.breaks = breaks;
      z = new int[expected];
    }

    private boolean breaks(int token) {
      return token < breaks.length && breaks[token];
    }

    @Override
    public void apply(SequenceContext context, CandidateSet candidates) {
      int first = dry.prompt ? 0 : context.promptLength();
      if (dry.range > 0) {
        first = Math.max(first, context.length() - dry.range);
      }
      int n = context.length() - first;
      int limit = untilBreaker(context, n);
      if (limit < dry.allowed || n <= dry.allowed) {
        return;
      }
      repeats(context, n, limit);
      if (longest.length == 0) {
        longest = new int[candidates.ids().length];
      }
      int tokens = collect(context, n);
      if (tokens > 0) {
        penalise(candidates, tokens);
      }
    }

    /** How many tokens the end of the text has behind its last breaker. */
    private int untilBreaker(SequenceContext context, int n) {
      int i = 0;
      while (i < n && !breaks(context.token(context.length() - 1 - i))) {
        i++;
      }
      return i;
    }

    /** The Z function of the reversed text, each value at most {@code limit}. */
    private void repeats(SequenceContext context, int n, int limit) {
      if (z.length < n) {
        z = Arrays.copyOf(z, 2 * n);
      }
      int[] text = context.history();
      int end = context.length() - 1;
      int left = 0;
      int right = 0;
      for (int i = 1; i < n; i++) {
        int match = i < right ? Math.min(right - i, z[i - left]) : 0;
        while (i + match < n && text[end - match] == text[end - i - match]) {
          match++;
        }
        z[i] = match;
        if (i + match > right) {
          left = i;
          right = i + match;
        }
      }
      for (int i = 1; i < n; i++) {
        z[i] = Math.min(z[i], limit);
      }
    }

    /** The longest repeat that each token would lengthen; returns how many tokens there are. */
    private int collect(SequenceContext context, int n) {
      int tokens = 0;
      for (int i = 1; i < n; i++) {
        int token = context.token(context.length() - i);
        if (z[i] >= dry.allowed && token < longest.length && !breaks(token)) {
          if (longest[token] == 0) {
            if (tokens == touched.length) {
              touched = Arrays.copyOf(touched, 2 * tokens);
            }
            touched[tokens++] = token;
          }
          longest[token] = Math.max(longest[token], z[i]);
        }
      }
      return tokens;
    }

    private void penalise(CandidateSet candidates, int tokens) {
      double[] logits = candidates.logits();
      for (int t = 0; t < tokens; t++) {
        int i = candidates.find(touched[t]);
        if (i >= 0) {
          logits[i] -= dry.cost(longest[touched[t]]);
        }
        longest[touched[t]] = 0;
      }
      candidates.changed();
    }

    @Override
    public State fork() {
      return new Repeats(dry, breaks, z.length);
    }
  }
}
