package io.steelyard.corpus.mask;

/**
 * Reads IP addresses in text and tells public ones from those that name no one: private, loopback,
 * link-local, shared, benchmark, documentation, multicast and reserved ranges.
 *
 * <p>An address must stand alone: neither {@code 1.2.3.4.5} nor {@code 999.8.8.8} nor {@code
 * v1.2.3.4} has one; leading zeros are none either. An IPv4 address in the tail of an IPv6 address
 * is found as the IPv4 address.
 */
final class IpAddresses {
  private IpAddresses() {}

  /** The end of the IPv4 address that starts at {@code start}, or -1; boundaries checked. */
  static int ipv4End(CharSequence text, int start) {
    if (start > 0) {
      char before = text.charAt(start - 1);
      if (isWord(before) || before == '.' || before == '-') {
        return -1;
      }
    }
    int i = start;
    for (int part = 0; part < 4; part++) {
      if (part > 0) {
        if (i >= text.length() || text.charAt(i) != '.') {
          return -1;
        }
        i++;
      }
      int digits = i;
      int value = 0;
      while (i < text.length() && isDigit(text.charAt(i)) && i - digits < 4) {
        value = value * 10 + text.charAt(i) - '0';
        i++;
      }
      boolean leadingZero = i - digits > 1 && text.charAt(digits) == '0';
      if (i == digits || value > 255 || leadingZero) {
        return -1;
      }
    }
    if (i < text.length()) {
      char after = text.charAt(i);
      boolean goesOn = after == '.' && i + 1 < text.length() && isWord(text.charAt(i + 1));
      if (isWord(after) || goesOn || after == '-') {
        return -1;
      }
    }
    return i;
  }

  /** Whether a dotted quad (as {@link #ipv4End} accepts it) is globally routable unicast. */
  static boolean isPublicIpv4(String address) {
    String[] cells = address.split("\\.");
    int a = Integer.parseInt(cells[0]);
    int b = Integer.parseInt(cells[1]);
    int c = Integer.parseInt(cells[2]);
    boolean special =
        a == 0
            || a == 10
            || a == 127
            || a >= 224
            || a == 100 && b >= 64 && b < 128
            || a == 169 && b == 254
            || a == 172 && b >= 16 && b < 32
            || a == 192 && b == 168
            || a == 192 && b == 0 && (c == 0 || c == 2)
            || a == 192 && b == 88 && c == 99
            || a == 198 && (b == 18 || b == 19)
            || a == 198 && b == 51 && c == 100
            || a == 203 && b == 0 && c == 113;
    return !special;
  }

  /**
   * Reads the IPv6 address that starts at {@code start} into eight groups.
   *
   * @return its end, or -1 if there is none or it does not stand alone
   */
  static int ipv6End(CharSequence text, int start, int[] groups) {
    if (start > 0
        && (isWord(text.charAt(start - 1)) || ":.".indexOf(text.charAt(start - 1)) >= 0)) {
      return -1;
    }
    int end = start;
    while (end < text.length() && (isHex(text.charAt(end)) || text.charAt(end) == ':')) {
      end++;
    }
    // A colon behind the address, as in "at 2a00::1: it", is punctuation; a double one is a part.
    if (end - start > 2 && text.charAt(end - 1) == ':' && text.charAt(end - 2) != ':') {
      end--;
    }
    if (end < text.length()) {
      char after = text.charAt(end);
      boolean goesOn = after == '.' && end + 1 < text.length() && isWord(text.charAt(end + 1));
      if (isWord(after) || goesOn) {
        return -1;
      }
    }
    return parse(text.subSequence(start, end).toString(), groups) ? end : -1;
  }

  private static boolean parse(String s, int[] groups) {
    int gap = s.indexOf("::");
    if (gap >= 0 && s.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    String[] head = cells(gap < 0 ? s : s.substring(0, gap));
    String[] tail = cells(gap < 0 ? "" : s.substring(gap + 2));
    int given = head.length + tail.length;
    if (gap < 0 ? given != 8 : given > 7) {
      return false;
    }
    java.util.Arrays.fill(groups, 0);
    return fill(head, groups, 0) && fill(tail, groups, 8 - tail.length);
  }

  private static String[] cells(String s) {
    return s.isEmpty() ? new String[0] : s.split(":", -1);
  }

  private static boolean fill(String[] cells, int[] groups, int from) {
    for (int i = 0; i < cells.length; i++) {
      if (cells[i].isEmpty() || cells[i].length() > 4) {
        return false;
      }
      groups[from + i] = Integer.parseInt(cells[i], 16);
    }
    return true;
  }

  /** Whether eight groups are a global unicast address: 2000::/3 less the special blocks in it. */
  static boolean isPublicIpv6(int[] g) {
    boolean global = g[0] >> 13 == 1;
    boolean documentation = g[0] == 0x2001 && g[1] == 0xDB8 || g[0] == 0x3FFF && g[1] < 0x1000;
    boolean protocol = g[0] == 0x2001 && g[1] < 0x200;
    return global && !documentation && !protocol;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isHex(char c) {
    return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }

  private static boolean isWord(char c) {
    return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }
}
