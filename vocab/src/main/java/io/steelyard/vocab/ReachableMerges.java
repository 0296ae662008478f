package io.steelyard.vocab;

import java.util.BitSet;

/**
 * The merges of a vocabulary of bytes that can ever be applied. Wherever merging makes a token, it
 * has done inside the token's bytes what it does with these bytes alone, since no merge has crossed
 * their borders; so of all ways to make a token only one is ever taken: the last merge of its own
 * bytes. A rank file names two or three ways for each token, and a table without the others is
 * smaller and gives the same ids.
 *
 * <p>Example: with the tokens {@code a b c ab bc abc} in this order, {@code abc} could be {@code
 * ab|c} or {@code a|bc}; but {@code ab} always comes before {@code bc}, so the second never occurs.
 */
final class ReachableMerges implements PairTable.MergeFilter {
  private final BitSet unreachable = new BitSet();

  /**
   * @param byteTokens the token of every byte
   */
  ReachableMerges(BytePairModel model, int[] byteTokens) {
    PairTable all = PairTable.of(model);
    ShortMerge merge = new ShortMerge(all, new BytePairs(byteTokens, all));
    int[] waysTo = new int[model.size()];
    for (int i = 0; i < model.mergeCount(); i++) {
      waysTo[model.result(i)]++;
    }
    byte[] text = new byte[ShortMerge.MOST];
    int[] parts = new int[ShortMerge.MOST];
    int merged = -1;
    boolean two = false;
    for (int i = 0; i < model.mergeCount(); i++) {
      int token = model.result(i);
      int n = model.tokenLength(token);
      if (waysTo[token] == 1 || n > ShortMerge.MOST) {
        continue;
      }
      if (token != merged) {
        model.copyToken(token, text, 0);
        two = merge.bytes(text, 0, n, 2, parts, 0) == 2;
        merged = token;
      }
      if (!two || parts[0] != model.left(i) || parts[1] != model.right(i)) {
        unreachable.set(i);
      }
    }
  }

  @Override
  public boolean keeps(int merge) {
    return !unreachable.get(merge);
  }
}
