package io.steelyard.mix.clones;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.BitSet;

/**
 * A vocabulary and its copies: language k writes id as {@code id + k V}, so that EN2 is EN1 with
 * other ids and nothing else. Id 0 is padding and never moves; other special tokens do. Ids that
 * are anchors are shared by all languages.
 *
 * <p>Example: V = 6, ids 3, 1, 5, 0, 0 in language 1 are 9, 7, 11, 0, 0.
 *
 * <p>Whole sequences are cloned, never single tokens or batches: a document is seen in exactly one
 * language. Which one depends on the seed and the number of the sequence alone, so a resumed run
 * goes on with the same languages.
 *
 * @param size V
 * @param clones copies beside the original, m
 * @param anchors ids that all languages share; 0 is one of them
 * @see <a href="https://arxiv.org/abs/2404.07982">Schäfer et al. 2024</a>
 */
public record ClonedVocabulary(int size, int clones, BitSet anchors) {
  public ClonedVocabulary {
    if (size < 2 || clones < 1) {
      throw new IllegalArgumentException(
          "a vocabulary of at least 2 ids and at least 1 clone are needed, were "
              + size
              + ", "
              + clones);
    }
    anchors = (BitSet) anchors.clone();
    anchors.set(0);
  }

  /** All ids but the padding are cloned. */
  public static ClonedVocabulary whole(int size, int clones) {
    return new ClonedVocabulary(size, clones, new BitSet());
  }

  /**
   * {@code floor(fraction V)} ids, drawn from the seed, are cloned and the others shared.
   *
   * @param fraction in [0, 1]
   */
  public static ClonedVocabulary part(int size, double fraction, long seed) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("the cloned share must be in [0, 1], was " + fraction);
    }
    long key = Draws.key(seed, Purpose.SOURCE, "anchors");
    BitSet anchors = new BitSet(size);
    for (int i = (int) Math.floor(fraction * size); i < size; i++) {
      anchors.set((int) Draws.permute(i, size, key));
    }
    return new ClonedVocabulary(size, 1, anchors);
  }

  /** Ids of all languages: {@code (m + 1) V}. */
  public int total() {
    return (clones + 1) * size;
  }

  /** A text in language k; 0 is the original. */
  public int[] in(int language, int... ids) {
    if (language < 0 || language > clones) {
      throw new IllegalArgumentException(
          "there are languages 0 to " + clones + ", was " + language);
    }
    int[] out = ids.clone();
    for (int i = 0; i < out.length; i++) {
      if (out[i] < 0 || out[i] >= size) {
        throw new IllegalArgumentException(
            "id " + out[i] + " is outside of the vocabulary of " + size);
      }
      out[i] += anchors.get(out[i]) ? 0 : language * size;
    }
    return out;
  }

  /** The original ids, whatever the language. */
  public int[] original(int... ids) {
    int[] out = ids.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] %= size;
    }
    return out;
  }

  /**
   * The language of a sequence: a clone with the given chance, each clone alike.
   *
   * @param sequence its number since the start of the run
   */
  public int language(double chance, long seed, long sequence) {
    long key = Draws.mix(Draws.key(seed, Purpose.SOURCE, "clones"), sequence);
    if (!(Draws.unit(key) < chance)) {
      return 0;
    }
    return 1 + (int) Draws.below(Draws.sm(key), clones);
  }
}
