package io.steelyard.corpus.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Part;
import io.steelyard.corpus.read.Accepted;
import io.steelyard.corpus.read.DomainRule;
import io.steelyard.corpus.read.FieldPath;
import io.steelyard.corpus.read.Format;
import io.steelyard.corpus.read.InputFile;
import io.steelyard.corpus.read.Item;
import io.steelyard.corpus.read.ReadSettings;
import io.steelyard.corpus.read.Readers;
import io.steelyard.corpus.read.RecordReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WritersTest {
  private static final List<String> HARD =
      List.of(
          "Grüezi", "a,b\t\"c\"\r\nd\n\ne", "nul\0 and 😀", " ", "\"", "'; DROP TABLE rows; --");

  @TempDir Path folder;

  private static List<Document> rows(List<String> texts) {
    List<Document> rows = new ArrayList<>();
    for (String text : texts) {
      int n = rows.size();
      DocumentId id = new DocumentId("de/a.jsonl", n);
      rows.add(
          n % 2 == 0
              ? new Document(id, "de", text)
              : new Document(id, "de", Part.TEST, text, "u" + n, Map.of("n", n)));
    }
    return rows;
  }

  private static Path write(Path path, List<Document> rows) throws IOException {
    try (RecordWriter writer = Writers.open(path)) {
      for (Document row : rows) {
        writer.write(row);
      }
      writer.finish();
    }
    return path;
  }

  private static List<Accepted> read(Path path) throws IOException {
    ReadSettings settings =
        ReadSettings.of(null).withDomain(new DomainRule.Field(FieldPath.parse("domain")));
    if (path.toString().contains(".txt")) {
      settings = ReadSettings.of(Format.TEXT).withUnit(ReadSettings.TextUnit.LINE);
    }
    List<Accepted> records = new ArrayList<>();
    InputFile file = InputFile.of(path.getFileName().toString(), Files.size(path), path);
    try (RecordReader reader = Readers.open(file, settings)) {
      for (Item item = reader.next(); item != null; item = reader.next()) {
        records.add((Accepted) item);
      }
    }
    return records;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.jsonl",
        "a.jsonl.gz",
        "a.jsonl.zst",
        "a.csv",
        "a.tsv.gz",
        "a.csv.zst",
        "it's a.parquet"
      })
  void hardTextsComeBackAsTheyWere(String name) throws IOException {
    List<Accepted> back = read(write(folder.resolve(name), rows(HARD)));
    assertThat(back).extracting(Accepted::text).isEqualTo(HARD);
    assertThat(back).extracting(Accepted::domain).containsOnly("de");
    assertThat(back.get(1).metadata().get("id")).isEqualTo("de/a.jsonl#1");
    assertThat(back.get(1).metadata().get("external_id")).isEqualTo("u1");
    assertThat(back.get(1).metadata().get("metadata").toString()).isIn("{n=1}", "{\"n\":1}");
    assertThat(folder.toFile().list()).containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.csv", "a.txt", "a.parquet"})
  void equalRowsGiveEqualBytes(String name) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < (name.endsWith("parquet") ? 20_000 : 2_000); i++) {
      texts.add("text " + i);
    }
    byte[] first = Files.readAllBytes(write(folder.resolve(name), rows(texts)));
    byte[] second = Files.readAllBytes(write(folder.resolve(name), rows(texts)));
    assertThat(second).isEqualTo(first);
    assertThat(read(folder.resolve(name))).extracting(Accepted::text).isEqualTo(texts);
  }

  @Test
  void jsonLinesHaveAFixedShape() throws IOException {
    Path path = write(folder.resolve("a.jsonl"), rows(List.of("a", "b\n")));
    assertThat(Files.readString(path))
        .isEqualTo(
            "{\"id\":\"de/a.jsonl#0\",\"text\":\"a\",\"domain\":\"de\"}\n"
                + "{\"id\":\"de/a.jsonl#1\",\"text\":\"b\\n\",\"domain\":\"de\","
                + "\"part\":\"test\",\"external_id\":\"u1\",\"metadata\":{\"n\":1}}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jsonl", "a.csv.gz", "a.parquet"})
  void nothingAppearsUnlessFinished(String name) throws IOException {
    Path path = folder.resolve(name);
    Files.writeString(path, "before");
    try (RecordWriter writer = Writers.open(path)) {
      writer.write(rows(List.of("x")).get(0));
    }
    assertThat(Files.readString(path)).isEqualTo("before");
    assertThat(folder.toFile().list()).containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jsonl", "a.parquet", "a.csv", "a.txt.gz"})
  void noRowsMakeAnEmptyFile(String name) throws IOException {
    assertThat(read(write(folder.resolve(name), List.of()))).isEmpty();
  }

  @Test
  void plainTextRefusesWhatALineCannotHold() throws IOException {
    try (RecordWriter writer = Writers.open(folder.resolve("a.txt"))) {
      assertThatIOException()
          .isThrownBy(() -> writer.write(rows(List.of("a\nb")).get(0)))
          .withMessage(
              "document de/a.jsonl#0 has a line end, which plain text with a document per line"
                  + " cannot hold; write .jsonl, .csv or .parquet");
      assertThatIOException()
          .isThrownBy(() -> writer.write(rows(List.of(" ")).get(0)))
          .withMessageContaining("is blank");
    }
  }

  @Test
  void unknownNamesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Writers.open(folder.resolve("a.doc")))
        .withMessage(
            "a.doc: the name does not tell the format; expected .jsonl, .csv, .tsv or .txt (each"
                + " also with .gz or .zst), or .parquet");
  }

  @Test
  void aFolderInTheWayIsNamed() throws IOException {
    Path path = Files.createDirectory(folder.resolve("a.jsonl"));
    assertThatIOException()
        .isThrownBy(() -> Writers.open(path))
        .withMessageEndingWith("a.jsonl is a folder; expected a file name to write");
  }
}
