package io.steelyard.corpus.read;

import static io.steelyard.corpus.read.Reads.all;
import static io.steelyard.corpus.read.Reads.onlyRejection;
import static io.steelyard.corpus.read.Reads.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.artifact.Duck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetReaderTest {
  private static final ReadSettings PARQUET = ReadSettings.of(Format.PARQUET);

  @TempDir Path folder;

  private InputFile parquet(String name, String query) throws SQLException, IOException {
    Path path = folder.resolve(name);
    try (Connection connection = DuckDb.open();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY ("
              + query
              + ") TO "
              + Duck.literal(path.toString())
              + " (FORMAT parquet, COMPRESSION uncompressed)");
    }
    return InputFile.of(name, Files.size(path), path);
  }

  @Test
  void readsTextDomainAndNestedColumns() throws Exception {
    InputFile file =
        parquet(
            "a.parquet",
            "SELECT 'Grüezi' || chr(0) || '\"' AS \"te'xt\", {'lang': 'de', 'n': 1.50} AS meta, 7"
                + " AS id, [1, 2] AS l");
    Accepted record =
        (Accepted)
            all(
                    file,
                    PARQUET
                        .withText("te'xt")
                        .withDomain(new DomainRule.Field(FieldPath.parse("/meta/lang")))
                        .withExternalId("id"))
                .get(0);
    assertThat(record.text()).isEqualTo("Grüezi\0\"");
    assertThat(record.domain()).isEqualTo("de");
    assertThat(record.externalId()).isEqualTo("7");
    assertThat(Reads.json(record.metadata())).isEqualTo("{\"meta\":{\"n\":1.5},\"l\":[1,2]}");
  }

  @Test
  void readsRowsInFileOrder() throws Exception {
    InputFile file = parquet("a.parquet", "SELECT i::VARCHAR AS text FROM range(50000) t(i)");
    List<Item> items = all(file, PARQUET);
    assertThat(items).hasSize(50_000);
    for (int i = 0; i < items.size(); i++) {
      assertThat(((Accepted) items.get(i)).text()).isEqualTo(Integer.toString(i));
      assertThat(items.get(i).at().record()).isEqualTo(i);
    }
  }

  @Test
  void takesAnyFileNameLiterally() throws Exception {
    InputFile file = parquet("it's [a]*;--$1.parquet", "SELECT 'x' AS text");
    parquet("it's a!;--$1.parquet", "SELECT 'other' AS text");
    assertThat(texts(all(file, PARQUET))).containsExactly("x");
  }

  @Test
  void namesTheColumnsWhenTextIsMissing() throws Exception {
    InputFile file = parquet("a.parquet", "SELECT 1 AS id, 'x' AS texts FROM range(3)");
    Rejected rejected = onlyRejection(all(file, PARQUET));
    assertThat(rejected.reason()).isEqualTo(Reason.MISSING_FIELD);
    assertThat(rejected.records()).isEqualTo(3);
    assertThat(rejected.message()).contains("the fields are id, texts; did you mean texts?");
  }

  @Test
  void rejectsNullAndNumberTextRowByRow() throws Exception {
    InputFile nulls =
        parquet(
            "a.parquet",
            "SELECT CASE WHEN i = 1 THEN NULL ELSE 'a' || i END AS text FROM range(3) t(i)");
    assertThat(texts(all(nulls, PARQUET))).containsExactly("a0", "!text_not_string", "a2");
    InputFile numbers = parquet("b.parquet", "SELECT 5 AS text");
    assertThat(texts(all(numbers, PARQUET))).containsExactly("!text_not_string");
  }

  @Test
  void refusesWhatIsNotParquet() throws Exception {
    Path path = Files.writeString(folder.resolve("a.parquet"), "hello");
    Rejected rejected = onlyRejection(all(InputFile.of("a.parquet", 5, path), PARQUET));
    assertThat(rejected.reason()).isEqualTo(Reason.BAD_PARQUET);
    assertThat(rejected.bytes()).isEqualTo(5);
  }

  @Test
  void refusesATruncatedFile() throws Exception {
    InputFile whole = parquet("a.parquet", "SELECT 'hello' AS text");
    byte[] bytes = Files.readAllBytes(whole.location());
    Files.write(whole.location(), Arrays.copyOf(bytes, bytes.length - 10));
    assertThat(onlyRejection(all(whole, PARQUET)).reason()).isEqualTo(Reason.BAD_PARQUET);
  }

  private InputFile broken(int rows, int... broken) throws Exception {
    InputFile file =
        parquet("a.parquet", "SELECT 'hello' || i AS text FROM range(" + rows + ") t(i)");
    byte[] bytes = Files.readAllBytes(file.location());
    String latin = new String(bytes, StandardCharsets.ISO_8859_1);
    for (int row : broken) {
      bytes[latin.indexOf("hello" + row) + 1] = (byte) 0xFF;
    }
    Files.write(file.location(), bytes);
    return file;
  }

  @Test
  void oneUndecodableRowCostsOneRecord() throws Exception {
    List<Item> items = all(broken(30_000, 14_500, 14_502, 29_999), PARQUET);
    assertThat(items).hasSize(30_000);
    for (int i = 0; i < items.size(); i++) {
      assertThat(items.get(i).at().record()).isEqualTo(i);
      if (i == 14_500 || i == 14_502 || i == 29_999) {
        Rejected rejected = (Rejected) items.get(i);
        assertThat(rejected.reason()).isEqualTo(Reason.INVALID_UTF8);
        assertThat(rejected.message()).startsWith("the row holds text that is not UTF-8");
      } else {
        assertThat(((Accepted) items.get(i)).text()).isEqualTo("hello" + i);
      }
    }
  }

  @Test
  void countsTheRowsThatTooManyBadTextsCost() throws Exception {
    int[] broken = java.util.stream.IntStream.range(1000, 1100).toArray();
    List<Item> items = all(broken(3_000, broken), PARQUET);
    Rejected last = (Rejected) items.get(items.size() - 1);
    assertThat(items).hasSize(1000 + ParquetReader.MOST_REPAIRS + 1);
    assertThat(last.records()).isEqualTo(3_000 - 1000 - ParquetReader.MOST_REPAIRS);
    assertThat(last.message()).contains("rows from here on are not read");
  }

  @Test
  void reportsAFileThatVanished() throws Exception {
    InputFile file = parquet("a.parquet", "SELECT 'hello' AS text");
    Files.delete(file.location());
    assertThat(onlyRejection(all(file, PARQUET)).reason()).isEqualTo(Reason.VANISHED);
  }

  @Test
  void anEmptyTableHasNoRecords() throws Exception {
    assertThat(all(parquet("a.parquet", "SELECT 'x' AS text WHERE false"), PARQUET)).isEmpty();
  }
}
