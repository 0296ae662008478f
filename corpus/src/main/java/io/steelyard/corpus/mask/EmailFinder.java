package io.steelyard.corpus.mask;

import java.util.Locale;

/**
 * Finds e-mail addresses around an at sign: a local part of ASCII atoms joined by single dots, and
 * a domain of at least two labels, the last of two letters or more.
 *
 * <p>Letters of other scripts may touch the address ({@code 邮箱ann@a.org}). Domains that are
 * reserved for examples ({@code example.com}, {@code .test}) are no one's and are left, so that a
 * second run finds nothing. Example: in {@code "mail <ann.lee@post.example.fr>, now"} the address
 * is {@code ann.lee@post.example.fr}.
 */
final class EmailFinder {
  private static final String ATOM_MARKS = "!#$%&'*+/=?^_`{|}~-";

  private EmailFinder() {}

  /** Where the address around the at sign begins, or -1 if there is none. */
  static int start(CharSequence text, int at) {
    int i = at;
    while (i > 0 && (isAtom(text.charAt(i - 1)) || text.charAt(i - 1) == '.')) {
      // A dot must stand between two atoms.
      boolean dot = text.charAt(i - 1) == '.';
      if (dot && (i == at || i < 2 || !isAtom(text.charAt(i - 2)))) {
        break;
      }
      i--;
    }
    // Quotation and mark-up that may lead an address is no part of it.
    while (i < at && !isAlphanumeric(text.charAt(i)) && text.charAt(i) != '_') {
      i++;
    }
    return i < at ? i : -1;
  }

  /** Where the address around the at sign ends, or -1 if there is none. */
  static int end(CharSequence text, int at) {
    int i = at + 1;
    int end = -1;
    int labels = 0;
    while (i < text.length()) {
      int label = i;
      while (i < text.length() && (isAlphanumeric(text.charAt(i)) || text.charAt(i) == '-')) {
        i++;
      }
      int stop = i;
      while (stop > label && text.charAt(stop - 1) == '-') {
        stop--;
      }
      if (stop == label || text.charAt(label) == '-') {
        break;
      }
      labels++;
      if (labels >= 2 && stop - label >= 2 && isLetter(text.charAt(label))) {
        end = stop;
      }
      if (stop < i || i >= text.length() || text.charAt(i) != '.') {
        break;
      }
      i++;
    }
    return end;
  }

  /** Whether the domain is reserved for examples and tests (RFC 2606, RFC 6761). */
  static boolean isReserved(CharSequence domain) {
    String d = domain.toString().toLowerCase(Locale.ROOT);
    for (String name : new String[] {"example.com", "example.org", "example.net"}) {
      if (d.equals(name) || d.endsWith("." + name)) {
        return true;
      }
    }
    return d.endsWith(".example") || d.endsWith(".invalid") || d.endsWith(".test");
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isAlphanumeric(char c) {
    return isLetter(c) || c >= '0' && c <= '9';
  }

  private static boolean isAtom(char c) {
    return isAlphanumeric(c) || ATOM_MARKS.indexOf(c) >= 0;
  }
}
