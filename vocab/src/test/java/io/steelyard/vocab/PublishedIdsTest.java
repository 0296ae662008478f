package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids that the reference encoder gives, for each published vocabulary. */
class PublishedIdsTest {
  private static final String[][] VECTORS = {
    {"a\n  ", "64 198 256", "64 198 256", "64 198 220 220"},
    {"a \n \n  b", "64 33006 220 293", "64 56319 220 287", "64 220 198 220 198 220 275"},
    {
      "He'S 'tis CAN'T",
      "1548 13575 364 83 285 20076 17773",
      "2066 31233 461 109773 31937 51532",
      "1544 6 50 705 48010 15628 6 51"
    },
    {"it'\u017F ok", "275 6 129 123 5509", "278 6 70067 4763", "270 6 129 123 12876"},
    {
      "3\u00BD42 1234567",
      "18 27154 19 17 220 4513 10961 22",
      "18 27124 19 17 220 7633 19354 22",
      "18 23141 3682 17031 2231 3134"
    },
    {
      "\u0939\u093F\u0928\u094D\u0926\u0940",
      "95048 43411 101 31584 99 44747",
      "1554 71602 840",
      "11976 117 11976 123 11976 101 24231 235 11976 99 24231 222"
    },
    {
      "a\u00A0b\u200Bc\u2028d\u0085e",
      "64 4194 65 16067 66 378 101 67 126 227 68",
      "64 5310 65 3310 66 51008 67 126 227 68",
      "64 1849 65 9525 66 447 101 67 126 227 68"
    },
    {
      "a\u001Cb\u180Eb",
      "64 216 65 157 254 236 65",
      "64 216 65 157 254 236 65",
      "64 216 65 157 254 236 65"
    },
    {"foo/bar//\n/", "8134 50613 2341 14", "16660 106617 22704 14", "21943 14 5657 1003 198 14"},
    {"HTMLParser isOK", "5959 6707 374 4012", "9512 9231 382 5175", "28656 46677 318 11380"},
    {"!!!\r\n\r\nx", "12340 881 87", "10880 1414 87", "10185 201 198 201 198 87"},
  };

  @ParameterizedTest
  @CsvSource({"cl100k,1", "o200k,2", "r50k,3"})
  void agreesWithTheReferenceOnHardText(String vocabulary, int column) {
    Tokenizer tokenizer = PublishedVocabularies.tokenizer(vocabulary);
    for (String[] vector : VECTORS) {
      int[] expected =
          Arrays.stream(vector[column].split(" ")).mapToInt(Integer::parseInt).toArray();
      assertThat(tokenizer.encode(vector[0])).as(vector[0]).containsExactly(expected);
      assertThat(tokenizer.encode(vector[0].getBytes(StandardCharsets.UTF_8)))
          .containsExactly(expected);
      assertThat(tokenizer.decode(expected)).isEqualTo(vector[0]);
    }
  }

  @Test
  void knowsLettersThatAreNewerThanTheJdk() {
    String text = "a" + Character.toString(0x31350) + "'s";
    assertThat(PublishedVocabularies.tokenizer("cl100k").encode(text))
        .containsExactly(64, 172, 109, 235, 238, 596);
  }

  @ParameterizedTest
  @CsvSource({"cl100k,125000", "o200k,125000", "r50k,250000"})
  void encodesAMillionEqualLetters(String vocabulary, int count) {
    Tokenizer tokenizer = PublishedVocabularies.tokenizer(vocabulary);
    String text = "a".repeat(1_000_000);
    assertThat(tokenizer.encode(text)).hasSize(count);
    assertThat(tokenizer.count(text)).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cl100k", "o200k", "r50k"})
  void stopsCountingAtTheLimit(String vocabulary) {
    Tokenizer tokenizer = PublishedVocabularies.tokenizer(vocabulary);
    assertThat(tokenizer.countUntil("one two three four", 2)).isEqualTo(2);
    assertThat(tokenizer.countUntil("one two three four", 100)).isEqualTo(4);
  }
}
