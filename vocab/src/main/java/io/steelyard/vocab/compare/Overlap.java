package io.steelyard.vocab.compare;

import io.steelyard.vocab.Tokenizer;
import it.unimi.dsi.fastutil.objects.ObjectOpenHashSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How many tokens vocabularies have in common, by their bytes in text; special tokens are left out,
 * and the mark {@code ▁} that some files write for a space counts as a space.
 *
 * <p>Example: {@code a, b, ab} and {@code a, b, bc, abc}: two in common, two thirds of the first
 * and half of the second; two of five in all (Jaccard 0.4).
 */
final class Overlap {
  private static final String MARK = "\u2581";

  private final List<Set<String>> vocabularies = new ArrayList<>();

  Overlap(List<Contender> contenders) {
    contenders.forEach(contender -> vocabularies.add(tokens(contender.tokenizer())));
  }

  /** Bytes as Latin-1, so that equal bytes are equal text. */
  private static Set<String> tokens(Tokenizer tokenizer) {
    Set<String> tokens = new ObjectOpenHashSet<>(tokenizer.size());
    for (int id = 0; id < tokenizer.size(); id++) {
      byte[] token = tokenizer.token(id);
      if (token.length > 0 && !tokenizer.isSpecial(id)) {
        String mark =
            new String(MARK.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        tokens.add(new String(token, StandardCharsets.ISO_8859_1).replace(mark, " "));
      }
    }
    return tokens;
  }

  int size(int v) {
    return vocabularies.get(v).size();
  }

  int common(int a, int b) {
    Set<String> smaller = vocabularies.get(size(a) <= size(b) ? a : b);
    Set<String> larger = vocabularies.get(size(a) <= size(b) ? b : a);
    int n = 0;
    for (String token : smaller) {
      n += larger.contains(token) ? 1 : 0;
    }
    return n;
  }

  /** Tokens in common over tokens in either. */
  double jaccard(int a, int b) {
    int common = common(a, b);
    return (double) common / (size(a) + size(b) - common);
  }

  /** Tokens that no other vocabulary of the comparison has. */
  int own(int v) {
    int n = 0;
    for (String token : vocabularies.get(v)) {
      boolean elsewhere = false;
      for (int other = 0; other < vocabularies.size() && !elsewhere; other++) {
        elsewhere = other != v && vocabularies.get(other).contains(token);
      }
      n += elsewhere ? 0 : 1;
    }
    return n;
  }
}
