package io.steelyard.vocab.grow;

import io.steelyard.core.RequestException;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.BytePairEncoder;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.BytePairOptions;
import io.steelyard.vocab.ComponentSource;
import io.steelyard.vocab.PostProcessor;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.TokenizerParts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A smaller vocabulary: again and again the least used token that no other is made of goes, and its
 * uses fall to its two parts, as they will in text. Bytes and added tokens stay; whatever stays can
 * be made of what stays. Ids close up in their order.
 *
 * <p>Example: {@code ab} used 3 times and {@code abc} (of {@code ab, c}) used 2 times: {@code abc}
 * goes first; {@code ab} then has 5 uses. Of equals the higher id goes first.
 *
 * @param newIds by old id, -1 for what went
 */
record Pruning(Tokenizer tokenizer, int[] newIds) {

  /**
   * @param use by id
   * @param size tokens in all afterwards
   */
  static Pruning of(Tokenizer base, String name, long[] use, int size) {
    BytePairEncoder encoder = Grown.bytePair(base, name);
    BytePairModel model = encoder.model();
    boolean[] kept = kept(base, model, name, use, size);
    int[] newIds = new int[base.size()];
    int n = 0;
    for (int id = 0; id < newIds.length; id++) {
      newIds[id] = kept[id] ? n++ : -1;
    }
    byte[][] tokens = new byte[n][];
    for (int id = 0; id < newIds.length; id++) {
      if (kept[id] && id < model.size() && model.has(id)) {
        tokens[newIds[id]] = model.token(id);
      }
    }
    List<int[]> merges = new ArrayList<>();
    for (int[] merge : Grown.merges(model, name)) {
      if (kept[merge[0]] && kept[merge[1]] && kept[merge[2]]) {
        merges.add(new int[] {newIds[merge[0]], newIds[merge[1]], newIds[merge[2]]});
      }
    }
    BytePairModel smaller =
        BytePairModel.of(
            tokens,
            merges.stream().mapToInt(m -> m[0]).toArray(),
            merges.stream().mapToInt(m -> m[1]).toArray(),
            merges.stream().mapToInt(m -> m[2]).toArray());
    return new Pruning(tokenizer(base, encoder, smaller, newIds), newIds);
  }

  private static boolean[] kept(
      Tokenizer base, BytePairModel model, String name, long[] use, int size) {
    int n = base.size();
    boolean[] kept = new boolean[n];
    boolean[] fixed = new boolean[n];
    int left = 0;
    int needed = 0;
    for (AddedToken token : base.parts().added()) {
      fixed[token.id()] = true;
    }
    for (int id = 0; id < n; id++) {
      kept[id] = fixed[id] || id < model.size() && model.has(id);
      fixed[id] |= id < model.size() && model.tokenLength(id) == 1;
      left += kept[id] ? 1 : 0;
      needed += fixed[id] ? 1 : 0;
    }
    if (size < needed) {
      throw new RequestException(
          "size must be at least "
              + needed
              + ", the 256 bytes and the added tokens of "
              + name
              + ", was "
              + size);
    }
    if (size > left) {
      throw new RequestException(
          "size must be at most the " + left + " tokens of " + name + ", was " + size);
    }
    int[][] parts = new int[n][];
    int[] parents = new int[n];
    for (int[] merge : Grown.merges(model, name)) {
      if (parts[merge[2]] == null && !fixed[merge[2]]) {
        parts[merge[2]] = merge;
        parents[merge[0]]++;
        parents[merge[1]]++;
      }
    }
    remove(left - size, kept, fixed, parts, parents, Arrays.copyOf(use, n));
    return kept;
  }

  /** A token in the queue with the use that it had when it was put there. */
  private record Candidate(int id, long use) {}

  private static void remove(
      int many, boolean[] kept, boolean[] fixed, int[][] parts, int[] parents, long[] use) {
    PriorityQueue<Candidate> leaves =
        new PriorityQueue<>(
            Comparator.comparingLong(Candidate::use)
                .thenComparing(Comparator.comparingInt(Candidate::id).reversed()));
    for (int id = 0; id < kept.length; id++) {
      if (kept[id] && !fixed[id] && parents[id] == 0) {
        leaves.add(new Candidate(id, use[id]));
      }
    }
    for (int removed = 0; removed < many; ) {
      Candidate least = leaves.remove();
      int id = least.id();
      if (!kept[id]) {
        continue; // made of one token twice, it stood here twice
      }
      kept[id] = false;
      removed++;
      if (parts[id] == null) {
        continue; // no merge makes it
      }
      for (int p = 0; p < 2; p++) {
        int part = parts[id][p];
        use[part] += use[id];
        parents[part]--;
      }
      for (int p = 0; p < 2; p++) {
        int part = parts[id][p];
        if (parents[part] == 0 && !fixed[part] && kept[part]) {
          leaves.add(new Candidate(part, use[part]));
        }
      }
    }
  }

  private static Tokenizer tokenizer(
      Tokenizer base, BytePairEncoder encoder, BytePairModel model, int[] newIds) {
    TokenizerParts parts = base.parts();
    List<AddedToken> added = new ArrayList<>();
    for (AddedToken t : parts.added()) {
      added.add(
          new AddedToken(
              newIds[t.id()],
              t.content(),
              t.special(),
              t.singleWord(),
              t.stripLeft(),
              t.stripRight(),
              t.normalized()));
    }
    BytePairOptions options = encoder.options();
    BytePairOptions renumbered =
        new BytePairOptions(
            options.bytes(),
            options.ignoreMerges(),
            options.byteFallback(),
            options.unknown() < 0 ? -1 : newIds[options.unknown()],
            options.fuseUnknown(),
            options.suffix());
    PostProcessor around = parts.postProcessor();
    ComponentSource source = parts.source();
    return new Tokenizer(
        new TokenizerParts(
            parts.normalizer(),
            parts.preTokenizer(),
            new BytePairEncoder(model, renumbered),
            around.renumbered(newIds),
            parts.decoder(),
            added,
            source == null
                ? null
                : new ComponentSource(
                    source.normalizer(),
                    source.preTokenizer(),
                    TemplateIds.renumber(source.postProcessor(), newIds),
                    source.decoder()),
            parts.shape().renumbered(newIds)));
  }
}
