package io.steelyard.vocab.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.draws.Draws;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankFilesTest {
  private static byte[][] read(String text) throws IOException {
    return TiktokenRanks.read(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), "r.tiktoken");
  }

  @Test
  void readsTokensByRank() throws IOException {
    byte[][] tokens = read("IQ== 0\nIg== 2\n");
    assertThat(tokens[0]).containsExactly('!');
    assertThat(tokens[1]).isNull();
    assertThat(tokens[2]).containsExactly('"');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          IQ== 0|Ig== 0~r.tiktoken:2: rank 0 occurs twice
          IQ== x~r.tiktoken:1: the rank must be a whole number
          ?? 0~r.tiktoken:1: expected a token in base 64
          IQ== -1~the rank must be a whole number from 0 to
          IQ== 99999999~the rank must be a whole number from 0 to
          |~no tokens
          """)
  void saysWhatIsWrongAndWhere(String lines, String message) {
    assertThatThrownBy(() -> read(lines.replace('|', '\n')))
        .isInstanceOf(TokenizerFormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void tenThousandMutationsGiveRanksOrAClearError() throws IOException {
    byte[] seed = "IQ== 0\nIg== 1\nIyM= 2\nJCQk 3\n".getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 10_000; i++) {
      byte[] text = seed.clone();
      for (int k = 0; k < 3; k++) {
        long draw = Draws.mix(31, i, k);
        text[(int) Long.remainderUnsigned(draw, text.length)] =
            k == 0
                ? (byte) (draw >>> 40)
                : (byte) "0123456789= \n".charAt((int) ((draw >>> 40) & 0xFF) % 13);
      }
      try {
        TiktokenRanks.read(new ByteArrayInputStream(text), "r");
      } catch (TokenizerFormatException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void readsTheFilesOfGpt2(@TempDir Path folder) throws IOException {
    Path vocabulary = folder.resolve("vocab.json");
    Path merges = folder.resolve("merges.txt");
    Files.writeString(
        vocabulary, "{\"a\": 0, \"b\": 1, \"\u0120\": 2, \"\u0120a\": 3, \"\u0120ab\": 4}");
    Files.writeString(merges, "#version: 0.2\n\u0120 a\n\u0120a b\n");
    Tokenizer tokenizer = GptFiles.read(vocabulary, merges, PreTokenizer.GPT2, List.of());
    assertThat(tokenizer.encode("a ab a")).containsExactly(0, 4, 3);
    Files.writeString(merges, "\u0120 a\na\n");
    assertThatThrownBy(() -> GptFiles.read(vocabulary, merges, PreTokenizer.GPT2, List.of()))
        .hasMessage("merges.txt:2: \"a\" is not two tokens with one space between them");
  }
}
