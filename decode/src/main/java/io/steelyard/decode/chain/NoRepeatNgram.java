package io.steelyard.decode.chain;

/**
 * Bans each token that would complete an n-gram already in the text, prompt included: the last n-1
 * tokens are looked for in O(length), which is less than any pass over a vocabulary.
 */
public record NoRepeatNgram(int n) implements Processor.Stateless {
  public NoRepeatNgram {
    if (n < 1) {
      throw new IllegalArgumentException("no-repeat-ngram must be at least 1, was " + n);
    }
  }

  @Override
  public void apply(SequenceContext context, CandidateSet candidates) {
    int[] text = context.history();
    int length = context.length();
    boolean changed = false;
    for (int i = 0; i + n <= length; i++) {
      int match = 0;
      while (match < n - 1 && text[i + match] == text[length - n + 1 + match]) {
        match++;
      }
      if (match == n - 1) {
        int place = candidates.find(text[i + n - 1]);
        if (place >= 0) {
          candidates.logits()[place] = Double.NEGATIVE_INFINITY;
          changed = true;
        }
      }
    }
    if (changed) {
      candidates.changed();
      candidates.dropInfinite();
    }
  }
}
