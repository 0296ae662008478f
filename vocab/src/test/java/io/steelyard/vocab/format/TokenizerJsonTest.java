package io.steelyard.vocab.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.draws.Draws;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.HardText;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.PublishedVocabularies;
import io.steelyard.vocab.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerJsonTest {
  /** Llama-2's components over a vocabulary of a few tokens. */
  private static final String LLAMA2 =
      """
      {"version": "1.0", "truncation": null, "padding": null,
       "added_tokens": [{"id": 1, "content": "<s>", "single_word": false, "lstrip": false,
                         "rstrip": false, "normalized": false, "special": true}],
       "normalizer": {"type": "Sequence", "normalizers": [
         {"type": "Prepend", "prepend": "▁"},
         {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
       "pre_tokenizer": null,
       "post_processor": {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
         "pair": [],
         "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
       "decoder": {"type": "Sequence", "decoders": [
         {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
         {"type": "ByteFallback"}, {"type": "Fuse"},
         {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
       "model": {"type": "BPE", "dropout": null, "unk_token": "<unk>", "fuse_unk": true,
         "byte_fallback": true,
         "vocab": {"<unk>": 0, "<s>": 1, "<0xC3>": 2, "<0xA9>": 3, "▁": 4, "a": 5, "b": 6, "▁a": 7, "ab": 8},
         "merges": ["▁ a", ["a", "b"]]}}
      """;

  private static Tokenizer read(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Tokenizer read(byte[] json) {
    try {
      return TokenizerJson.read(new ByteArrayInputStream(json), "t.json");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] write(Tokenizer tokenizer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      TokenizerJson.write(tokenizer, out);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Tokenizer small(String name, int size, AddedToken... added) {
    return Tokenizer.ofRanks(
        Arrays.copyOf(PublishedVocabularies.ranks(name), size),
        PublishedVocabularies.pattern(name),
        List.of(added));
  }

  @ParameterizedTest
  @ValueSource(strings = {"r50k", "cl100k", "o200k"})
  void whatIsWrittenReadsBackToTheSameIds(String name) {
    Tokenizer original = small(name, 3_000, AddedToken.special(3_005, "<|end|>"));
    byte[] json = write(original);
    Tokenizer again = read(json);
    for (int i = 0; i < 2_000; i++) {
      String text = HardText.get(8, i) + (i % 7 == 0 ? "<|end|>" : "");
      assertThat(again.encode(text)).isEqualTo(original.encode(text));
      assertThat(again.decode(again.encode(text))).isEqualTo(text);
    }
    assertThat(write(again)).isEqualTo(json);
  }

  @Test
  void readsModelsOfCharactersWithByteFallback() {
    Tokenizer tokenizer = read(LLAMA2);
    assertThat(tokenizer.encode("ab a\u00E9")).containsExactly(1, 7, 6, 7, 2, 3);
    assertThat(tokenizer.decode(tokenizer.encode("ab a\u00E9"), true)).isEqualTo("ab a\u00E9");
    assertThat(tokenizer.encode("zz a")).containsExactly(1, 4, 0, 7);
    assertThat(tokenizer.encodeWithOffsets("ab").charStarts()).containsExactly(0, 0, 1);
    assertThat(read(write(tokenizer)).encode("ab a\u00E9")).containsExactly(1, 7, 6, 7, 2, 3);
  }

  @Test
  void anUnknownPatternIsWrittenAndReadToo() {
    Tokenizer tokenizer =
        Tokenizer.ofRanks(
            Arrays.copyOf(PublishedVocabularies.ranks("r50k"), 1_000),
            PreTokenizer.ofPattern("\\d|[^\\d\"]+"),
            List.of());
    Tokenizer again = read(write(tokenizer));
    assertThat(again.encode("ab \"12\" c")).isEqualTo(tokenizer.encode("ab \"12\" c"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          "type": "Prepend"~"type": "Wobble"~t.json: normalizer.normalizers[0]: component "Wobble" is not supported; supported are Sequence, NFC
          "pre_tokenizer": null~"pre_tokenizer": {"type": "Quux"}~t.json: pre_tokenizer: component "Quux" is not supported
          "type": "BPE"~"type": "Magic"~t.json: model.type: model "Magic" is not supported
          "▁ a"~"▁ q"~t.json: model.merges[0]: token "q" is not in the vocabulary
          "▁ a"~"▁ a b"~t.json: model.merges[0]: "▁ a b" is not two tokens
          "ab": 8~"ab": 7~t.json: model.vocab: id 7 belongs to two tokens
          "ab": 8~"ab": 99999999~id 99999999 is not between 0 and
          "ab": 8~"ab": 1900000~so many gaps are not a vocabulary
          "ab": 8~"a": 8~Duplicate field 'a'
          "ab": 8~"ab": "x"~expected the token's id, a whole number
          "unk_token": "<unk>"~"unk_token": "<no>"~"<no>" is not in the vocabulary
          "dropout": null~"dropout": 0.1~dropout makes ids random
          "model": {~"mudel": {~t.json: model: missing
          "type": "Fuse"~"type": 7~t.json: decoder.decoders[2].type: expected text, found a value of type number
          "ids": [1]~"ids": [-1]~-1 is not between 0 and
          ["a", "b"]~["a", "b"], ["a", "b"]~merge 2 repeats the pair
          """)
  void saysWhatIsWrongAndWhere(String good, String bad, String message) {
    assertThat(LLAMA2).contains(good);
    assertThatThrownBy(() -> read(LLAMA2.replace(good, bad)))
        .isInstanceOf(TokenizerFormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesDeepNesting() {
    String nested = "[".repeat(5_000) + "]".repeat(5_000);
    assertThatThrownBy(() -> read(LLAMA2.replace("\"padding\": null", "\"padding\": " + nested)))
        .isInstanceOf(TokenizerFormatException.class)
        .hasMessageContaining("depth");
  }

  @Test
  void tenThousandMutationsGiveATokenizerOrAClearError() {
    byte[][] seeds = {
      LLAMA2.getBytes(StandardCharsets.UTF_8),
      write(small("cl100k", 260)),
      write(small("r50k", 300))
    };
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] json = mutate(seeds[i % seeds.length], i);
      try {
        Tokenizer tokenizer = read(json);
        tokenizer.encode("Hello, world 12");
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 10_000);
  }

  private static byte[] mutate(byte[] seed, int i) {
    byte[] json = seed.clone();
    int edits = 1 + (int) Long.remainderUnsigned(Draws.mix(21, i), 4);
    for (int k = 1; k <= edits; k++) {
      long draw = Draws.mix(21, i, k);
      int at = (int) Long.remainderUnsigned(draw, json.length);
      int other = (int) Long.remainderUnsigned(Draws.mix(draw, 1), json.length);
      int length =
          Math.min(
              1 + (int) Long.remainderUnsigned(Draws.mix(draw, 2), 40),
              json.length - Math.max(at, other));
      switch ((int) Long.remainderUnsigned(Draws.mix(draw, 3), 4)) {
        case 0 -> json[at] = (byte) Draws.mix(draw, 4);
        case 1 ->
            json[at] =
                (byte) "0123456789\"{}[],:\\".charAt((int) Long.remainderUnsigned(draw >>> 7, 18));
        case 2 -> System.arraycopy(json, other, json, at, length);
        default -> {
          byte[] cut = Arrays.copyOf(json, json.length - length);
          System.arraycopy(json, at + length, cut, at, Math.max(0, json.length - at - length));
          json = cut;
        }
      }
    }
    return json;
  }
}
