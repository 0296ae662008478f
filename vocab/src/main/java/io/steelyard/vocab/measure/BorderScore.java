package io.steelyard.vocab.measure;

import io.steelyard.vocab.Encoding;
import io.steelyard.vocab.Surrogates;
import io.steelyard.vocab.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How well the borders between a word's tokens agree with those between its parts.
 *
 * <p>Example: {@code un|believ|able} cut as {@code unbe|liev|able}: one of two cuts is right and
 * one of two borders is found: precision, recall and F1 are 0.5.
 *
 * @param right cuts at a border
 * @param made cuts
 * @param wanted borders
 */
record BorderScore(long right, long made, long wanted) {
  static BorderScore of(Map<String, List<String>> words, Tokenizer tokenizer) {
    long right = 0;
    long made = 0;
    long wanted = 0;
    for (Map.Entry<String, List<String>> word : words.entrySet()) {
      Set<Integer> borders = new TreeSet<>();
      int at = 1; // after the space
      for (String part : word.getValue()) {
        at += part.codePointCount(0, part.length());
        borders.add(at);
      }
      borders.remove(at);
      Encoding tokens = tokenizer.encodeWithOffsets(" " + word.getKey(), false, Surrogates.REPLACE);
      Set<Integer> cuts = new TreeSet<>();
      for (int start : tokens.charStarts()) {
        if (start > 1) {
          cuts.add(start);
        }
      }
      wanted += borders.size();
      made += cuts.size();
      cuts.retainAll(borders);
      right += cuts.size();
    }
    return new BorderScore(right, made, wanted);
  }

  double precision() {
    return (double) right / made;
  }

  double recall() {
    return (double) right / wanted;
  }

  /** NaN where there is neither a cut nor a border. */
  double f1() {
    return 2.0 * right / (made + wanted);
  }
}
