package io.steelyard.model.files;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Dates as C's {@code strftime} writes them in the C locale: the directives that chat templates
 * use.
 *
 * <p>Example: {@code %d %b %Y} on 26 July 2024 is {@code 26 Jul 2024}.
 */
final class TemplateClock {
  private TemplateClock() {}

  static String format(String format) {
    return format(format, LocalDateTime.now());
  }

  static String format(String format, LocalDateTime time) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char directive = format.charAt(++i);
      String pattern =
          switch (directive) {
            case 'Y' -> "uuuu";
            case 'y' -> "uu";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'B' -> "MMMM";
            case 'b', 'h' -> "MMM";
            case 'A' -> "EEEE";
            case 'a' -> "EEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case 'F' -> "uuuu-MM-dd";
            case 'T' -> "HH:mm:ss";
            default -> null;
          };
      if (pattern != null) {
        out.append(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time));
      } else if (directive == '%') {
        out.append('%');
      } else {
        out.append('%').append(directive);
      }
    }
    return out.toString();
  }
}
