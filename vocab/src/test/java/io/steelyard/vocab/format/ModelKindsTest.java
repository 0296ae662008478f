package io.steelyard.vocab.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.vocab.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Word-piece, word and unigram files, and SentencePiece models, good and bad. */
class ModelKindsTest {
  private static final String BERT =
      """
      {"version": "1.0", "added_tokens": [], "normalizer": {"type": "BertNormalizer"},
       "pre_tokenizer": {"type": "BertPreTokenizer"},
       "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 2], "cls": ["[CLS]", 1]},
       "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
       "model": {"type": "WordPiece", "unk_token": "[UNK]",
         "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "hello": 3, "##s": 4, ",": 5, "x": 6}}}
      """;
  private static final String UNIGRAM =
      """
      {"version": "1.0", "added_tokens": [], "normalizer": null,
       "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
       "post_processor": null, "decoder": {"type": "Metaspace", "replacement": "▁"},
       "model": {"type": "Unigram", "unk_id": 0,
         "vocab": [["<unk>", 0.0], ["▁", -2.0], ["▁hi", -3.5], ["h", -4.0], ["i", -4.5]]}}
      """;

  private static Tokenizer read(String json) throws IOException {
    return TokenizerJson.read(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "t.json");
  }

  private static Tokenizer again(Tokenizer tokenizer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TokenizerJson.write(tokenizer, out);
    return read(out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void readsAndWritesWordPieces() throws IOException {
    Tokenizer tokenizer = read(BERT);
    assertThat(tokenizer.encode("Héllos, ünknown x")).containsExactly(1, 3, 4, 5, 0, 6, 2);
    assertThat(tokenizer.decode(new int[] {3, 4, 5, 6})).isEqualTo("hellos, x");
    assertThat(again(tokenizer).encode("Héllos, x")).containsExactly(1, 3, 4, 5, 6, 2);
  }

  @Test
  void readsAndWritesUnigrams() throws IOException {
    Tokenizer tokenizer = read(UNIGRAM);
    assertThat(tokenizer.encode("hi i z")).containsExactly(2, 1, 4, 1, 0);
    assertThat(again(tokenizer).encode("hi i z")).containsExactly(2, 1, 4, 1, 0);
    assertThat(tokenizer.decode(new int[] {2, 1, 4})).isEqualTo("hi i");
  }

  @Test
  void readsAndWritesWords() throws IOException {
    String words =
        "{\"pre_tokenizer\": {\"type\": \"Whitespace\"}, \"model\": {\"type\": \"WordLevel\","
            + " \"vocab\": {\"u\": 0, \"cat\": 1}, \"unk_token\": \"u\"}}";
    assertThat(read(words).encode("cat dog")).containsExactly(1, 0);
    assertThat(again(read(words)).encode("cat dog")).containsExactly(1, 0);
  }

  @Test
  void namesAKindOfModelThatIsNotKnown() {
    assertThatThrownBy(() -> read("{\"model\": {\"type\": \"Magic\"}}"))
        .hasMessage(
            "t.json: model.type: model \"Magic\" is not supported; supported are BPE, WordPiece,"
                + " WordLevel, Unigram");
  }

  @Test
  void saysThatTheUnknownTokenIsMissing() {
    assertThatThrownBy(() -> read(BERT.replace("\"[UNK]\": 0, ", "")))
        .hasMessage("t.json: model.unk_token: \"[UNK]\" is not in the vocabulary");
    assertThatThrownBy(() -> read(UNIGRAM.replace("\"unk_id\": 0", "\"unk_id\": 9")))
        .hasMessage("t.json: model.unk_id: 9 is not between 0 and 4");
  }

  @Test
  void saysThatANormalisationMapIsCutShort() {
    String map = "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"%s\"}";
    assertThatThrownBy(
            () ->
                read(
                    UNIGRAM.replace(
                        "\"normalizer\": null",
                        "\"normalizer\": " + String.format(map, "/////w=="))))
        .hasMessageStartingWith(
            "t.json: normalizer.precompiled_charsmap: a normalisation map whose trie has"
                + " 4294967295 bytes, of 4;");
  }

  @Test
  void readsScoresAsTheirReaderDoes() {
    assertThat(RustNumber.parse("-11.25")).isEqualTo(-11.25);
    assertThat(RustNumber.parse("1e3")).isEqualTo(1000);
    assertThat(RustNumber.parse("-2.5E-3")).isEqualTo(-0.0025);
    assertThat(RustNumber.parse("-11.308700561523438")).isEqualTo(-(11308700561523438. / 1e15));
    assertThat(RustNumber.parse("0.1234567890123456789012")).isEqualTo(1234567890123456789. / 1e19);
    assertThat(RustNumber.parse("1e999999999999")).isInfinite();
  }

  // A SentencePiece model by hand.

  private static byte[] field(int number, byte[] content) {
    return concat(new byte[] {(byte) (number << 3 | 2), (byte) content.length}, content);
  }

  private static byte[] piece(String text, float score, int type) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] s =
        ByteBuffer.allocate(5)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0x15)
            .putFloat(score)
            .array();
    return field(1, concat(concat(field(1, utf8), s), new byte[] {0x18, (byte) type}));
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static byte[] model(int type) {
    return model(type, new byte[] {0x18, (byte) type}, new byte[0]);
  }

