package io.steelyard.corpus.clean;

/** Lines as {@code str.splitlines()} of Python cuts them: CR LF is one end, no empty last line. */
final class Lines {
  private Lines() {}

  /** The first line break at or after {@code i}, or {@code length}. */
  static int endOfLine(char[] text, int i, int length) {
    int end = i;
    while (end < length && !CharClasses.isLineBreak(text[end])) {
      end++;
    }
    return end;
  }

  /** Where the line after the break at {@code end} starts. */
  static int nextLine(char[] text, int end, int length) {
    if (end >= length) {
      return length;
    }
    return text[end] == '\r' && end + 1 < length && text[end + 1] == '\n' ? end + 2 : end + 1;
  }

  /** Whether the stretch ends in three dots. */
  static boolean endsWithDots(char[] text, int start, int end) {
    return end - start >= 3 && text[end - 1] == '.' && text[end - 2] == '.' && text[end - 3] == '.';
  }
}
