package io.steelyard.select.samanantar;

import io.steelyard.select.samanantar.Preparation.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Two sides as they are mined: their sentences without those that stand on both, then sentences of
 * the seeds that neither has. Seeds among the others show how well true pairs are told from the
 * rest; a pair with a sentence that only the seeds have is never put out.
 */
final class MinedSides {
  /** One side: texts, and where each stands on its side (-1 for one that only the seeds have). */
  private static final class Half {
    final Side side;
    final List<String> texts = new ArrayList<>();
    final List<Integer> places = new ArrayList<>();
    final Map<String, Integer> positions = new HashMap<>();

    /** Positions with a vector; the vectors that are mined are in this order. */
    int[] kept;

    int noVector;

    Half(Side side, int[] chosen) {
      this.side = side;
      for (int place : chosen) {
        add(side.sentences().get(place).text(), place);
      }
    }

    int add(String text, int place) {
      Integer known = positions.putIfAbsent(text, texts.size());
      if (known != null) {
        return known;
      }
      texts.add(text);
      places.add(place);
      return texts.size() - 1;
    }

    float[][] vectors(float[][] ofSide, Function<List<String>, float[][]> encode) {
      float[][] all = new float[texts.size()][];
      List<String> more = new ArrayList<>();
      for (int i = 0; i < all.length; i++) {
        if (places.get(i) >= 0) {
          all[i] = ofSide[places.get(i)];
        } else {
          more.add(texts.get(i));
        }
      }
      if (!more.isEmpty()) {
        float[][] rest = encode.apply(more);
        System.arraycopy(rest, 0, all, all.length - rest.length, rest.length);
      }
      return all;
    }

    void dropZeros(float[][] vectors) {
      kept = new int[vectors.length];
      int n = 0;
      for (int i = 0; i < vectors.length; i++) {
        boolean zero = true;
        for (float v : vectors[i]) {
          zero &= v == 0;
        }
        if (!zero) {
          kept[n++] = i;
        } else if (places.get(i) >= 0) {
          noVector++;
        }
      }
      kept = Arrays.copyOf(kept, n);
    }
  }

  private final Half source;
  private final Half target;
  private final List<int[]> pairs = new ArrayList<>();
  private final int same;

  MinedSides(Side source, Side target, SeedPairs seeds) {
    int[] ours = source.withoutThoseOf(target);
    int[] theirs = target.withoutThoseOf(source);
    this.same = source.sentences().size() - ours.length;
    this.source = new Half(source, ours);
    this.target = new Half(target, theirs);
    for (int i = 0; i < seeds.size(); i++) {
      if (!seeds.sources().get(i).equals(seeds.targets().get(i))) {
        pairs.add(
            new int[] {
              this.source.add(seeds.sources().get(i), -1),
              this.target.add(seeds.targets().get(i), -1)
            });
      }
    }
  }

  /** {@code en and de}. */
  String names() {
    return source.side.language() + " and " + target.side.language();
  }

  List<String> sourceTexts() {
    return source.texts;
  }

  List<String> targetTexts() {
    return target.texts;
  }

  float[][] sourceVectors(float[][] ofSide, Function<List<String>, float[][]> encode) {
    return source.vectors(ofSide, encode);
  }

  float[][] targetVectors(float[][] ofSide, Function<List<String>, float[][]> encode) {
    return target.vectors(ofSide, encode);
  }

  /** Leaves out sentences of which the encoder says nothing. */
  void dropZeros(float[][] sources, float[][] targets) {
    source.dropZeros(sources);
    target.dropZeros(targets);
  }

  /** The vectors that are left, of the source side or of the other. */
  float[][] kept(float[][] vectors, boolean ofSource) {
    int[] kept = (ofSource ? source : target).kept;
    float[][] left = new float[kept.length][];
    for (int i = 0; i < kept.length; i++) {
      left[i] = vectors[kept[i]];
    }
    return left;
  }

  /** For each source that is left the place of its known translation, or -1. */
  int[] known() {
    int[] targetPlace = inverse(target);
    int[] sourcePlace = inverse(source);
    int[] known = new int[source.kept.length];
    Arrays.fill(known, -1);
    boolean[] used = new boolean[target.kept.length];
    for (int[] pair : pairs) {
      int x = sourcePlace[pair[0]];
      int y = targetPlace[pair[1]];
      // A sentence with two known translations is judged by its first.
      if (x >= 0 && y >= 0 && known[x] < 0 && !used[y]) {
        known[x] = y;
        used[y] = true;
      }
    }
    return known;
  }

  private static int[] inverse(Half half) {
    int[] inverse = new int[half.texts.size()];
    Arrays.fill(inverse, -1);
    for (int i = 0; i < half.kept.length; i++) {
      inverse[half.kept[i]] = i;
    }
    return inverse;
  }

  /** The sentence of a pair's source, or null for one that only the seeds have. */
  Sentence source(MinedPair pair) {
    return sentence(source, pair.source());
  }

  Sentence target(MinedPair pair) {
    return sentence(target, pair.target());
  }

  private static Sentence sentence(Half half, int mined) {
    int place = half.places.get(half.kept[mined]);
    return place < 0 ? null : half.side.sentences().get(place);
  }

  Side sourceSide() {
    return source.side;
  }

  Side targetSide() {
    return target.side;
  }

  /** Sentences that are not mined, by reason: those that only this pair of sides refuses. */
  Map<Reason, Integer> refused() {
    return Map.of(
        Reason.SAME_ON_BOTH_SIDES, same, Reason.NO_VECTOR, source.noVector + target.noVector);
  }
}
