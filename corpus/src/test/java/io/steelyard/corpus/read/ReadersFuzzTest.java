package io.steelyard.corpus.read;

import static io.steelyard.corpus.read.Reads.gzip;
import static io.steelyard.corpus.read.Reads.join;
import static io.steelyard.corpus.read.Reads.utf8;
import static io.steelyard.corpus.read.Reads.zstd;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.artifact.Duck;
import io.steelyard.corpus.read.ReadSettings.OnBadText;
import io.steelyard.corpus.read.ReadSettings.TextUnit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every reader on damaged input: it throws nothing, ends, allocates within bounds, numbers every
 * record once, hands out only sound text, and loses no record without telling.
 *
 * <p>10,000 mutations per format; 200 for Parquet, because each opens a database (about 20 ms).
 * More with {@code -Dsteelyard.fuzz=1000000}, another sequence with {@code
 * -Dsteelyard.fuzz.seed=9}.
 */
@Timeout(3600)
class ReadersFuzzTest {
  private static final int RUNS = Integer.getInteger("steelyard.fuzz", 10_000);
  private static final long SEED = Long.getLong("steelyard.fuzz.seed", 1L);

  /** Least allocation that a reader may need: its buffers, its parser and the items. */
  private static final long ALLOCATION = 24L << 20;

  private static final ReadLimits LIMITS = new ReadLimits(4096, 20, 100);

  private static final byte[] JSON =
      utf8(
          "{\"text\":\"Grüezi 😀\",\"lang\":\"de\",\"id\":1,\"m\":{\"a\":[1,2.5,null,true]}}\n"
              + "{\"text\":\"\\ud83d\\ude00 \\\"x\\\" \\u0000\",\"lang\":\"fr\",\"id\":\"b\"}\r\n"
              + "\n{\"id\":3,\"lang\":\"en\",\"text\":\"third\"}");
  private static final byte[] CSV =
      utf8("text,lang,id\n\"a, \"\"b\"\"\nc\",de,1\r\nd,fr,2\n\n\"\u00e9\",en,\"3\"\n");
  private static final byte[] TSV =
      utf8(new String(CSV, StandardCharsets.UTF_8).replace(',', '\t'));
  private static final byte[] LINES = utf8("\uFEFFone\r\n\ntwo é\nthree 😀\0\n\n\nfour");
  private static final byte[] EUROPARL = utf8("T\t2001-01-01\tbody é\nU\t2002\tmore\n");

  private static final Map<String, byte[]> SAMPLES =
      Map.of(
          "jsonl", JSON,
          "gzip", join(gzip(JSON), gzip(JSON)),
          "zstd", join(zstd(JSON), zstd(JSON)),
          "csv", CSV,
          "tsv", TSV,
          "text", LINES,
          "line", LINES,
          "paragraph", LINES,
          "source", EUROPARL,
          "europarl", EUROPARL);

  private static ReadSettings settings(String kind) {
    DomainRule lang = new DomainRule.Field(FieldPath.parse("lang"));
    ReadSettings settings =
        switch (kind) {
          case "jsonl", "gzip", "zstd" ->
              ReadSettings.of(Format.JSONL).withDomain(lang).withExternalId("id");
          case "csv" -> ReadSettings.of(Format.CSV).withDomain(lang).withExternalId("id");
          case "tsv" -> ReadSettings.of(Format.TSV).withDomain(lang).withExternalId("id");
          case "line" -> ReadSettings.of(Format.TEXT).withUnit(TextUnit.LINE);
          case "paragraph" -> ReadSettings.of(Format.TEXT).withUnit(TextUnit.PARAGRAPH);
          default -> ReadSettings.of(Format.of(kind));
        };
    return settings.withLimits(LIMITS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jsonl",
        "gzip",
        "zstd",
        "csv",
        "tsv",
        "text",
        "line",
        "paragraph",
        "source",
        "europarl"
      })
  void damagedBytesAreReadToTheirEnd(String kind) {
    Mutations mutations = new Mutations(SEED);
    byte[] sample = SAMPLES.get(kind);
    ReadSettings rejecting = settings(kind);
    ReadSettings replacing = rejecting.withOnBadText(OnBadText.REPLACE);
    loadClasses(Reads.file("a", sample), rejecting);
    for (int run = 0; run < RUNS; run++) {
      byte[] bytes = mutations.damage(sample, sample);
      check(Reads.file("a", bytes), run % 4 == 3 ? replacing : rejecting, kind, run);
    }
  }

