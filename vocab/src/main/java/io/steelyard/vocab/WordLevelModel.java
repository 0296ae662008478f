package io.steelyard.vocab;

/**
 * A token for each known word, one unknown token for all others.
 *
 * <p>Example: with {@code [UNK], the, cat} the pieces {@code the} and {@code dog} are 1 and 0.
 */
public final class WordLevelModel implements TokenModel {
  private final TokenList tokens;
  private final ByteTrie trie = new ByteTrie();
  private final int unknown;

  public WordLevelModel(byte[][] tokens, int unknown) {
    this.tokens = TokenList.of(tokens);
    this.tokens.needUnknown(unknown, String.valueOf(unknown));
    this.unknown = unknown;
    this.tokens.addTo(trie, 0);
  }

  public int unknown() {
    return unknown;
  }

  @Override
  public int size() {
    return tokens.size();
  }

  @Override
  public byte[] token(int id) {
    return tokens.get(id);
  }

  @Override
  public int idOf(byte[] token) {
    return trie.find(0, token, 0, token.length);
  }

  @Override
  public Worker worker() {
    return (utf8, from, to, out) -> {
      int id = trie.find(0, utf8, from, to);
      out.add(id < 0 ? unknown : id, from, to);
    };
  }
}
