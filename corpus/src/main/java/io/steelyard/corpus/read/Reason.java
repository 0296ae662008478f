package io.steelyard.corpus.read;

import java.util.Locale;

/**
 * Why a record, or the rest of a file, was not read. The code (lower case) is what reject files,
 * ledgers and reports show: {@code Reason.INVALID_UTF8.code()} is {@code invalid_utf8}.
 *
 * <p>A reason that is not {@link #bad()} says that there was nothing to read (an empty text, a
 * binary file in a source tree). Such records are reported like the others, but a step's {@code
 * max-reject} does not count them.
 */
public enum Reason {
  /** Bytes that are not UTF-8; the position is that of the first bad byte. */
  INVALID_UTF8(true),
  /** A JSON string escape names half of a surrogate pair, which no UTF-8 can hold. */
  LONE_SURROGATE(true),
  /** A line is not one JSON object. */
  BAD_JSON(true),
  /** JSON nested deeper than the limit. */
  TOO_DEEP(true),
  /** One JSON object holds the same key twice, so its meaning depends on the parser. */
  DUPLICATE_KEY(true),
  /** A row of a CSV or TSV file breaks RFC 4180 or has another number of columns than the first. */
  BAD_CSV(true),
  /** A Parquet file that its reader refuses. */
  BAD_PARQUET(true),
  /** A line of a Europarl file does not have title, date and body. */
  BAD_LINE(true),
  /** A record of a web archive that is cut, or whose header says what is not there. */
  BAD_WARC(true),
  /** A record of a web archive that holds no page: a request, a redirect, an image. */
  OTHER_RECORD(false),
  /** The record lacks the field that was asked for. */
  MISSING_FIELD(true),
  /** The text field holds something else than a string. */
  TEXT_NOT_STRING(true),
  /** The domain or external-id field holds an object, an array, null or an empty string. */
  BAD_VALUE(true),
  /** The text is longer than the limit, or the line that carries it is. */
  TOO_LONG(true),
  /** An earlier document has the same external id. */
  DUPLICATE_EXTERNAL_ID(true),
  /** The text has no characters. */
  EMPTY_TEXT(false),
  /** A file of a source tree holds a NUL byte near its start, so it is not text. */
  BINARY_FILE(false),
  /** Compressed data ends before it should; the records before the end were read. */
  TRUNCATED(true),
  /** Compressed data is damaged; the records before the damage were read. */
  CORRUPT(true),
  /** Compressed data expands beyond the limit; the records before were read. */
  DECOMPRESSION_LIMIT(true),
  /** The file exists but cannot be opened or read. */
  UNREADABLE(true),
  /** The file was listed and then was no longer there. */
  VANISHED(true),
  /** A link leads out of the folder that is read. */
  OUTSIDE_ROOT(true),
  /** A link leads back to a folder above itself. */
  LINK_LOOP(true),
  /** A file or archive entry whose name cannot serve as part of a document's id. */
  BAD_NAME(true);

  private final boolean bad;

  Reason(boolean bad) {
    this.bad = bad;
  }

  /** The name that files and reports show, for example {@code missing_field}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether {@code max-reject} counts it. */
  public boolean bad() {
    return bad;
  }
}