  /** Counting the bytes: each is in a record, in a rejection, or in a line end or blank line. */
  @Test
  void everyByteOfDamagedLinesIsAccountedFor() {
    Mutations mutations = new Mutations(SEED + 1);
    ReadSettings settings = settings("line").withOnBadText(OnBadText.REJECT);
    for (int run = 0; run < RUNS; run++) {
      byte[] bytes = mutations.damage(LINES, JSON);
      if (isCompressed(bytes) || ByteOrderMark.utf16(bytes, 0, bytes.length)) {
        continue;
      }
      long counted = 0;
      for (Item item : Reads.all(Reads.file("a", bytes), settings)) {
        counted += item instanceof Accepted a ? utf8(a.text()).length : ((Rejected) item).bytes();
      }
      long separators = ByteOrderMark.length(bytes, 0, bytes.length);
      String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        String line = i == 0 ? lines[i].substring((int) separators) : lines[i];
        boolean last = i == lines.length - 1;
        String content = last || !line.endsWith("\r") ? line : line.substring(0, line.length() - 1);
        boolean blank = content.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r');
        counted += (last ? 0 : 1) + line.length() - (blank ? 0 : content.length());
      }
      assertThat(counted + separators).as("seed %d, run %d", SEED, run).isEqualTo(bytes.length);
    }
  }

  private static boolean isCompressed(byte[] bytes) {
    return bytes.length > 1 && (bytes[0] == 0x1F || bytes[0] == 0x28 || (bytes[0] & 0xF0) == 0x50);
  }

  @Test
  void damagedParquetIsReadToItsEnd(@TempDir Path folder) throws IOException, SQLException {
    Path path = folder.resolve("a.parquet");
    try (Connection connection = DuckDb.open();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT 'text é ' || i AS text, {'lang': 'de', 'n': [i]} AS meta FROM range(50)"
              + " t(i)) TO "
              + Duck.literal(path.toString())
              + " (FORMAT parquet, COMPRESSION snappy)");
    }
    byte[] sample = Files.readAllBytes(path);
    ReadSettings settings =
        ReadSettings.of(Format.PARQUET)
            .withDomain(new DomainRule.Field(FieldPath.parse("/meta/lang")));
    loadClasses(InputFile.of("a.parquet", sample.length, path), settings);
    Mutations mutations = new Mutations(SEED);
    for (int run = 0; run < Math.max(1, RUNS / 50); run++) {
      byte[] bytes = mutations.damage(sample, sample);
      Files.write(path, bytes);
      check(InputFile.of("a.parquet", bytes.length, path), settings, "parquet", run);
    }
  }

  /** What a first read allocates to load classes is not the input's doing. */
  private static void loadClasses(InputFile sound, ReadSettings settings) {
    assertThat(Reads.all(sound, settings)).anyMatch(item -> item instanceof Accepted);
  }

  private static void check(InputFile file, ReadSettings settings, String kind, int run) {
    String where = kind + ", seed " + SEED + ", run " + run;
    long before = allocated();
    List<Item> items;
    try {
      items =
          org.junit.jupiter.api.Assertions.assertTimeout(
              Duration.ofMinutes(1), () -> Reads.all(file, settings), where);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(where, e);
    }
    long used = allocated() - before;
    if (used > ALLOCATION) {
      throw new AssertionError(where + " allocated " + used + " bytes");
    }
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      if (item instanceof Accepted record) {
        boolean sound =
            record.at().record() == i
                && !record.text().isEmpty()
                && StandardCharsets.UTF_8.newEncoder().canEncode(record.text())
                && record.domain() != null;
        if (!sound) {
          throw new AssertionError(where + ": " + record);
        }
      } else if (item instanceof Rejected rejected
          && (rejected.bytes() < 0 || rejected.records() < 1 || rejected.message().isBlank())) {
        throw new AssertionError(where + ": " + rejected);
      }
    }
  }

  private static long allocated() {
    return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
        ? threads.getCurrentThreadAllocatedBytes()
        : 0;
  }
}
