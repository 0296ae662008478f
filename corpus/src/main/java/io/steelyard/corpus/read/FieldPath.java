package io.steelyard.corpus.read;

import java.util.ArrayList;
import java.util.List;

/**
 * A field, by name or by JSON pointer (RFC 6901). {@code text} is the top-level field {@code text};
 * {@code /body/parts/0/text} goes down; {@code /a~1b} is the field {@code a/b}, {@code /m~0n} is
 * {@code m~n}.
 *
 * @param written as the user wrote it
 * @param tokens names on the way down, at least one
 */
public record FieldPath(String written, List<String> tokens) {
  public FieldPath {
    tokens = List.copyOf(tokens);
  }

  /**
   * @throws IllegalArgumentException if the name is empty or a pointer has a bad escape
   */
  public static FieldPath parse(String written) {
    if (written.isEmpty()) {
      throw new IllegalArgumentException(
          "a field name is empty; expected a name such as text, or a JSON pointer such as"
              + " /body/text");
    }
    if (written.charAt(0) != '/') {
      return new FieldPath(written, List.of(written));
    }
    List<String> tokens = new ArrayList<>();
    for (String token : written.substring(1).split("/", -1)) {
      tokens.add(unescape(token, written));
    }
    return new FieldPath(written, tokens);
  }

  private static String unescape(String token, String written) {
    StringBuilder out = new StringBuilder(token.length());
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c != '~') {
        out.append(c);
        continue;
      }
      char next = i + 1 < token.length() ? token.charAt(i + 1) : 0;
      if (next != '0' && next != '1') {
        throw new IllegalArgumentException(
            "bad JSON pointer "
                + written
                + ": '~' must be followed by 0 (for ~) or 1 (for /), as RFC 6901 says");
      }
      out.append(next == '0' ? '~' : '/');
      i++;
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return written;
  }
}
