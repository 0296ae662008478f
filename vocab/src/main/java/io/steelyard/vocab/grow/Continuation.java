package io.steelyard.vocab.grow;

import io.steelyard.core.RequestException;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.train.BytePairTrainer;
import io.steelyard.vocab.train.WordCounts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Further merges on new text: the text is merged as the tokenizer merges it, then the most frequent
 * pairs become tokens, as if its training went on. No id that it had changes.
 *
 * <p>Example: a tokenizer with {@code a, b, ab} and the word {@code abab} ten times: the next token
 * is {@code abab}, made of {@code ab, ab}.
 */
final class Continuation {
  private Continuation() {}

  /**
   * @param size tokens in all afterwards; fewer if the text runs out of pairs
   * @param minFrequency a pair that occurs less often never merges
   */
  static Tokenizer of(
      Tokenizer base, String name, WordCounts words, int size, long minFrequency, int threads) {
    Grown grown = new Grown(base, name);
    requireLarger(name, grown.size(), size);
    List<byte[][]> kept = grown.pairs();
    Set<String> made = new HashSet<>();
    for (byte[][] pair : kept) {
      made.add(Grown.latin1(pair[0]) + Grown.latin1(pair[1]));
    }
    BytePairTrainer.Settings settings =
        new BytePairTrainer.Settings(
            256 + made.size() + size - grown.size(),
            minFrequency,
            BytePairTrainer.Settings.NO_LIMIT,
            List.of());
    BytePairModel learnt =
        new BytePairTrainer(settings, threads).train(words, kept, grown::isNew).model();
    for (int m = kept.size(); m < learnt.mergeCount(); m++) {
      grown.merge(learnt.token(learnt.left(m)), learnt.token(learnt.right(m)));
    }
    return grown.tokenizer();
  }

  static void requireLarger(String name, int had, int size) {
    if (size <= had) {
      throw new RequestException(
          "size must be more than the "
              + had
              + " tokens that "
              + name
              + " has, was "
              + size
              + "; vocab.prune makes a vocabulary smaller");
    }
  }
}
