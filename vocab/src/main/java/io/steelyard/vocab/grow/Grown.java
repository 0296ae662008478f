package io.steelyard.vocab.grow;

import io.steelyard.core.RequestException;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.BytePairEncoder;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.PostProcessor;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.TokenizerParts;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A byte-level byte-pair tokenizer to which tokens can be added at the end, so that all ids it had
 * stay as they are.
 *
 * <p>Example: {@code a, b, ab} and the new merge {@code (ab, a)}: {@code aba} gets the id 3, and
 * what was encoded before still decodes to the same text.
 */
final class Grown {
  private final Tokenizer base;
  private final BytePairEncoder encoder;
  private final List<byte[]> tokens = new ArrayList<>();
  private final Map<String, Integer> idOf = new HashMap<>();
  private final List<int[]> merges = new ArrayList<>();
  private final List<AddedToken> added;
  private final Set<String> addedTexts = new HashSet<>();

  /**
   * @param name what messages call the tokenizer
   */
  Grown(Tokenizer base, String name) {
    this.base = base;
    this.encoder = bytePair(base, name);
    BytePairModel model = encoder.model();
    for (int id = 0; id < base.size(); id++) {
      boolean has = id < model.size() && model.has(id);
      tokens.add(has ? model.token(id) : null);
      if (has) {
        idOf.put(latin1(model.token(id)), id);
      }
    }
    merges.addAll(merges(model, name));
    this.added = new ArrayList<>(base.parts().added());
    added.forEach(token -> addedTexts.add(token.content()));
  }

  /** The model of a byte-level tokenizer with a token for every byte. */
  static BytePairEncoder bytePair(Tokenizer tokenizer, String name) {
    if (!(tokenizer.parts().model() instanceof BytePairEncoder encoder)
        || !encoder.options().bytes()
        || !encoder.options().suffix().isEmpty()) {
      throw new RequestException(
          name
              + ": only byte-level byte-pair vocabularies (as of GPT-2 and later) can be grown or"
              + " pruned");
    }
    for (int b = 0; b < 256; b++) {
      if (encoder.model().idOf(new byte[] {(byte) b}) < 0) {
        throw new RequestException(
            String.format(
                Locale.ROOT,
                "%s: no token for the byte 0x%02X; a byte-level vocabulary has all 256",
                name,
                b));
      }
    }
    return encoder;
  }

  /**
   * Merges in the order in which they apply, one for each token: the pair that the lower-ranked
   * merges leave of the token's bytes. Rank files, which name no pairs, so get theirs.
   *
   * @throws RequestException if a merge has a part that is made only later: such merges, cyclic in
   *     their order, cannot be learnt on from
   */
  static List<int[]> merges(BytePairModel model, String name) {
    boolean ranked = false;
    for (int m = 1; m < model.mergeCount(); m++) {
      ranked |= model.rank(m) == model.rank(m - 1);
    }
    List<int[]> merges = new ArrayList<>();
    if (ranked) {
      Long2IntOpenHashMap results = new Long2IntOpenHashMap();
      results.defaultReturnValue(-1);
      for (int m = 0; m < model.mergeCount(); m++) {
        results.put((long) model.left(m) << 32 | model.right(m), model.result(m));
      }
      for (int id = 0; id < model.size(); id++) {
        if (model.tokenLength(id) > 1) {
          int[] pair = lastPair(model, results, id);
          if (pair != null) {
            merges.add(new int[] {pair[0], pair[1], id});
          }
        }
      }
      return merges;
    }
    boolean[] made = new boolean[model.size()];
    for (int m = 0; m < model.mergeCount(); m++) {
      for (int part : new int[] {model.left(m), model.right(m)}) {
        if (model.tokenLength(part) > 1 && !made[part]) {
          throw new RequestException(
              name
                  + ": merge "
                  + m
                  + " has the part \""
                  + new String(model.token(part), StandardCharsets.UTF_8)
                  + "\", which no earlier merge makes: the merges are out of order");
        }
      }
      made[model.result(m)] = true;
      merges.add(new int[] {model.left(m), model.right(m), model.result(m)});
    }
    return merges;
  }

  /** What merging by ranks below the token's own leaves of it, if that is two tokens. */
  private static int[] lastPair(BytePairModel model, Long2IntOpenHashMap results, int id) {
    byte[] bytes = model.token(id);
    int[] parts = new int[bytes.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = model.idOf(new byte[] {bytes[i]});
    }
    int n = parts.length;
    while (n > 2) {
      int best = -1;
      int at = -1;
      for (int i = 0; i + 1 < n; i++) {
        int result = results.get((long) parts[i] << 32 | parts[i + 1]);
        if (result >= 0 && result < id && (at < 0 || result < best)) {
          best = result;
          at = i;
        }
      }
      if (at < 0) {
        return null;
      }
      parts[at] = best;
      System.arraycopy(parts, at + 2, parts, at + 1, n - at - 2);
      n--;
    }
    return n == 2 ? new int[] {parts[0], parts[1]} : null;
  }

  /** The merges as pairs of byte strings, for a trainer to keep. */
  List<byte[][]> pairs() {
    List<byte[][]> pairs = new ArrayList<>();
    for (int[] merge : merges) {
      pairs.add(new byte[][] {tokens.get(merge[0]), tokens.get(merge[1])});
    }
    return pairs;
  }

  int size() {
    return tokens.size();
  }

  boolean has(byte[] token) {
    return idOf.containsKey(latin1(token));
  }

  /** Whether these bytes may become a new token: they are none yet, nor an added token's text. */
  boolean isNew(byte[] token) {
    return !has(token) && !addedTexts.contains(new String(token, StandardCharsets.UTF_8));
  }

  /** Adds the token that two tokens make; false where it is there, or a part is missing. */
  boolean merge(byte[] left, byte[] right) {
    Integer a = idOf.get(latin1(left));
    Integer b = idOf.get(latin1(right));
    byte[] token = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, token, left.length, right.length);
    if (a == null || b == null || !isNew(token)) {
      return false;
    }
    int id = tokens.size();
    tokens.add(token);
    idOf.put(latin1(token), id);
    merges.add(new int[] {a, b, id});
    return true;
  }

  /** Adds a token that is cut out of text before anything else. */
  void addSpecial(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    if (!addedTexts.add(content) || has(bytes)) {
      throw new RequestException(
          "added token \"" + content + "\" is in the vocabulary already; name each token once");
    }
    added.add(AddedToken.special(tokens.size(), content));
    tokens.add(null);
  }

  Tokenizer tokenizer() {
    int n = merges.size();
    int[] left = new int[n];
    int[] right = new int[n];
    int[] result = new int[n];
    for (int m = 0; m < n; m++) {
      left[m] = merges.get(m)[0];
      right[m] = merges.get(m)[1];
      result[m] = merges.get(m)[2];
    }
    BytePairModel model = BytePairModel.of(tokens.toArray(byte[][]::new), left, right, result);
    TokenizerParts parts = base.parts();
    return new Tokenizer(
        new TokenizerParts(
            parts.normalizer(),
            parts.preTokenizer(),
            new BytePairEncoder(model, encoder.options()),
            parts.postProcessor() == null ? PostProcessor.NONE : parts.postProcessor(),
            parts.decoder(),
            added,
            parts.source(),
            parts.shape()));
  }

  static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
