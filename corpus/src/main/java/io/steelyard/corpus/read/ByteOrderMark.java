package io.steelyard.corpus.read;

/** The mark that some editors put before a text. */
final class ByteOrderMark {
  static final String UTF16_MESSAGE =
      "byte 0: the file is UTF-16; expected UTF-8: convert it with iconv -f UTF-16 -t UTF-8";

  private ByteOrderMark() {}

  /** 3 if a UTF-8 mark (EF BB BF) stands at {@code from}, else 0. */
  static int length(byte[] bytes, int from, int to) {
    return to - from >= 3
            && (bytes[from] & 0xFF) == 0xEF
            && (bytes[from + 1] & 0xFF) == 0xBB
            && (bytes[from + 2] & 0xFF) == 0xBF
        ? 3
        : 0;
  }

  /** Whether a UTF-16 mark (FF FE or FE FF), which no UTF-8 starts with, stands at {@code from}. */
  static boolean utf16(byte[] bytes, int from, int to) {
    if (to - from < 2) {
      return false;
    }
    int first = bytes[from] & 0xFF;
    int second = bytes[from + 1] & 0xFF;
    return first == 0xFF && second == 0xFE || first == 0xFE && second == 0xFF;
  }
}
