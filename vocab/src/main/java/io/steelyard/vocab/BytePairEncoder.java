package io.steelyard.vocab;

import java.util.Locale;

/**
 * Turns pieces into byte-pair tokens, exactly as merging by rank does, but mostly by look-up: in
 * English text five pieces of six are one token, found by one probe; most of the rest are in a
 * small cache; only what remains is merged, by linear scan when short and by heap when long. Lines
 * of a vocabulary with phrases are first encoded by words, then their few tokens are merged on.
 *
 * <p>Example: with GPT-2's vocabulary the piece {@code " tokenizer"} is not a token; its bytes are
 * merged to {@code " token", "izer"}, and the next time the two ids come from the cache.
 */
public final class BytePairEncoder implements TokenModel {
  private final BytePairModel model;
  private final BytePairOptions options;
  private final PairTable pairs;
  private final TokenIndex index;

  /** Null where pieces are not {@link #plainBytes}. */
  private final BytePairs bytePairs;

  /** Token of each single byte, or -1. */
  private final int[] byteTokens = new int[256];

  /** Whether every byte has a token, so that nothing can be unknown. */
  private final boolean complete;

  /** Fallback token of each byte, or null if one is missing. */
  private final int[] fallback;

  /** Of a vocabulary with phrases, the model of the merges before the first phrase; or null. */
  private final BytePairEncoder words;

  /** 0 not known yet, 1 the token's bytes merge to the token itself, 2 they do not. */
  private final byte[] selfEncoding;

  public BytePairEncoder(BytePairModel model, BytePairOptions options) {
    this.model = model;
    this.options = options;
    this.index = model.index();
    boolean all = true;
    for (int b = 0; b < 256; b++) {
      byteTokens[b] = model.idOf(new byte[] {(byte) b});
      all &= byteTokens[b] >= 0;
    }
    this.complete = all;
    this.pairs =
        plainBytes()
            ? new PairTable(model, new ReachableMerges(model, byteTokens))
            : PairTable.of(model);
    this.bytePairs = plainBytes() ? new BytePairs(byteTokens, pairs) : null;
    this.fallback = options.byteFallback() ? fallbackTokens(model) : null;
    this.selfEncoding = new byte[model.size()];
    this.words = wordsBeforePhrases();
  }

  /**
   * Merges of rank below the first phrase's all apply before it, and what later ones make is no
   * part of an earlier one; so a line may be encoded by words first, and its phrases merged then.
   */
  private BytePairEncoder wordsBeforePhrases() {
    if (!plainBytes() || options.ignoreMerges()) {
      return null;
    }
    int first = 0;
    while (first < model.mergeCount() && !isPhrase(model.token(model.result(first)))) {
      first++;
    }
    boolean some = first < model.mergeCount();
    return some && Seams.of(model, pairs) != null
        ? new BytePairEncoder(model.ofFirstMerges(first), options)
        : null;
  }

  /** Whether a token has a space after something and before something. */
  private static boolean isPhrase(byte[] token) {
    int i = 0;
    while (i < token.length && token[i] == ' ') {
      i++;
    }
    int end = token.length;
    while (end > i && token[end - 1] == ' ') {
      end--;
    }
    while (i < end && token[i] != ' ') {
      i++;
    }
    return i < end;
  }

  /** The encoder of the merges before the first phrase; null where there are no phrases. */
  BytePairEncoder words() {
    return words;
  }

  private static int[] fallbackTokens(BytePairModel model) {
    int[] ids = new int[256];
    for (int b = 0; b < 256; b++) {
      ids[b] = model.idOf(byteToken(b));
    }
    return ids;
  }

  /** The token {@code <0x0A>} of byte 10. */
  static byte[] byteToken(int b) {
    return String.format(Locale.ROOT, "<0x%02X>", b)
        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  public BytePairModel model() {
    return model;
  }

  public BytePairOptions options() {
    return options;
  }

  @Override
  public int size() {
    return model.size();
  }

  @Override
  public byte[] token(int id) {
    return model.token(id);
  }

  @Override
  public int idOf(byte[] token) {
    return model.idOf(token);
  }

  @Override
  public BytePairWorker worker() {
    return new BytePairWorker(this);
  }

  /** A worker that merges every piece as it is. */
  BytePairWorker shortWorker() {
    return new BytePairWorker(this);
  }

  PairTable pairs() {
    return pairs;
  }

  BytePairs bytePairs() {
    return bytePairs;
  }

  TokenIndex index() {
    return index;
  }

  int byteToken(byte b) {
    return byteTokens[b & 0xFF];
  }

  /** Whether pieces are bytes that all have tokens: the fast path. */
  boolean plainBytes() {
    return options.bytes() && complete && options.suffix().isEmpty();
  }

  /** The fallback token of a byte, or -1. */
  int fallback(byte b) {
    return fallback == null ? -1 : fallback[b & 0xFF];
  }

  /** Whether the bytes of a token, encoded by merges, give that one token. */
  boolean encodesToItself(int id) {
    byte known = selfEncoding[id];
    if (known == 0) {
      byte[] text = model.token(id);
      TokenBuffer out = new TokenBuffer(false);
      new SymbolMerge(this).encode(text, 0, text.length, out);
      known = (byte) (out.size() == 1 && out.id(0) == id ? 1 : 2);
      selfEncoding[id] = known;
    }
    return known == 1;
  }
}
