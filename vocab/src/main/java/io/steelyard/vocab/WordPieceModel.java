package io.steelyard.vocab;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Word pieces: each word becomes, from its start, the longest token that fits, then the longest
 * continuation, and so on; a word that cannot be finished, or has too many characters, is one
 * unknown token.
 *
 * <p>Example: with {@code un, ##aff, ##able} the word {@code unaffable} is {@code un ##aff ##able};
 * {@code unaffixed} is {@code [UNK]} as a whole.
 *
 * <p>Linear time (LinMaxMatch; Song et al., Fast WordPiece Tokenization, EMNLP 2021): where the
 * trie has no way on, the failure link of node {@code v} leads to the node that greedy matching
 * would be in after giving out the tokens {@code pops(v)}; no byte is looked at twice. The starts
 * of words and their continuations have a trie each.
 */
public final class WordPieceModel implements TokenModel {
  /** Published vocabularies need a few tokens per node; beyond this a file is absurd. */
  private static final int MAX_POPS = 1 << 23;

  private final TokenList tokens;
  private final ByteTrie trie = new ByteTrie();
  private final int start = 0;
  private final int next;
  private final int unknown;
  private final byte[] prefix;
  private final int maxCharacters;

  /** By node: where greedy matching goes on, or NONE if it cannot. */
  private final int[] fail;

  /** By node: its pops are {@code pops[popStart[v] .. popStart[v] + popCount[v])}. */
  private final int[] popStart;

  private final int[] popCount;
  private int[] pops = new int[1024];
  private int popSize;

  /**
   * @param tokens bytes by id, continuations with the prefix; null for gaps
   * @param unknown the id of the unknown token
   * @param prefix what marks a continuation, {@code ##} in published files
   * @param maxCharacters a longer word is unknown, 100 in published files
   */
  public WordPieceModel(byte[][] tokens, int unknown, String prefix, int maxCharacters) {
    if (maxCharacters < 1) {
      throw new IllegalArgumentException(
          "at most " + maxCharacters + " characters per word; give 1 or more");
    }
    this.tokens = TokenList.of(tokens);
    this.tokens.needUnknown(unknown, String.valueOf(unknown));
    this.unknown = unknown;
    this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
    this.maxCharacters = maxCharacters;
    this.next = this.prefix.length == 0 ? start : trie.root();
    this.tokens.addTo(trie, start);
    if (next != start) {
      for (int id = 0; id < this.tokens.size(); id++) {
        if (this.tokens.startsWith(id, this.prefix)) {
          byte[] token = this.tokens.raw(id);
          trie.add(next, token, this.prefix.length, token.length, id);
        }
      }
    }
    int n = trie.size();
    fail = new int[n];
    popStart = new int[n];
    popCount = new int[n];
    link();
  }

  /** Failure links and pops, level by level, as in the paper's Algorithm 2. */
  private void link() {
    int n = trie.size();
    int[] order = byDepth(n);
    for (int v : order) {
      int p = trie.parent(v);
      if (p == ByteTrie.NONE) {
        fail[v] = ByteTrie.NONE;
        continue;
      }
      if (trie.value(v) != ByteTrie.NONE) {
        fail[v] = next;
        popStart[v] = popSize;
        popCount[v] = 1;
        pop(trie.value(v));
        continue;
      }
      byte label = trie.label(v);
      int z = fail[p];
      int from = popSize;
      pops(p);
      while (z != ByteTrie.NONE && trie.child(z, label) == ByteTrie.NONE) {
        pops(z);
        z = fail[z];
      }
      if (z == ByteTrie.NONE) {
        popSize = from;
        fail[v] = ByteTrie.NONE;
      } else {
        fail[v] = trie.child(z, label);
        popStart[v] = from;
        popCount[v] = popSize - from;
      }
    }
    pops = Arrays.copyOf(pops, popSize);
  }

  private int[] byDepth(int n) {
    int[] depth = new int[n];
    int deepest = 0;
    for (int v = 0; v < n; v++) {
      int p = trie.parent(v);
      depth[v] = p == ByteTrie.NONE ? 0 : depth[p] + 1;
      deepest = Math.max(deepest, depth[v]);
    }
    int[] at = new int[deepest + 2];
    for (int v = 0; v < n; v++) {
      at[depth[v] + 1]++;
    }
    for (int d = 0; d <= deepest; d++) {
      at[d + 1] += at[d];
    }
    int[] order = new int[n];
    for (int v = 0; v < n; v++) {
      order[at[depth[v]]++] = v;
    }
    return order;
  }

  private void pops(int v) {
    for (int i = 0; i < popCount[v]; i++) {
      pop(pops[popStart[v] + i]);
    }
  }

  private void pop(int id) {
    if (popSize == MAX_POPS) {
      throw new IllegalArgumentException(
          "the word pieces repeat one another too often: more than "
              + MAX_POPS
              + " links; is this a vocabulary?");
    }
    if (popSize == pops.length) {
      pops = Arrays.copyOf(pops, 2 * popSize);
    }
    pops[popSize++] = id;
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
    return trie.find(start, token, 0, token.length);
  }

  public int unknown() {
    return unknown;
  }

  public String prefix() {
    return new String(prefix, StandardCharsets.UTF_8);
  }

  public int maxCharacters() {
    return maxCharacters;
  }

  @Override
  public Worker worker() {
    return this::encode;
  }

  private void encode(byte[] utf8, int from, int to, TokenBuffer out) {
    if (from >= to) {
      return;
    }
    int first = out.size();
    if (characters(utf8, from, to) > maxCharacters || !match(utf8, from, to, out)) {
      out.cut(first);
      out.add(unknown, from, to);
    }
  }

  private static int characters(byte[] utf8, int from, int to) {
    int n = 0;
    for (int i = from; i < to; i++) {
      if ((utf8[i] & 0xC0) != 0x80) {
        n++;
      }
    }
    return n;
  }

  private boolean match(byte[] utf8, int from, int to, TokenBuffer out) {
    int node = start;
    int at = from;
    boolean begun = false;
    for (int i = from; i < to; i++) {
      int child = trie.child(node, utf8[i]);
      while (child == ByteTrie.NONE) {
        if (fail[node] == ByteTrie.NONE) {
          return false;
        }
        at = give(node, at, from, out);
        node = fail[node];
        child = trie.child(node, utf8[i]);
      }
      node = child;
      begun = true;
    }
    while (begun && node != next) {
      if (fail[node] == ByteTrie.NONE) {
        return false;
      }
      at = give(node, at, from, out);
      node = fail[node];
    }
    return true;
  }

  private int give(int node, int at, int from, TokenBuffer out) {
    int end = at;
    for (int i = 0; i < popCount[node]; i++) {
      int id = pops[popStart[node] + i];
      int begin = end;
      end += tokens.length(id) - (begin == from ? 0 : prefix.length);
      out.add(id, begin, end);
    }
    return end;
  }
}
