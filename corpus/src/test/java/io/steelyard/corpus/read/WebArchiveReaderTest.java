package io.steelyard.corpus.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.corpus.web.WebArchives;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class WebArchiveReaderTest {
  private static final byte[] NOTHING = new byte[0];

  private static List<Item> read(byte[] archive, ReadSettings settings) {
    return Reads.all(Reads.file("crawl.warc.gz", archive), settings);
  }

  private static List<Item> read(WebArchives archive) {
    return read(archive.bytes(), ReadSettings.of(Format.WARC));
  }

  private static byte[] gzip(byte[]... members) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] member : members) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(member);
      }
    }
    return out.toByteArray();
  }

  @Test
  void readsPagesAndCountsTheRest() {
    List<Item> items =
        read(
            new WebArchives()
                .record("warcinfo", null, "application/warc-fields", NOTHING)
                .record("request", "http://a.org/", "application/http; msgtype=request", NOTHING)
                .answer("http://A.org/x", "<p>One</p>")
                .answer(
                    "http://a.org/gone", 404, "text/html", "gone".getBytes(StandardCharsets.UTF_8))
                .answer("http://a.org/i.png", 200, "image/png", new byte[] {1, 2})
                .answer(
                    "http://a.org/t", 200, "text/plain", "Two".getBytes(StandardCharsets.UTF_8)));
    assertThat(items).hasSize(3);
    Accepted page = (Accepted) items.get(0);
    assertThat(page.text()).isEqualTo("<p>One</p>");
    assertThat(page.metadata())
        .containsEntry("url", "http://A.org/x")
        .containsEntry("host", "a.org")
        .containsEntry("date", "2026-01-02T03:04:05Z")
        .containsEntry("content_type", "text/html");
    assertThat(page.at().record()).isEqualTo(2);
    assertThat(((Accepted) items.get(1)).text()).isEqualTo("Two");
    Rejected others = (Rejected) items.get(2);
    assertThat(others.reason()).isEqualTo(Reason.OTHER_RECORD);
    assertThat(others.records()).isEqualTo(4);
  }

  @Test
  void readsConvertedTextAloneFromWet() throws IOException {
    byte[] text = "Größe\nzwei".getBytes(StandardCharsets.UTF_8);
    WebArchives archive =
        new WebArchives()
            .record("conversion", "http://a.org/", "text/plain", text)
            .answer("http://a.org/x", "<p>One</p>");
    List<Item> items = read(gzip(archive.bytes()), ReadSettings.of(Format.WET));
    assertThat(((Accepted) items.get(0)).text()).isEqualTo("Größe\nzwei");
    assertThat(((Rejected) items.get(1)).reason()).isEqualTo(Reason.OTHER_RECORD);
    assertThat(Format.ofName("a/CC-MAIN-1.warc.wet.gz")).isEqualTo(Format.WET);
    assertThat(Format.ofName("a/CC-MAIN-1.warc.gz")).isEqualTo(Format.WARC);
  }

  @Test
  void readsEachRecordOfAGzipMemberItsOwn() throws IOException {
    byte[] one = new WebArchives().answer("http://a.org/1", "<p>1</p>").bytes();
    byte[] two = new WebArchives().answer("http://a.org/2", "<p>2</p>").bytes();
    assertThat(read(gzip(one, two), ReadSettings.of(Format.WARC))).hasSize(2);
  }

  @Test
  void decodesByWhatThePageSays() {
    Charset latin = Charset.forName("windows-1252");
    byte[] page = "<p>Größe „zwei“</p>".getBytes(latin);
    byte[] meta = "<meta charset=\"shift_jis\"><p>秤</p>".getBytes(Charset.forName("Shift_JIS"));
    List<Item> items =
        read(
            new WebArchives()
                .answer("http://a.org/", 200, "text/html; charset=ISO-8859-1", page)
                .answer("http://a.org/", 200, "text/html", meta)
                .answer(
                    "http://a.org/", 200, "text/html", "<p>秤</p>".getBytes(StandardCharsets.UTF_8))
                .answer("http://a.org/", 200, "text/html", page));
    assertThat(((Accepted) items.get(0)).text()).isEqualTo("<p>Größe „zwei“</p>");
    assertThat(((Accepted) items.get(1)).text()).endsWith("<p>秤</p>");
    assertThat(((Accepted) items.get(2)).text()).isEqualTo("<p>秤</p>");
    assertThat(((Rejected) items.get(3)).reason()).isEqualTo(Reason.INVALID_UTF8);
  }

  @Test
  void undoesTransferAndContentEncodings() throws IOException {
    ByteArrayOutputStream http = new ByteArrayOutputStream();
    http.writeBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    http.writeBytes(gzip("<p>packed</p>".getBytes(StandardCharsets.UTF_8)));
    String chunked =
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "4\r\n<p>c\r\n5\r\nut</p\r\n1\r\n>\r\n0\r\n\r\n";
    String type = "application/http; msgtype=response";
    List<Item> items =
        read(
            new WebArchives()
                .record("response", "http://a.org/1", type, http.toByteArray())
                .record(
                    "response",
                    "http://a.org/2",
                    type,
                    chunked.getBytes(StandardCharsets.US_ASCII)));
    assertThat(((Accepted) items.get(0)).text()).isEqualTo("<p>packed</p>");
    assertThat(((Accepted) items.get(1)).text()).isEqualTo("<p>cut</p>");
  }

  @Test
  void losesADamagedRecordAlone() {
    WebArchives archive = new WebArchives().answer("http://a.org/1", "<p>1</p>");
    archive.ascii("garbage without an end\r\n\r\n");
    archive.answer("http://a.org/2", "<p>2</p>");
    archive.ascii("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: many\r\n\r\nxx\r\n\r\n");
    archive.answer("http://a.org/3", "<p>3</p>");
    // A length that is too large swallows what follows; it is found again.
    archive.ascii("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 150\r\n\r\nxx\r\n\r\n");
    archive.answer("http://a.org/4", "<p>4</p>");
    archive.ascii("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99\r\n\r\ncut");
    List<Item> items = read(archive);
    assertThat(items.stream().filter(Accepted.class::isInstance).map(i -> ((Accepted) i).text()))
        .containsExactly("<p>1</p>", "<p>2</p>", "<p>3</p>", "<p>4</p>");
    assertThat(items.stream().filter(Rejected.class::isInstance).map(i -> ((Rejected) i).message()))
        .hasSize(4)
        .anyMatch(m -> m.contains("should begin with WARC/1.0"))
        .anyMatch(m -> m.contains("Content-Length is 'many'"))
        .anyMatch(m -> m.contains("Content-Length is 150, but no record ends there"))
        .anyMatch(m -> m.contains("the file ends 96 bytes before the end of the record"));
  }

  @Test
  void passesOverWhatIsTooLong() {
    ReadSettings settings =
        ReadSettings.of(Format.WARC).withLimits(new ReadLimits(1_000, 100, 1_000));
    WebArchives archive =
        new WebArchives()
            .answer("http://a.org/1", "x".repeat(9_000))
            .answer("http://a.org/2", "y".repeat(1_001))
            .answer("http://a.org/3", "<p>3</p>");
    List<Item> items = read(archive.bytes(), settings);
    assertThat(((Rejected) items.get(0)).reason()).isEqualTo(Reason.TOO_LONG);
    assertThat(((Rejected) items.get(1)).reason()).isEqualTo(Reason.TOO_LONG);
    assertThat(((Accepted) items.get(2)).text()).isEqualTo("<p>3</p>");
  }

  @Test
  void countsPagesByHostWhereAsked() {
    ReadSettings settings =
        ReadSettings.of(Format.WARC).withDomain(new DomainRule.Field(FieldPath.parse("host")));
    WebArchives archive = new WebArchives().answer("http://a.org/1", "<p>1</p>");
    assertThat(((Accepted) read(archive.bytes(), settings).get(0)).domain()).isEqualTo("a.org");
  }

  @Test
  void survivesMutations() {
    byte[] archive =
        new WebArchives()
            .answer("http://a.org/1", "<p>1</p>")
            .record("conversion", "http://a.org/", "text/plain", new byte[] {65})
            .answer("http://a.org/2", "<p>2</p>")
            .bytes();
    Mutations mutations = new Mutations(5);
    for (int i = 0; i < 500; i++) {
      byte[] mutated = mutations.damage(archive, archive);
      long bytes = 0;
      for (Item item : read(mutated, ReadSettings.of(Format.WARC))) {
        bytes += item instanceof Rejected r ? r.bytes() : 0;
      }
      assertThat(bytes).as("mutation %d", i).isLessThanOrEqualTo(2L * mutated.length);
    }
  }
}
