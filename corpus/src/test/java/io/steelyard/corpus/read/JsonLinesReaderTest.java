package io.steelyard.corpus.read;

import static io.steelyard.corpus.read.Reads.JSONL;
import static io.steelyard.corpus.read.Reads.all;
import static io.steelyard.corpus.read.Reads.join;
import static io.steelyard.corpus.read.Reads.onlyRejection;
import static io.steelyard.corpus.read.Reads.texts;
import static io.steelyard.corpus.read.Reads.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.corpus.read.ReadSettings.OnBadText;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonLinesReaderTest {
  private static final byte[] BAD = {(byte) 0xC3, '('};

  @Test
  void readsTextAndKeepsOtherFieldsAsMetadata() {
    Accepted record =
        (Accepted) all("{\"url\":\"x\",\"text\":\"Grüezi\",\"n\":[1,2.50]}\n", JSONL).get(0);
    assertThat(record.text()).isEqualTo("Grüezi");
    assertThat(record.domain()).isEqualTo("unknown");
    assertThat(Reads.json(record.metadata())).isEqualTo("{\"url\":\"x\",\"n\":[1,2.50]}");
  }

  @Test
  void numbersRecordsFromZeroAndLinesFromOneAndSkipsBlankLines() {
    List<Item> items = all("\n{\"text\":\"a\"}\r\n  \nx\n{\"text\":\"b\"}", JSONL);
    assertThat(items.get(0).at()).isEqualTo(new Position("a.txt", 0, 2, 1));
    assertThat(items.get(1).at()).isEqualTo(new Position("a.txt", 1, 4, 18));
    assertThat(items.get(2).at()).isEqualTo(new Position("a.txt", 2, 5, 20));
    assertThat(texts(items)).containsExactly("a", "!bad_json", "b");
  }

  @Test
  void keepsOnlyTheMetadataThatIsAskedFor() {
    Accepted record =
        (Accepted) all("{\"a\":1,\"text\":\"t\",\"b\":2}", JSONL.withMetadata(Set.of("b"))).get(0);
    assertThat(Reads.json(record.metadata())).isEqualTo("{\"b\":2}");
  }

  @Test
  void findsFieldsByPointer() {
    ReadSettings settings =
        JSONL
            .withText("/body/parts/1/t~1x")
            .withDomain(new DomainRule.Field(FieldPath.parse("/body/lang")))
            .withExternalId("/id");
    Accepted record =
        (Accepted)
            all(
                    "{\"id\":7,\"body\":{\"k\":1,\"lang\":\"de\",\"parts\":[{},{\"t/x\":\"T\"}]}}",
                    settings)
                .get(0);
    assertThat(record.text()).isEqualTo("T");
    assertThat(record.domain()).isEqualTo("de");
    assertThat(record.externalId()).isEqualTo("7");
    assertThat(Reads.json(record.metadata())).isEqualTo("{\"body\":{\"k\":1}}");
  }

  @Test
  void oneUndecodableByteCostsOneRecordAndIsLocated() {
    List<Item> items =
        all(
            join(utf8("{\"text\":\"a\"}\n{\"text\":\""), BAD, utf8("\"}\n{\"text\":\"c\"}\n")),
            JSONL);
    assertThat(texts(items)).containsExactly("a", "!invalid_utf8", "c");
    Rejected rejected = onlyRejection(items);
    assertThat(rejected.message()).startsWith("byte 22 (0xC3, byte 9 of the record) is not UTF-8");
    assertThat(rejected.bytes()).isEqualTo(13);
    assertThat(rejected.toString()).startsWith("a.txt:2: invalid_utf8: byte 22");
  }

  @Test
  void replacesUndecodableBytesOnRequest() {
    List<Item> items =
        all(join(utf8("{\"text\":\""), BAD, utf8("\"}")), JSONL.withOnBadText(OnBadText.REPLACE));
    assertThat(texts(items)).containsExactly("\uFFFD(");
  }

  @Test
  void rejectsLoneSurrogateEscapesInTextAndMetadata() {
    List<Item> items =
        all(
            "{\"text\":\"a\\ud83dz\"}\n{\"text\":\"b\",\"m\":{\"k\":[\"\\uDe00\"]}}\n"
                + "{\"text\":\"\\ud83d\\ude00\"}\n{\"text\":\"c\",\"\\ud800\":1}\n",
            JSONL);
    assertThat(texts(items))
        .containsExactly("!lone_surrogate", "!lone_surrogate", "😀", "!lone_surrogate");
    assertThat(((Rejected) items.get(0)).message())
        .startsWith("field text has \\ud83d without its other half at character 1");
  }

  @Test
  void replacesLoneSurrogatesOnRequest() {
    List<Item> items =
        all(
            "{\"text\":\"a\\ud83dz\\udc00\\ud83d\\ude00\"}",
            JSONL.withOnBadText(OnBadText.REPLACE));
    assertThat(texts(items)).containsExactly("a\uFFFDz\uFFFD😀");
  }

  @Test
  void namesLineAndColumnOfBrokenJson() {
    Rejected rejected = onlyRejection(all("{\"text\":\"ä\"}\n{\"text\":\"é\" 5}\n", JSONL));
    assertThat(rejected.reason()).isEqualTo(Reason.BAD_JSON);
    assertThat(rejected.message()).startsWith("line 2, column 13: Unexpected character ('5'");
  }

  @Test
  void rejectsLinesThatAreNotOneObject() {
    List<Item> items = all("[1]\n{\"text\":\"a\"} {}\n\"x\"\n{\"text\":\"a\"\n\0\0\0{\n", JSONL);
    assertThat(texts(items))
        .containsExactly("!bad_json", "!bad_json", "!bad_json", "!bad_json", "!bad_json");
    assertThat(((Rejected) items.get(0)).message())
        .isEqualTo("line 1, column 1: expected an object, found an array");
    assertThat(((Rejected) items.get(1)).message())
        .isEqualTo("line 2, column 14: something follows the object on its line");
    assertThat(((Rejected) items.get(4)).message()).isEqualTo("line 5, column 1: a NUL byte");
  }

  @Test
  void explainsOneJsonValueOverManyLines() {
    Rejected rejected = (Rejected) all("[\n{\"text\":\"a\"}\n]\n", JSONL).get(0);
    assertThat(rejected.message())
        .endsWith("one JSON value over many lines: write one object per line");
  }

  @Test
  void namesTheFieldsSeenAndTheNearestWhenTextIsMissing() {
    Rejected rejected = onlyRejection(all("{\"Text\":\"a\",\"url\":\"x\"}", JSONL));
    assertThat(rejected.reason()).isEqualTo(Reason.MISSING_FIELD);
    assertThat(rejected.message())
        .isEqualTo("no field text for the text; the fields are Text, url; did you mean Text?");
  }

  @Test
  void rejectsTextThatIsNotAString() {
    List<Item> items = all("{\"text\":5}\n{\"text\":null}\n{\"text\":[\"a\"]}", JSONL);
    assertThat(texts(items))
        .containsExactly("!text_not_string", "!text_not_string", "!text_not_string");
    assertThat(((Rejected) items.get(1)).message())
        .isEqualTo("the text field text is null; expected a string");
  }

  @Test
  void takesNumbersAndBooleansAsDomainsAndRejectsTheRest() {
    ReadSettings settings = JSONL.withDomain(new DomainRule.Field(FieldPath.parse("d")));
    List<Item> items =
        all(
            "{\"text\":\"a\",\"d\":3}\n{\"text\":\"b\",\"d\":true}\n{\"text\":\"c\",\"d\":{}}\n"
                + "{\"text\":\"e\",\"d\":\"\"}\n{\"text\":\"f\"}\n",
            settings);
    assertThat(((Accepted) items.get(0)).domain()).isEqualTo("3");
    assertThat(((Accepted) items.get(1)).domain()).isEqualTo("true");
    assertThat(texts(items).subList(2, 5))
        .containsExactly("!bad_value", "!bad_value", "!missing_field");
    assertThat(((Rejected) items.get(3)).message())
        .isEqualTo("the field d is an empty string; expected a string, a number or true/false");
  }

  @Test
  void rejectsDuplicateKeys() {
    Rejected rejected = onlyRejection(all("{\"text\":\"a\",\"text\":\"b\"}", JSONL));
    assertThat(rejected.reason()).isEqualTo(Reason.DUPLICATE_KEY);
    assertThat(rejected.message()).isEqualTo("the key 'text' stands twice");
  }

  @Test
  void rejectsDuplicateKeysOfTheSamePath() {
    ReadSettings settings = JSONL.withText("/a/t");
    assertThat(texts(all("{\"a\":{\"t\":\"1\"},\"a\":{\"t\":\"2\"}}", settings)))
        .containsExactly("!duplicate_key");
  }

  @Test
  void rejectsNestingBeyondTheLimit() {
    String deep = "[".repeat(101) + "]".repeat(101);
    Rejected rejected = onlyRejection(all("{\"text\":\"a\",\"m\":" + deep + "}", JSONL));
    assertThat(rejected.reason()).isEqualTo(Reason.TOO_DEEP);
    assertThat(rejected.message()).isEqualTo("nested deeper than 100 levels; flatten the record");
  }

  @Test
  void passesOverRecordsThatAreTooLong() {
    ReadSettings small = JSONL.withLimits(new ReadLimits(1000, 100, 1000));
    String raw = "{\"text\":\"" + "x".repeat(9000) + "\"}";
    List<Item> items = all(raw + "\n{\"text\":\"a\"}\n" + raw, small);
    assertThat(texts(items)).containsExactly("!too_long", "a", "!too_long");
    assertThat(((Rejected) items.get(0)).bytes()).isEqualTo(9011);
    assertThat(items.get(1).at()).isEqualTo(new Position("a.txt", 1, 2, 9012));
    assertThat(((Rejected) items.get(0)).message())
        .startsWith("9011 bytes in one record; at most 8096 are read");
  }

  @Test
  void measuresTextsInUtf8Bytes() {
    ReadSettings small = JSONL.withLimits(new ReadLimits(10, 100, 1000));
    List<Item> items =
        all("{\"text\":\"ééééé\"}\n{\"text\":\"éééééé\"}\n{\"text\":\"😀😀x\"}\n", small);
    assertThat(texts(items)).containsExactly("ééééé", "!too_long", "😀😀x");
    assertThat(((Rejected) items.get(1)).message())
        .startsWith("the text has 12 bytes; a document has at most 10");
  }

  @Test
  void readsADocumentOfSixteenMebibytes() {
    String text = "é".repeat(8 << 20);
    List<Item> items = all("{\"text\":\"" + text + "\"}\n{\"text\":\"" + text + "x\"}\n", JSONL);
    assertThat(((Accepted) items.get(0)).text()).isEqualTo(text);
    assertThat(((Rejected) items.get(1)).reason()).isEqualTo(Reason.TOO_LONG);
  }

  @Test
  void emptyTextIsReportedButNotBad() {
    Rejected rejected = onlyRejection(all("{\"text\":\"\"}", JSONL));
    assertThat(rejected.reason()).isEqualTo(Reason.EMPTY_TEXT);
    assertThat(rejected.reason().bad()).isFalse();
  }

  @Test
  void anEmptyFileHasNoRecords() {
    assertThat(all("", JSONL)).isEmpty();
    assertThat(all("\uFEFF", JSONL)).isEmpty();
  }

  @Test
  void skipsTheByteOrderMark() {
    List<Item> items = all("\uFEFF{\"text\":\"a\"}\n", JSONL);
    assertThat(texts(items)).containsExactly("a");
    assertThat(items.get(0).at().offset()).isEqualTo(3);
  }

  @Test
  void refusesUtf16AsAWhole() {
    byte[] bytes =
        "\uFEFF{\"text\":\"a\"}\n{\"text\":\"b\"}\n"
            .getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
    Rejected rejected = onlyRejection(all(bytes, JSONL));
    assertThat(rejected.bytes()).isEqualTo(bytes.length);
    assertThat(rejected.message()).contains("the file is UTF-16; expected UTF-8");
  }

  @Test
  void keepsNulAndOtherControlsInText() {
    assertThat(texts(all("{\"text\":\"a\\u0000b\\r\\n\"}", JSONL))).containsExactly("a\0b\r\n");
  }

  @Test
  void keepsHugeNumbersExactly() {
    Accepted record =
        (Accepted) all("{\"text\":\"a\",\"n\":1e400,\"m\":123456789012345678901}", JSONL).get(0);
    assertThat(Reads.json(record.metadata()))
        .isEqualTo("{\"n\":1E+400,\"m\":123456789012345678901}");
  }

  @Test
  void refusesFieldsThatOverlap() {
    org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> all("{}", JSONL.withText("/a/b").withExternalId("a")))
        .withMessage("the field a lies within another field that is asked for, or holds one");
  }
}
