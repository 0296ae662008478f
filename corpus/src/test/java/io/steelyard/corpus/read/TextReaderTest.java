package io.steelyard.corpus.read;

import static io.steelyard.corpus.read.Reads.all;
import static io.steelyard.corpus.read.Reads.file;
import static io.steelyard.corpus.read.Reads.gzip;
import static io.steelyard.corpus.read.Reads.onlyRejection;
import static io.steelyard.corpus.read.Reads.texts;
import static io.steelyard.corpus.read.Reads.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.corpus.read.ReadSettings.OnBadText;
import io.steelyard.corpus.read.ReadSettings.TextUnit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextReaderTest {
  private static final ReadSettings TEXT = ReadSettings.of(Format.TEXT);
  private static final ReadSettings SOURCE = ReadSettings.of(Format.SOURCE);
  private static final ReadLimits SMALL = new ReadLimits(10, 100, 1000);

  @Test
  void takesAFileAsOneDocumentUnchangedButForTheByteOrderMark() {
    assertThat(texts(all("\uFEFFa\r\n\r\nb\0\n", TEXT))).containsExactly("a\r\n\r\nb\0\n");
  }

  @Test
  void takesALineAsADocument() {
    List<Item> items = all("a b\r\n\n \t\nc", TEXT.withUnit(TextUnit.LINE));
    assertThat(texts(items)).containsExactly("a b", "c");
    assertThat(items.get(1).at()).isEqualTo(new Position("a.txt", 1, 4, 9));
  }

  @Test
  void takesAParagraphAsADocument() {
    List<Item> items = all("\n\na\r\nb\n\t\n\nc\n", TEXT.withUnit(TextUnit.PARAGRAPH));
    assertThat(texts(items)).containsExactly("a\nb", "c");
    assertThat(items.get(0).at()).isEqualTo(new Position("a.txt", 0, 3, 2));
    assertThat(items.get(1).at()).isEqualTo(new Position("a.txt", 1, 7, 10));
  }

  @Test
  void rejectsOneParagraphForOneBadByte() {
    byte[] bytes = Reads.join(utf8("a\n\nb\n"), new byte[] {(byte) 0x80}, utf8("\n\nc\n"));
    assertThat(texts(all(bytes, TEXT.withUnit(TextUnit.PARAGRAPH))))
        .containsExactly("a", "!invalid_utf8", "c");
  }

  @Test
  void passesOverWhatIsTooLong() {
    assertThat(texts(all("x".repeat(11), TEXT.withLimits(SMALL)))).containsExactly("!too_long");
    Rejected file = onlyRejection(all("x".repeat(1 << 20), TEXT.withLimits(SMALL)));
    assertThat(file.bytes()).isEqualTo(1 << 20);
    List<Item> items =
        all(
            "12345\n67890\n\na\n\n12345678901\nb\n\nc",
            TEXT.withUnit(TextUnit.PARAGRAPH).withLimits(SMALL));
    assertThat(texts(items)).containsExactly("!too_long", "a", "!too_long", "c");
  }

  @Test
  void rejectsOrReplacesInvalidUtf8() {
    byte[] bytes = {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80};
    assertThat(onlyRejection(all(bytes, TEXT)).message()).startsWith("byte 1 (0xED");
    assertThat(texts(all(bytes, TEXT.withOnBadText(OnBadText.REPLACE))).get(0))
        .startsWith("a\uFFFD");
  }

  @Test
  void anEmptyFileIsAnEmptyText() {
    assertThat(texts(all("", TEXT))).containsExactly("!empty_text");
    assertThat(texts(all("\uFEFF", TEXT))).containsExactly("!empty_text");
  }

  @Test
  void setsBinariesOfASourceTreeAside() {
    Rejected rejected = onlyRejection(all("\u007fELF\0\0", SOURCE));
    assertThat(rejected.reason()).isEqualTo(Reason.BINARY_FILE);
    assertThat(rejected.reason().bad()).isFalse();
    assertThat(rejected.bytes()).isEqualTo(6);
  }

  @Test
  void explainsUtf16() {
    byte[] bytes = {(byte) 0xFF, (byte) 0xFE, 'a', 0};
    assertThat(onlyRejection(all(bytes, TEXT)).message()).contains("the file is UTF-16");
  }

  @Test
  void givesNoDocumentForATruncatedFile() {
    byte[] whole = gzip(utf8("hello hello hello"));
    Rejected rejected = onlyRejection(all(java.util.Arrays.copyOf(whole, whole.length - 9), TEXT));
    assertThat(rejected.reason()).isEqualTo(Reason.TRUNCATED);
  }

  @Test
  void reportsAFileThatVanished(@TempDir Path folder) throws IOException {
    Path path = Files.writeString(folder.resolve("a.txt"), "a");
    InputFile file = InputFile.of("a.txt", 1, path);
    Files.delete(path);
    Rejected rejected = onlyRejection(all(file, TEXT));
    assertThat(rejected.reason()).isEqualTo(Reason.VANISHED);
    assertThat(rejected.toString())
        .isEqualTo(
            "a.txt: vanished: the file was listed but is gone; keep the input still while it is"
                + " read");
  }

  @Test
  void reportsAFileThatCannotBeOpened() {
    InputFile file =
        new InputFile(
            "a.txt",
            5,
            null,
            () -> {
              throw new AccessDeniedException("a.txt");
            });
    Rejected rejected = onlyRejection(all(file, TEXT));
    assertThat(rejected.reason()).isEqualTo(Reason.UNREADABLE);
    assertThat(rejected.bytes()).isEqualTo(5);
    assertThat(rejected.message())
        .isEqualTo("permission denied; make the file readable for this user");
  }

  @Test
  void reportsAFileThatFailsMidway() {
    InputFile file = new InputFile("a.txt", 5, null, () -> new FailsAfter("a\nb\ncc"));
    List<Item> items = all(file, TEXT.withUnit(TextUnit.LINE));
    assertThat(texts(items)).containsExactly("a", "b", "!unreadable");
    assertThat(onlyRejection(items).message()).isEqualTo("cannot be read: Input/output error");
    assertThat(onlyRejection(items).bytes()).isEqualTo(2);
  }

  @Test
  void takesTheDomainFromThePath() {
    InputFile file = file("de/wiki/a.b.txt", utf8("x"));
    assertThat(domain(file, new DomainRule.Folder(0))).isEqualTo("de");
    assertThat(domain(file, new DomainRule.Folder(-1))).isEqualTo("wiki");
    assertThat(domain(file, new DomainRule.FileName())).isEqualTo("a");
    assertThat(domain(file, new DomainRule.Constant("c"))).isEqualTo("c");
    assertThat(onlyRejection(all(file, TEXT.withDomain(new DomainRule.Folder(2)))).message())
        .isEqualTo("the path de/wiki/a.b.txt has no folder that the domain rule asks for");
  }

  @Test
  void rejectsADomainFieldThatTheFormatCannotHave() {
    ReadSettings settings = TEXT.withDomain(new DomainRule.Field(FieldPath.parse("lang")));
    assertThat(onlyRejection(all("x", settings)).message())
        .isEqualTo("no field lang for the domain in this format");
  }

  private static String domain(InputFile file, DomainRule rule) {
    return ((Accepted) all(file, TEXT.withDomain(rule)).get(0)).domain();
  }

  /** A disk that gives some bytes and then an error. */
  private static final class FailsAfter extends InputStream {
    private final InputStream bytes;

    FailsAfter(String text) {
      bytes = new java.io.ByteArrayInputStream(utf8(text));
    }

    @Override
    public int read() throws IOException {
      int b = bytes.read();
      if (b < 0) {
        throw new IOException("Input/output error");
      }
      return b;
    }
  }
}
