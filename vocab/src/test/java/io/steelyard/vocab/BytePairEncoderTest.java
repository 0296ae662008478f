package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.draws.Draws;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The encoder against the definition of byte-pair encoding, written down naively. */
class BytePairEncoderTest {
  /** A vocabulary of all bytes and random merges over the letters a to d. */
  private static BytePairModel randomModel(long seed) {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    List<Integer> usable = new ArrayList<>(List.of(97, 98, 99, 100));
    Map<String, Integer> known = new HashMap<>();
    Set<Long> pairs = new HashSet<>();
    IntArrayList left = new IntArrayList();
    IntArrayList right = new IntArrayList();
    IntArrayList result = new IntArrayList();
    for (int i = 0; i < 120; i++) {
      int a = usable.get((int) Long.remainderUnsigned(Draws.mix(seed, i, 1), usable.size()));
      int b = usable.get((int) Long.remainderUnsigned(Draws.mix(seed, i, 2), usable.size()));
      byte[] both = concat(tokens.get(a), tokens.get(b));
      if (both.length > 40 || !pairs.add((long) a << 32 | b)) {
        continue;
      }
      String text = new String(both, java.nio.charset.StandardCharsets.ISO_8859_1);
      Integer id = known.get(text);
      if (id == null) {
        id = tokens.size();
        tokens.add(both);
        usable.add(id);
        known.put(text, id);
      }
      left.add(a);
      right.add(b);
      result.add((int) id);
    }
    return BytePairModel.of(
        tokens.toArray(byte[][]::new), left.toIntArray(), right.toIntArray(), result.toIntArray());
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** The definition: apply the lowest-ranked merge, leftmost first, until there is none. */
  private static int[] naive(BytePairModel model, byte[] text) {
    Map<Long, Integer> merges = new HashMap<>();
    for (int m = 0; m < model.mergeCount(); m++) {
      merges.put((long) model.left(m) << 32 | model.right(m), m);
    }
    IntArrayList ids = new IntArrayList();
    for (byte b : text) {
      ids.add(b & 0xFF);
    }
    while (true) {
      int best = Integer.MAX_VALUE;
      int at = -1;
      for (int i = 0; i + 1 < ids.size(); i++) {
        Integer merge = merges.get((long) ids.getInt(i) << 32 | ids.getInt(i + 1));
        if (merge != null && merge < best) {
          best = merge;
          at = i;
        }
      }
      if (at < 0) {
        return ids.toIntArray();
      }
      ids.set(at, model.result(best));
      ids.removeInt(at + 1);
    }
  }

  private static byte[] text(long seed, int i, int length) {
    byte[] text = new byte[length];
    for (int k = 0; k < length; k++) {
      text[k] = (byte) ('a' + Long.remainderUnsigned(Draws.mix(seed, i, k), 4));
    }
    return text;
  }

  @Test
  void agreesWithTheDefinitionForShortAndLongPieces() {
    for (int seed = 0; seed < 20; seed++) {
      BytePairModel model = randomModel(seed);
      TokenModel.Worker worker = new BytePairEncoder(model, BytePairOptions.BYTE_LEVEL).worker();
      for (int i = 0; i < 200; i++) {
        byte[] text = text(seed, i, 1 + i);
        int[] expected = naive(model, text);
        for (int again = 0; again < 2; again++) {
          TokenBuffer out = new TokenBuffer(true);
          worker.encode(text, 0, text.length, out);
          assertThat(out.ids()).as("model %d text %d", seed, i).containsExactly(expected);
          assertThat(out.start(0)).isZero();
          assertThat(out.end(out.size() - 1)).isEqualTo(text.length);
        }
      }
    }
  }

  @Test
  void aPieceThatIsATokenStaysWholeOnlyWhereMergesAreIgnored() {
    // ab then bc: the text abc is a token, but merges give ab, c.
    BytePairModel model =
        BytePairModel.of(
            BytePairModelTest.tokens("a", "b", "c", "ab", "bc", "abc"),
            new int[] {0, 1, 0},
            new int[] {1, 2, 4},
            new int[] {3, 4, 5});
    byte[] abc = {'a', 'b', 'c'};
    TokenBuffer merged = new TokenBuffer(false);
    new BytePairEncoder(model, BytePairOptions.BYTE_LEVEL).worker().encode(abc, 0, 3, merged);
    assertThat(merged.ids()).containsExactly(3, 2);
    TokenBuffer whole = new TokenBuffer(false);
    new BytePairEncoder(model, BytePairOptions.WHOLE_TOKENS_FIRST)
        .worker()
        .encode(abc, 0, 3, whole);
    assertThat(whole.ids()).containsExactly(5);
  }

  @Test
  void unknownBytesVanishOrBecomeTheUnknownToken() {
    BytePairModel model =
        BytePairModel.of(
            BytePairModelTest.tokens("<unk>", "a", "aa"),
            new int[] {1},
            new int[] {1},
            new int[] {2});
    byte[] text = {'a', 'x', 'y', 'a', 'a'};
    assertThat(encode(model, new BytePairOptions(true, false, false, -1, false, ""), text))
        .containsExactly(2, 1);
    assertThat(encode(model, new BytePairOptions(true, false, false, 0, false, ""), text))
        .containsExactly(1, 0, 0, 2);
    assertThat(encode(model, new BytePairOptions(true, false, false, 0, true, ""), text))
        .containsExactly(1, 0, 2);
  }

  private static int[] encode(BytePairModel model, BytePairOptions options, byte[] text) {
    TokenBuffer out = new TokenBuffer(false);
    new BytePairEncoder(model, options).worker().encode(text, 0, text.length, out);
    return out.ids();
  }
}
