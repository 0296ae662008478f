package io.steelyard.corpus.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;

/**
 * Plain text with a document per paragraph: lines up to a blank one, joined by LF. {@code
 * "a\nb\n\nc\n"} holds the documents {@code "a\nb"} and {@code "c"}.
 */
final class ParagraphReader extends FileReader {
  private ByteLines lines;
  private byte[] paragraph = new byte[1 << 12];
  private Position at;
  private int length;
  private long passed;

  ParagraphReader(InputFile file, ReadSettings settings) {
    super(file, settings);
  }

  @Override
  void start(InputStream bytes) {
    lines = new ByteLines(bytes, longest());
  }

  private int longest() {
    return settings.limits().documentBytes() + 1;
  }

  @Override
  Item advance() throws IOException {
    begin();
    while (true) {
      switch (lines.next()) {
        case LINE:
          if (!LineReader.blank(lines.buffer(), lines.start(), lines.end())) {
            append();
          } else if (at != null) {
            return finish();
          }
          break;
        case TOO_LONG:
          open();
          passed += lines.length();
          break;
        case FAILED:
          // What stands before the failure in the same paragraph is cut with it.
          open();
          return failed(lines.failure(), at, length + passed + lines.length());
        case END:
          return at == null ? null : finish();
      }
    }
  }

  private void begin() {
    at = null;
    length = 0;
    passed = 0;
  }

  private void open() {
    if (at == null) {
      at = position(lines.line(), lines.offset());
    }
  }

  private void append() {
    open();
    int count = lines.end() - lines.start();
    if (passed > 0 || (long) length + count + 1 > longest()) {
      passed += count + 1L;
      return;
    }
    if (length + count + 1 > paragraph.length) {
      int room = Math.max(2 * paragraph.length, length + count + 1);
      paragraph = Arrays.copyOf(paragraph, room);
    }
    if (length > 0) {
      paragraph[length++] = '\n';
    }
    System.arraycopy(lines.buffer(), lines.start(), paragraph, length, count);
    length += count;
  }

  private Item finish() {
    if (passed > 0) {
      return tooLong(at, length + passed);
    }
    try {
      String text = checked(decode(paragraph, 0, length, at.offset()));
      return new Accepted(at, text, domain(), null, Map.of());
    } catch (BadRecord bad) {
      return rejected(bad, at, length);
    }
  }
}
