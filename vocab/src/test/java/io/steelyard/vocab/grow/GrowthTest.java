package io.steelyard.vocab.grow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.BytePairEncoder;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.Pattern;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.train.BytePairTrainer;
import io.steelyard.vocab.train.WordCounts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static final PreTokenizer CUT = Pattern.O200K.preTokenizer();

  private static BytePairModel model(int merges, Map<String, Long> words) {
    return new BytePairTrainer(BytePairTrainer.Settings.ofSize(256 + merges), 1)
        .train(WordCounts.of(words))
        .model();
  }

  private static Tokenizer trained(int merges, Map<String, Long> words) {
    return Tokenizer.byteLevel(model(merges, words), CUT, List.of());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static BytePairModel modelOf(Tokenizer tokenizer) {
    return ((BytePairEncoder) tokenizer.parts().model()).model();
  }

  private static Tokenizer throughAFile(Tokenizer tokenizer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TokenizerJson.write(tokenizer, out);
    return TokenizerJson.read(new ByteArrayInputStream(out.toByteArray()), "t");
  }

  // ---- continue

  @Test
  void goingOnGivesWhatOneTrainingGives() {
    Map<String, Long> words = Map.of("lower", 5L, "lowest", 4L, "newer", 6L, "wider", 3L);
    Tokenizer short8 = trained(8, words);
    Tokenizer on = Continuation.of(short8, "t", WordCounts.of(words), 268, 0, 1);
    BytePairModel whole = model(12, words);
    assertThat(on.size()).isEqualTo(268);
    for (int id = 0; id < 268; id++) {
      assertThat(on.token(id)).isEqualTo(whole.token(id));
    }
    assertThat(on.encodeOrdinary("lowest newer"))
        .isEqualTo(Tokenizer.byteLevel(whole, CUT, List.of()).encodeOrdinary("lowest newer"));
  }

  @Test
  void idsStayAndNewOnesComeAfterTheAddedTokens() throws IOException {
    BytePairModel model = model(1, Map.of("ab", 9L));
    Tokenizer base = Tokenizer.byteLevel(model, CUT, List.of(AddedToken.special(257, "<|end|>")));
    Tokenizer on = Continuation.of(base, "t", WordCounts.of(Map.of("abab", 9L)), 259, 0, 1);
    assertThat(on.size()).isEqualTo(259);
    assertThat(on.token(258)).isEqualTo(utf8("abab"));
    assertThat(on.idOf("<|end|>")).isEqualTo(257);
    assertThat(on.encode("abab<|end|>ab")).containsExactly(258, 257, 256);
    assertThat(throughAFile(on).encode("abab<|end|>ab")).containsExactly(258, 257, 256);
  }

  @Test
  void goesOnFromARankFile() {
    byte[][] ranks = new byte[258][];
    for (int b = 0; b < 256; b++) {
      ranks[b] = new byte[] {(byte) b};
    }
    ranks[256] = utf8("bc");
    ranks[257] = utf8("abc");
    Tokenizer base = Tokenizer.ofRanks(ranks, CUT, List.of());
    Tokenizer on = Continuation.of(base, "t", WordCounts.of(Map.of("abcabc", 5L)), 259, 0, 1);
    assertThat(on.token(258)).isEqualTo(utf8("abcabc"));
    assertThat(on.encodeOrdinary("abcabc")).containsExactly(258);
    assertThat(on.encodeOrdinary("abc")).containsExactly(257);
  }

  @Test
  void stopsWhereTheTextRunsOutOfPairs() {
    Tokenizer on =
        Continuation.of(
            trained(0, Map.of("x", 1L)), "t", WordCounts.of(Map.of("ab", 5L)), 300, 0, 1);
    assertThat(on.size()).isEqualTo(257);
  }

  @Test
  void refusesASizeThatIsNotLarger() {
    Tokenizer base = trained(1, Map.of("ab", 9L));
    assertThatThrownBy(
            () -> Continuation.of(base, "b.json", WordCounts.of(Map.of("ab", 1L)), 257, 0, 1))
        .isInstanceOf(RequestException.class)
        .hasMessage(
            "size must be more than the 257 tokens that b.json has, was 257; vocab.prune makes a"
                + " vocabulary smaller");
  }

  // ---- extend

  @Test
  void addsAnotherVocabularysTokensInItsOrder() {
    Tokenizer base = trained(1, Map.of("ab", 9L));
    Tokenizer other = trained(3, Map.of("cd", 9L, "ab", 8L, "cdcd", 7L));
    Extension extension = Extension.of(base, "a", other, "b", 300, List.of());
    assertThat(extension.added()).isEqualTo(2);
    assertThat(extension.unreached()).isZero();
    assertThat(extension.tokenizer().token(257)).isEqualTo(utf8("cd"));
    assertThat(extension.tokenizer().token(258)).isEqualTo(utf8("cdcd"));
    assertThat(extension.tokenizer().encodeOrdinary("cdcd")).containsExactly(258);
    assertThat(Extension.of(base, "a", other, "b", 258, List.of()).tokenizer().size())
        .isEqualTo(258);
  }

  @Test
  void countsTokensThatOlderMergesHide() {
    Tokenizer base = trained(1, Map.of("ab", 9L));
    Tokenizer other = trained(2, Map.of("bc", 9L, "abc", 8L));
    Extension extension = Extension.of(base, "a", other, "b", 300, List.of());
    assertThat(extension.added()).isEqualTo(2);
    assertThat(extension.unreached()).isEqualTo(1);
  }

  @Test
  void addsSpecialTokensFirstAndRefusesThemTwice() {
    Tokenizer base = trained(1, Map.of("ab", 9L));
    Tokenizer other = trained(1, Map.of("cd", 9L));
    Tokenizer extended =
        Extension.of(base, "a", other, "b", 300, List.of("<|user|>", "<|bot|>")).tokenizer();
    assertThat(extended.encode("<|user|>cd<|bot|>")).containsExactly(257, 259, 258);
    assertThatThrownBy(() -> Extension.of(extended, "a", other, "b", 300, List.of("<|bot|>")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("added token \"<|bot|>\" is in the vocabulary already");
    assertThatThrownBy(() -> Extension.of(base, "a", other, "b", 300, List.of("ab")))
        .hasMessageContaining("added token \"ab\" is in the vocabulary already");
    assertThatThrownBy(
            () ->
                new ExtendStep(
                    java.util.Optional.empty(),
                    java.util.Optional.empty(),
                    300,
                    List.of("<a>", "<a>"),
                    new io.steelyard.core.step.ByteSize(1 << 20),
                    new io.steelyard.core.step.ByteSize(1 << 20)))
        .hasMessageContaining("special-tokens names a token twice");
  }

  // ---- prune

  @Test
  void theLeastUsedLeafGoesAndItsUsesFallToItsParts() {
    BytePairModel model = model(4, Map.of("ab", 90L, "abc", 80L, "xy", 70L, "xyz", 60L));
    Tokenizer base = Tokenizer.byteLevel(model, CUT, List.of());
    long[] use = new long[base.size()];
    use[base.idOf("ab")] = 3;
    use[base.idOf("abc")] = 2;
    use[base.idOf("xy")] = 0;
    use[base.idOf("xyz")] = 4;
    Pruning once = Pruning.of(base, "t", use, 259);
    assertThat(once.newIds()[base.idOf("abc")]).isEqualTo(-1);
    assertThat(once.tokenizer().idOf("xyz")).isPositive();
    // xyz (4) goes before ab (3 + 2), then ab (5) before nothing: xy has 0 + 4.
    Pruning twice = Pruning.of(base, "t", use, 258);
    assertThat(twice.newIds()[base.idOf("xyz")]).isEqualTo(-1);
    Pruning thrice = Pruning.of(base, "t", use, 257);
    assertThat(thrice.newIds()[base.idOf("xy")]).isEqualTo(-1);
    assertThat(thrice.tokenizer().encodeOrdinary("abcxyz"))
        .containsExactly(
            thrice.tokenizer().idOf("ab"),
            thrice.tokenizer().idOf("c"),
            thrice.tokenizer().idOf("x"),
            thrice.tokenizer().idOf("y"),
            thrice.tokenizer().idOf("z"));
  }

  @Test
  void whatStaysEncodesAndDecodesAndItsIdsAreMapped() throws IOException {
    Map<String, Long> words = Map.of("lower", 5L, "lowest", 4L, "newer", 6L, "wider", 3L);
    BytePairModel model = model(12, words);
    Tokenizer base =
        Tokenizer.byteLevel(model, CUT, List.of(AddedToken.special(model.size(), "<|end|>")));
    long[] use = new long[base.size()];
    for (int id : base.encodeOrdinary("newer lower newer wider")) {
      use[id]++;
    }
    Pruning pruned = Pruning.of(base, "t", use, 262);
    Tokenizer small = throughAFile(pruned.tokenizer());
    assertThat(small.size()).isEqualTo(262);
    assertThat(small.decode(small.encode("lowest 世界<|end|>"))).isEqualTo("lowest 世界<|end|>");
    int next = 0;
    for (int id = 0; id < base.size(); id++) {
      int now = pruned.newIds()[id];
      if (now >= 0) {
        assertThat(now).isEqualTo(next++);
        assertThat(small.token(now)).isEqualTo(base.token(id));
      }
    }
    BytePairModel left = modelOf(pruned.tokenizer());
    boolean[] made = new boolean[left.size()];
    for (int m = 0; m < left.mergeCount(); m++) {
      made[left.result(m)] = true;
    }
    for (int id = 0; id < left.size(); id++) {
      assertThat(left.tokenLength(id) < 2 || made[id]).isTrue();
    }
  }

  @Test
  void aTokenMadeOfOneTwiceIsPruned() {
    BytePairModel model = model(2, Map.of("aaaa", 9L));
    Tokenizer base = Tokenizer.byteLevel(model, CUT, List.of());
    Pruning pruned = Pruning.of(base, "t", new long[base.size()], 256);
    assertThat(pruned.tokenizer().encodeOrdinary("aaaa")).hasSize(4);
  }

  @Test
  void refusesASizeBelowTheAlphabetOrAboveTheVocabulary() {
    Tokenizer base =
        Tokenizer.byteLevel(
            model(2, Map.of("aaaa", 9L)), CUT, List.of(AddedToken.special(258, "<|end|>")));
    long[] use = new long[base.size()];
    assertThatThrownBy(() -> Pruning.of(base, "b.json", use, 256))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(
            "size must be at least 257, the 256 bytes and the added tokens of b.json, was 256");
    assertThatThrownBy(() -> Pruning.of(base, "b.json", use, 400))
        .hasMessageContaining("size must be at most the 259 tokens of b.json");
    assertThatThrownBy(() -> new PruneStep(java.util.Optional.empty(), 200))
        .hasMessageContaining("size must be at least 256");
  }

  @Test
  void idsInAPostProcessorAreRenumbered() {
    int[] newIds = {0, -1, 1};
    assertThat(
            TemplateIds.renumber(
                "{\"type\":\"RobertaProcessing\",\"sep\":[\"</s>\",2],\"cls\":[\"<s>\",0]}",
                newIds))
        .contains("[\"</s>\",1]", "[\"<s>\",0]");
    assertThat(
            TemplateIds.renumber(
                "{\"special_tokens\":{\"<s>\":{\"id\":\"<s>\",\"ids\":[2],\"tokens\":[\"<s>\"]}}}",
                newIds))
        .contains("\"ids\":[1]");
    assertThat(TemplateIds.renumber(null, newIds)).isNull();
  }

  // ---- bad vocabularies

  private static byte[][] bytes(String... more) {
    byte[][] tokens = Arrays.copyOf(new byte[256][], 256 + more.length);
    for (int b = 0; b < 256; b++) {
      tokens[b] = new byte[] {(byte) b};
    }
    for (int i = 0; i < more.length; i++) {
      tokens[256 + i] = utf8(more[i]);
    }
    return tokens;
  }

  @Test
  void refusesMergesThatAreOutOfOrder() {
    // abc is made of ab before any merge makes ab.
    BytePairModel cyclic =
        BytePairModel.of(
            bytes("ab", "abc"), new int[] {256, 'a'}, new int[] {'c', 'b'}, new int[] {257, 256});
    Tokenizer base = Tokenizer.byteLevel(cyclic, CUT, List.of());
    assertThatThrownBy(() -> new Grown(base, "b.json"))
        .isInstanceOf(RequestException.class)
        .hasMessage(
            "b.json: merge 0 has the part \"ab\", which no earlier merge makes: the merges are out"
                + " of order");
  }

  @Test
  void refusesMergesOfMissingTokensAndVocabulariesWithoutEveryByte() {
    assertThatThrownBy(
            () -> BytePairModel.of(bytes("ab"), new int[] {'a'}, new int[] {300}, new int[] {256}))
        .hasMessageContaining("merge 0 has the right token 300, which is not in the vocabulary");
    byte[][] tokens = bytes();
    tokens[7] = null;
    Tokenizer base =
        Tokenizer.byteLevel(
            BytePairModel.of(tokens, new int[0], new int[0], new int[0]), CUT, List.of());
    assertThatThrownBy(() -> new Grown(base, "b.json"))
        .hasMessage("b.json: no token for the byte 0x07; a byte-level vocabulary has all 256");
  }
}
