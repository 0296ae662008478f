package io.steelyard.corpus.read;

import static io.steelyard.corpus.read.Reads.all;
import static io.steelyard.corpus.read.Reads.join;
import static io.steelyard.corpus.read.Reads.onlyRejection;
import static io.steelyard.corpus.read.Reads.texts;
import static io.steelyard.corpus.read.Reads.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DelimitedReaderTest {
  private static final ReadSettings CSV = ReadSettings.of(Format.CSV);
  private static final ReadSettings TSV = ReadSettings.of(Format.TSV);

  @Test
  void readsQuotedFieldsOverSeveralLines() {
    List<Item> items = all("text,n\r\n\"a, \"\"b\"\"\r\nc\",1\r\n\r\nd,2", CSV);
    assertThat(texts(items)).containsExactly("a, \"b\"\r\nc", "d");
    assertThat(Reads.json(((Accepted) items.get(0)).metadata())).isEqualTo("{\"n\":\"1\"}");
    assertThat(items.get(1).at()).isEqualTo(new Position("a.txt", 1, 5, 27));
  }

  @Test
  void readsDomainAndExternalIdByColumn() {
    ReadSettings settings =
        TSV.withText("body")
            .withDomain(new DomainRule.Field(FieldPath.parse("lang")))
            .withExternalId("key");
    Accepted record = (Accepted) all("key\tlang\tbody\nk1\tde\tGrüezi\n", settings).get(0);
    assertThat(record)
        .extracting(Accepted::text, Accepted::domain, Accepted::externalId)
        .containsExactly("Grüezi", "de", "k1");
    assertThat(record.metadata()).isEmpty();
  }

  @Test
  void numbersColumnsWithoutAHeader() {
    ReadSettings settings = CSV.withHeader(false).withText("1");
    assertThat(texts(all("\uFEFFa,b\nc,d\n", settings))).containsExactly("b", "d");
  }

  @Test
  void takesQuotesAsTheyAreOnRequest() {
    assertThat(texts(all("text\n\"a\nb\"\n", TSV.withQuotes(false)))).containsExactly("\"a", "b\"");
  }

  @Test
  void namesTheColumnsWhenTextIsMissing() {
    String csv = "id,txet\n1,a\n2,b\n";
    Rejected rejected = onlyRejection(all(csv, CSV));
    assertThat(rejected.reason()).isEqualTo(Reason.MISSING_FIELD);
    assertThat(rejected.message())
        .isEqualTo("no field text for the text; the fields are id, txet; did you mean txet?");
    assertThat(rejected.bytes()).isEqualTo(csv.length() - 3);
  }

  @Test
  void rejectsARowWithAnotherNumberOfFields() {
    List<Item> items = all("text,n\na,1\nb\nc,3,4\nd,5\n", CSV);
    assertThat(texts(items)).containsExactly("a", "!bad_csv", "!bad_csv", "d");
    assertThat(((Rejected) items.get(1)).message())
        .isEqualTo("the row has 1 fields; expected 2 as in the first row");
  }

  @Test
  void rejectsBrokenQuotesAndGoesOn() {
    List<Item> items = all("text,n\n\"a\"b,1\nc,2\n", CSV);
    assertThat(texts(items)).containsExactly("!bad_csv", "c");
    assertThat(((Rejected) items.get(0)).message()).startsWith("not a row as RFC 4180 says: ");
  }

  @Test
  void rejectsAQuoteThatNeverCloses() {
    List<Item> items = all("text,n\na,1\n\"b,2\nc,3\n", CSV);
    assertThat(texts(items)).containsExactly("a", "!bad_csv");
    assertThat(onlyRejection(items).message()).startsWith("a quote opens and never closes");
    assertThat(onlyRejection(items).bytes()).isEqualTo(9);
  }

  @Test
  void goesOnAtTheNextLineAfterAnOverlongRowInsideQuotes() {
    ReadSettings small = CSV.withLimits(new ReadLimits(100, 100, 1000));
    List<Item> items = all("text\n\"" + "x\n".repeat(4000) + "a\nb\n", small);
    assertThat(texts(items).get(0)).isEqualTo("!too_long");
    assertThat(texts(items)).endsWith("a", "b");
  }

  @Test
  void rejectsTwoColumnsOfOneName() {
    assertThat(onlyRejection(all("text,a,a\nx,1,2\n", CSV)).message())
        .isEqualTo("two columns are called a");
  }

  @Test
  void rejectsABareCarriageReturn() {
    assertThat(onlyRejection(all("text\na\rb\n", CSV)).message())
        .isEqualTo("a carriage return outside quotes; expected LF or CRLF at line ends");
  }

  @Test
  void oneUndecodableByteCostsOneRow() {
    List<Item> items =
        all(join(utf8("text\na\n"), new byte[] {'b', (byte) 0xFF}, utf8("\nc\n")), CSV);
    assertThat(texts(items)).containsExactly("a", "!invalid_utf8", "c");
    assertThat(onlyRejection(items).message()).startsWith("byte 8 (0xFF, byte 1 of the record)");
  }

  @Test
  void emptyTextAndEmptyDomainAreTold() {
    ReadSettings settings = CSV.withDomain(new DomainRule.Field(FieldPath.parse("d")));
    List<Item> items = all("text,d\n,x\ny,\n", settings);
    assertThat(texts(items)).containsExactly("!empty_text", "!bad_value");
    assertThat(((Rejected) items.get(1)).message()).isEqualTo("the column d is empty");
  }

  @Test
  void anEmptyFileAndALoneHeaderHaveNoRecords() {
    assertThat(all("", CSV)).isEmpty();
    assertThat(all("text,n\n", CSV)).isEmpty();
  }

  @Test
  void keepsNulInFields() {
    assertThat(texts(all("text\na\0b\n", CSV))).containsExactly("a\0b");
  }

  @Test
  void keepsTheRowsBeforeATruncation() {
    byte[] whole = Reads.gzip(utf8("text\n" + "abcdefgh\n".repeat(3)));
    assertThat(texts(all(java.util.Arrays.copyOf(whole, whole.length - 2), CSV)))
        .containsExactly("abcdefgh", "abcdefgh", "abcdefgh", "!truncated");
  }
}