  /** With fields of the trainer and of the normaliser. */
  private static byte[] model(int type, byte[] trainer, byte[] normalizer) {
    byte[] all = piece("<unk>", 0, 2);
    all = concat(all, piece("</s>", 0, 3));
    all = concat(all, piece("\u2581a", -1, 1));
    all = concat(all, piece("b", -2, 1));
    all = concat(all, piece("a", -3, 1));
    all = concat(all, piece("\u2581", -4, 1));
    all = concat(all, piece("a\u2581", -2.5f, 1));
    all = concat(all, piece("<b>", 0, 4));
    all = concat(all, field(2, concat(new byte[] {0x18, (byte) type}, trainer)));
    return concat(all, field(3, normalizer));
  }

  private static byte[] flag(int number, boolean value) {
    int key = number << 3;
    byte[] head =
        key < 128
            ? new byte[] {(byte) key}
            : new byte[] {(byte) (key & 127 | 128), (byte) (key >> 7)};
    return concat(head, new byte[] {(byte) (value ? 1 : 0)});
  }

  @Test
  void readsSentencePieceModelsOfBothKinds() {
    for (int type = 1; type <= 2; type++) {
      Tokenizer tokenizer = SentencePieceFile.read(model(type), "m.model");
      assertThat(tokenizer.encode("  a   ab a ")).containsExactly(2, 2, 3, 2);
      assertThat(tokenizer.decode(new int[] {2, 2, 3, 2})).isEqualTo("a ab a");
      assertThat(tokenizer.encode("</s>")).containsExactly(5, 0);
      assertThat(tokenizer.encode("   ")).isEmpty();
    }
  }

  @Test
  void decodesTheUnknownTokenAsItsSurface() {
    Tokenizer tokenizer = SentencePieceFile.read(model(1), "m.model");
    assertThat(tokenizer.decode(new int[] {2, 0, 4, 1})).isEqualTo("a \u2047 a");
    byte[] surface = concat(new byte[] {(byte) 0xE2, 2, 1}, new byte[] {'?'});
    tokenizer = SentencePieceFile.read(model(1, surface, new byte[0]), "m.model");
    assertThat(tokenizer.decode(new int[] {2, 0})).isEqualTo("a?");
  }

  @Test
  void putsMarksAfterWordsWhereTheModelHasThemThere() {
    for (int type = 1; type <= 2; type++) {
      Tokenizer tokenizer =
          SentencePieceFile.read(model(type, flag(24, true), new byte[0]), "m.model");
      // Byte pairs merge the mark with what is after it first.
      int[] ids = type == 1 ? new int[] {6, 6} : new int[] {4, 2, 5};
      assertThat(tokenizer.encode(" a  a")).containsExactly(ids);
      assertThat(tokenizer.decode(new int[] {6, 6})).isEqualTo("a a ");
      assertThatThrownBy(() -> again(tokenizer))
          .hasMessageContaining("or SentencePiece's marks after words");
    }
  }

  @Test
  void takesUserDefinedPiecesOutAndKeepsThemInTheFileWritten() throws IOException {
    for (int type = 1; type <= 2; type++) {
      Tokenizer tokenizer = SentencePieceFile.read(model(type), "m.model");
      assertThat(tokenizer.encode("a<b>b")).containsExactly(2, 7, 3);
      // An added token stands before its text is marked.
      assertThat(again(tokenizer).encode("a<b>b")).startsWith(2, 7).hasSize(4);
    }
  }

  @Test
  void keepsSpacesWhereTheModelDoes() {
    byte[] normalizer = concat(flag(3, false), flag(4, false));
    Tokenizer tokenizer = SentencePieceFile.read(model(2, new byte[0], normalizer), "m.model");
    assertThat(tokenizer.encode("a  a")).containsExactly(6, 2);
    assertThat(tokenizer.decode(new int[] {5, 4})).isEqualTo(" a");
  }

  @Test
  void refusesKindsOfSentencePieceModelThatAreNotKnown() {
    assertThatThrownBy(() -> SentencePieceFile.read(model(4), "m.model"))
        .hasMessage(
            "m.model: model type 4 is not supported; supported are 1 (unigram) and 2 (BPE)");
  }

  @Test
  void complainsWhereverASentencePieceModelIsCutShort() {
    byte[] whole = model(1);
    for (int n = 0; n < whole.length - 1; n++) {
      byte[] part = Arrays.copyOf(whole, n);
      try {
        SentencePieceFile.read(part, "m.model");
      } catch (TokenizerFormatException e) {
        assertThat(e).hasMessageStartingWith("m.model: ");
      }
    }
    assertThatThrownBy(() -> SentencePieceFile.read(Arrays.copyOf(whole, 8), "m.model"))
        .hasMessage(
            "m.model: byte 2: a field of 14 bytes where 6 are left; the file is cut short or no"
                + " SentencePiece model");
    assertThatThrownBy(() -> SentencePieceFile.read(new byte[0], "m.model"))
        .hasMessage("m.model: no pieces; is this a SentencePiece model?");
  }
}
