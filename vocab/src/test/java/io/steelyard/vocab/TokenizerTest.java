package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenizerTest {
  private static final byte[][] RANKS = Arrays.copyOf(PublishedVocabularies.ranks("r50k"), 5_000);
  private static final Tokenizer SMALL = Tokenizer.ofRanks(RANKS, PreTokenizer.GPT2, List.of());

  private static Tokenizer with(AddedToken... added) {
    return Tokenizer.ofRanks(RANKS, PreTokenizer.GPT2, List.of(added));
  }

  @Test
  void anyTextComesBack() {
    for (int i = 0; i < 5_000; i++) {
      String text = HardText.get(5, i);
      assertThat(SMALL.decode(SMALL.encode(text))).isEqualTo(text);
      assertThat(SMALL.count(text)).isEqualTo(SMALL.encode(text).length);
    }
  }

  @Test
  void anyBytesComeBack() {
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[i % 60];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = (byte) io.steelyard.core.draws.Draws.mix(9, i, k);
      }
      assertThat(SMALL.decodeBytes(SMALL.encode(bytes), false)).isEqualTo(bytes);
    }
  }

  @Test
  void takesTheLongestAddedTokenThatStartsFirst() {
    Tokenizer tokenizer = with(AddedToken.special(6000, "<a>"), AddedToken.special(6001, "<a><b>"));
    assertThat(tokenizer.encode("<a><b><a>")).containsExactly(6001, 6000);
    assertThat(tokenizer.decode(new int[] {6001, 6000}, true)).isEmpty();
    assertThat(tokenizer.encodeOrdinary("<a>")).isEqualTo(SMALL.encode("<a>"));
  }

  @Test
  void addedTokensTakeSpacesAndRespectWordsAsTheySay() {
    Tokenizer strip = with(new AddedToken(6000, "<m>", true, false, true, true, false));
    assertThat(strip.encodeWithOffsets("a  <m>  b").byteStarts()).containsExactly(0, 1, 8);
    Tokenizer word = with(new AddedToken(6000, "cat", false, true, false, false, false));
    assertThat(word.encode("cat")).containsExactly(6000);
    assertThat(word.encode("cats")).isEqualTo(SMALL.encode("cats"));
    assertThat(word.encode("(cat)")).contains(6000);
  }

  @Test
  void refusesAddedTokensThatClash() {
    assertThatThrownBy(() -> with(AddedToken.special(1, "x"), AddedToken.special(2, "x")))
        .hasMessage("added token \"x\" occurs twice, as 1 and 2");
    assertThatThrownBy(() -> with(AddedToken.special(1, "x"), AddedToken.special(1, "y")))
        .hasMessage("added tokens \"x\" and \"y\" share the id 1");
  }

  @Test
  void offsetsCoverTheTextInBytesAndCharacters() {
    String text = "Gr\u00FC\u00DFe \u4E16\u754C \uD83D\uDE00!";
    Encoding encoding = SMALL.encodeWithOffsets(text);
    assertThat(encoding.ids()).isEqualTo(SMALL.encode(text));
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    for (int i = 0; i < encoding.size(); i++) {
      assertThat(encoding.byteStarts()[i]).isEqualTo(at);
      at = encoding.byteEnds()[i];
      assertThat(SMALL.token(encoding.ids()[i]))
          .isEqualTo(Arrays.copyOfRange(utf8, encoding.byteStarts()[i], at));
    }
    assertThat(at).isEqualTo(utf8.length);
    int last = encoding.size() - 1;
    assertThat(encoding.charEnds()[last]).isEqualTo(text.codePointCount(0, text.length()));
  }

  @Test
  void refusesALoneSurrogateUnlessToldToReplaceIt() {
    assertThatThrownBy(() -> SMALL.encode("ab\uD800c"))
        .hasMessageContaining("lone surrogate U+D800 at index 2");
    assertThat(SMALL.encode("ab\uD800c", true, Surrogates.REPLACE))
        .isEqualTo(SMALL.encode("ab\uFFFDc"));
  }

  @Test
  void streamsTextWithoutHalfCharacters() {
    String text = "\u4E16\u754C \uD83D\uDC69\u200D\uD83D\uDC67 caf\u00E9";
    StreamingDecoder decoder = new StreamingDecoder(SMALL);
    StringBuilder all = new StringBuilder();
    for (int id : SMALL.encode(text)) {
      String part = decoder.add(id);
      assertThat(part).doesNotContain("\uFFFD");
      all.append(part);
    }
    assertThat(all.append(decoder.end())).hasToString(text);
    assertThat(decoder.add(SMALL.encode(new byte[] {(byte) 0xE4})[0])).isEmpty();
    assertThat(decoder.end()).isEqualTo("\uFFFD");
  }

  @Test
  void encodesManyTextsAsOneByOne() {
    List<String> texts = IntStream.range(0, 500).mapToObj(i -> HardText.get(6, i)).toList();
    int[][] batch = SMALL.encodeBatch(texts);
    for (int i = 0; i < batch.length; i++) {
      assertThat(batch[i]).isEqualTo(SMALL.encode(texts.get(i)));
    }
  }

  @Test
  void namesAnIdThatDoesNotExist() {
    assertThatThrownBy(() -> SMALL.decode(new int[] {5_000}))
        .hasMessage("token id 5000 is not in the vocabulary; ids are 0 to 4999");
  }
}
