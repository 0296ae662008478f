package io.steelyard.corpus.read;

import java.io.IOException;
import java.io.InputStream;

/** Readers of formats with one record per line. Blank lines are separators, not records. */
abstract class LineReader extends FileReader {
  private ByteLines lines;

  LineReader(InputFile file, ReadSettings settings) {
    super(file, settings);
  }

  /** Turns one line into a record. */
  abstract Item record(byte[] bytes, int from, int to, Position at) throws BadRecord;

  @Override
  final void start(InputStream bytes) {
    lines = new ByteLines(bytes, settings.limits().recordBytes());
  }

  @Override
  final Item advance() throws IOException {
    while (true) {
      switch (lines.next()) {
        case END:
          return null;
        case FAILED:
          return failed(lines.failure(), position(lines.line(), lines.offset()), lines.length());
        case TOO_LONG:
          return tooLong(position(lines.line(), lines.offset()), lines.length());
        case LINE:
          if (!blank(lines.buffer(), lines.start(), lines.end())) {
            Position at = position(lines.line(), lines.offset());
            try {
              return record(lines.buffer(), lines.start(), lines.end(), at);
            } catch (BadRecord bad) {
              return rejected(bad, at, lines.length());
            }
          }
          break;
      }
    }
  }

  static boolean blank(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}
