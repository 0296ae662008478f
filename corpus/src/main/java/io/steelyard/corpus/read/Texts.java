package io.steelyard.corpus.read;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Checks on one record's text. */
final class Texts {
  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  /** Decodes bytes that should be UTF-8; {@code offset} is where they stand in the file. */
  static String decode(byte[] bytes, int from, int to, long offset, ReadSettings settings)
      throws BadRecord {
    if (!settings.replaces()) {
      requireUtf8(bytes, from, to, offset);
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  static void requireUtf8(byte[] bytes, int from, int to, long offset) throws BadRecord {
    int bad = Bytes.firstInvalidUtf8(bytes, from, to);
    if (bad >= 0) {
      throw new BadRecord(
          Reason.INVALID_UTF8,
          String.format(
              Locale.ROOT,
              "byte %d (0x%02X, byte %d of the record) is not UTF-8; convert the file to UTF-8, or"
                  + " ask for bad text to be replaced",
              offset + (bad - from),
              bytes[bad] & 0xFF,
              bad - from));
    }
  }

  /** Refuses lone surrogates, or replaces each by U+FFFD. */
  static String wellFormed(String text, String field, boolean replace) throws BadRecord {
    int bad = firstLoneSurrogate(text);
    if (bad < 0) {
      return text;
    }
    if (!replace) {
      throw new BadRecord(
          Reason.LONE_SURROGATE,
          String.format(
              Locale.ROOT,
              "field %s has \\u%04x without its other half at character %d; write both halves, or"
                  + " ask for bad text to be replaced",
              field,
              (int) text.charAt(bad),
              bad));
    }
    char[] chars = text.toCharArray();
    for (int i = bad; i < chars.length; i++) {
      if (!Character.isSurrogate(chars[i])) {
        continue;
      }
      if (Character.isHighSurrogate(chars[i])
          && i + 1 < chars.length
          && Character.isLowSurrogate(chars[i + 1])) {
        i++;
      } else {
        chars[i] = REPLACEMENT;
      }
    }
    return new String(chars);
  }

  private static int firstLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /** Refuses a text that is empty or longer than the limit in UTF-8. */
  static String checked(String text, ReadLimits limits) throws BadRecord {
    if (text.isEmpty()) {
      throw new BadRecord(Reason.EMPTY_TEXT, "the text is empty");
    }
    int most = limits.documentBytes();
    if (text.length() > most || (text.length() > most / 3 && utf8Length(text) > most)) {
      throw new BadRecord(
          Reason.TOO_LONG,
          "the text has "
              + utf8Length(text)
              + " bytes; a document has at most "
              + most
              + ": split it, or raise the limit");
    }
    return text;
  }

  static long utf8Length(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Each half of a surrogate pair counts two of the pair's four bytes.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
