package io.steelyard.app;

import io.steelyard.core.step.Summary.Format;
import java.util.Locale;

/** Numbers as people read them: {@code 17,597}, {@code 21.4 MB}, {@code 12.5%}, {@code 1.2 s}. */
public final class Numbers {
  private Numbers() {}

  public static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** Decimal units, three significant digits. */
  public static String bytes(double n) {
    double abs = Math.abs(n);
    if (abs < 1000) {
      return String.format(Locale.ROOT, "%,d B", Math.round(n));
    }
    String[] units = {"kB", "MB", "GB", "TB", "PB"};
    int unit = 0;
    double value = n / 1000;
    while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return significant(value) + " " + units[unit];
  }

  /** A share of 1 in percent. */
  public static String share(double share) {
    double percent = share * 100;
    double abs = Math.abs(percent);
    int digits = abs == 0 || abs >= 99.95 && abs <= 100.05 ? 0 : abs < 1 ? 2 : 1;
    return String.format(Locale.ROOT, "%." + digits + "f%%", percent);
  }

  /** Up to four significant digits, whole numbers whole. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "undefined";
    } else if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "-∞";
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    double abs = Math.abs(value);
    if (abs >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    } else if (abs < 0.001) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int digits = abs >= 100 ? 1 : abs >= 10 ? 2 : abs >= 1 ? 3 : 4;
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }

  public static String seconds(double seconds) {
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    } else if (seconds < 120) {
      return Math.round(seconds) + " s";
    }
    long whole = Math.round(seconds);
    return whole < 7200
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  /** A value of a summary in its format; anything that is no number is shown as text. */
  public static String of(Object value, Format format) {
    if (value == null) {
      return "";
    }
    if (!(value instanceof Number number)) {
      return value.toString();
    }
    double v = number.doubleValue();
    return switch (format == null ? Format.TEXT : format) {
      case COUNT -> v == Math.rint(v) ? count(number.longValue()) : number(v);
      case BYTES -> bytes(v);
      case SHARE -> share(v);
      case SECONDS -> seconds(v);
      case NUMBER, TEXT -> number(v);
    };
  }

  /** Short, for the axis of a chart: {@code 12k}, {@code 1.5M}. */
  public static String axis(double value, Format format) {
    if (format == Format.SHARE) {
      return share(value).replaceFirst("\\.0+%", "%");
    } else if (format == Format.BYTES) {
      return bytes(value).replaceFirst("\\.0+ ", " ");
    }
    double abs = Math.abs(value);
    if (abs >= 1e9) {
      return number(value / 1e9) + "G";
    } else if (abs >= 1e6) {
      return number(value / 1e6) + "M";
    } else if (abs >= 1e4) {
      return number(value / 1e3) + "k";
    }
    return number(value);
  }

  private static String significant(double value) {
    double abs = Math.abs(value);
    int digits = abs >= 99.95 ? 0 : abs >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
