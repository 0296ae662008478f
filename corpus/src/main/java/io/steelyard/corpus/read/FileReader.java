package io.steelyard.corpus.read;

import java.io.IOException;
import java.io.InputStream;

/**
 * What all readers of byte streams share: opening the file at the first {@link #next()}, turning
 * refusals into {@link Rejected}, numbering records, and closing.
 */
abstract class FileReader implements RecordReader {
  final InputFile file;
  final ReadSettings settings;
  private final String domain;
  private InputStream in;
  private boolean opened;
  private boolean ended;
  private long records;

  FileReader(InputFile file, ReadSettings settings) {
    this.file = file;
    this.settings = settings;
    this.domain = settings.domain().ofPath(file.path());
  }

  /** Called once, before the first {@link #advance()}. */
  abstract void start(InputStream bytes) throws IOException;

  /** The next item, or null at the end; a thrown failure ends the file. */
  abstract Item advance() throws IOException;

  @Override
  public final Item next() {
    if (ended) {
      return null;
    }
    try {
      if (!opened) {
        opened = true;
        in = file.opener().open();
        in = Decompression.open(in, settings.limits());
        start(in);
      }
      Item item = advance();
      ended |= item == null;
      return item;
    } catch (IOException e) {
      ended = true;
      InputFailure failure = InputFailure.of(e);
      Position at = new Position(file.path(), records, 0, 0);
      return new Rejected(failure.reason(), at, 1, file.size(), failure.getMessage());
    }
  }

  /** The next record's position; its number is taken. */
  final Position position(long line, long offset) {
    return new Position(file.path(), records++, line, offset);
  }

  /** The file's part after a failure. */
  final Rejected failed(InputFailure failure, Position at, long bytes) {
    ended = true;
    return new Rejected(failure.reason(), at, 1, bytes, failure.getMessage());
  }

  final Rejected rejected(BadRecord bad, Position at, long bytes) {
    return new Rejected(bad.reason(), at, 1, bytes, bad.getMessage());
  }

  final Rejected tooLong(Position at, long bytes) {
    return new Rejected(
        Reason.TOO_LONG,
        at,
        1,
        bytes,
        bytes
            + " bytes in one record; at most "
            + settings.limits().recordBytes()
            + " are read: split the document, or check that the format is the right one");
  }

  /** The domain of a record whose own fields do not decide it. */
  final String domain() throws BadRecord {
    if (domain != null) {
      return domain;
    }
    throw new BadRecord(
        Reason.MISSING_FIELD,
        settings.domain() instanceof DomainRule.Field field
            ? "no field " + field.path() + " for the domain in this format"
            : "the path " + file.path() + " has no folder that the domain rule asks for");
  }

  /** Checks a text's length and that it is not empty. */
  final String checked(String text) throws BadRecord {
    return Texts.checked(text, settings.limits());
  }

  /** Decodes bytes that should be UTF-8, as the settings say. */
  final String decode(byte[] bytes, int from, int to, long offset) throws BadRecord {
    return Texts.decode(bytes, from, to, offset, settings);
  }

  @Override
  public final void close() {
    ended = true;
    if (in != null) {
      try {
        in.close();
      } catch (IOException e) {
        // Nothing was written: what was read stays read.
        in = null;
      }
    }
  }
}
