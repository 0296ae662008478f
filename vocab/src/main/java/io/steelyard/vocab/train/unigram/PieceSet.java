package io.steelyard.vocab.train.unigram;

import java.util.Arrays;

/**
 * Pieces as places in the training text, each with its log-probability; negative infinity is a
 * piece that is no longer used. The first are the characters of the alphabet, in its order.
 *
 * <p>Example: {@code lo} is a place of the run {@code l o w 0} and the length 2.
 */
final class PieceSet {
  /** Longest piece there can be, in characters. */
  static final int LONGEST = Byte.MAX_VALUE - 1;

  final CodedWords words;
  final int[] places;
  final byte[] lengths;
  final double[] scores;

  /** {@code exp(score)}. */
  final double[] chances;

  PieceSet(CodedWords words, int[] places, byte[] lengths) {
    this.words = words;
    this.places = places;
    this.lengths = lengths;
    this.scores = new double[places.length];
    this.chances = new double[places.length];
  }

  int size() {
    return places.length;
  }

  /** How many of the first pieces are the alphabet. */
  int letters() {
    return words.alphabet().length - 1;
  }

  void score(int piece, double score) {
    scores[piece] = score;
    chances[piece] = StrictMath.exp(score);
  }

  boolean used(int piece) {
    return scores[piece] != Double.NEGATIVE_INFINITY;
  }

  int countUsed() {
    int n = 0;
    for (int i = 0; i < scores.length; i++) {
      n += used(i) ? 1 : 0;
    }
    return n;
  }

  /** A character of the alphabet need not occur, so it has no place. */
  char letter(int piece, int i) {
    return piece < letters() ? (char) (piece + 1) : words.chars()[places[piece] + i];
  }

  String text(int piece) {
    return piece < letters()
        ? Character.toString(words.alphabet()[piece + 1])
        : words.text(places[piece], lengths[piece]);
  }

  /** The pieces chosen, in their order, with their scores. */
  PieceSet only(boolean[] chosen) {
    int n = 0;
    for (boolean c : chosen) {
      n += c ? 1 : 0;
    }
    int[] kept = new int[n];
    n = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i]) {
        kept[n++] = i;
      }
    }
    PieceSet set =
        new PieceSet(words, Arrays.stream(kept).map(i -> places[i]).toArray(), new byte[n]);
    for (int i = 0; i < n; i++) {
      set.lengths[i] = lengths[kept[i]];
      set.scores[i] = scores[kept[i]];
      set.chances[i] = chances[kept[i]];
    }
    return set;
  }
}
