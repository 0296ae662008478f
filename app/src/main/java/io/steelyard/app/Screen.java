package io.steelyard.app;

import io.steelyard.core.artifact.Json;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the command line writes: results to {@code out}, progress and messages to {@code err}.
 * Colours and moving lines appear on a terminal only, and never where {@code NO_COLOR} is set.
 *
 * @param terminal whether {@code err} is looked at by a person
 */
public record Screen(
    PrintStream out, PrintStream err, boolean terminal, boolean colours, int width) {
  /** The screen of this process. */
  static Screen ofProcess() {
    boolean terminal = System.console() != null && Boolean.getBoolean("steelyard.terminal");
    boolean colours = terminal && set("NO_COLOR").isEmpty() && !set("TERM").equals("dumb");
    int width = 80;
    try {
      width = Math.max(40, Math.min(200, Integer.parseInt(set("COLUMNS"))));
    } catch (NumberFormatException e) {
      width = 80;
    }
    return new Screen(System.out, System.err, terminal, colours, width);
  }

  private static String set(String variable) {
    String value = System.getenv(variable);
    return value == null ? "" : value;
  }

  String bold(String text) {
    return colours ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  String dim(String text) {
    return colours ? "\u001b[2m" + text + "\u001b[0m" : text;
  }

  String red(String text) {
    return colours ? "\u001b[31m" + text + "\u001b[0m" : text;
  }

  String yellow(String text) {
    return colours ? "\u001b[33m" + text + "\u001b[0m" : text;
  }

  /** One event as a JSON line on {@code out}: {@code name, value, name, value, ...}. */
  void event(String event, Object... fields) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", event);
    for (int i = 0; i < fields.length; i += 2) {
      map.put((String) fields[i], fields[i + 1]);
    }
    synchronized (out) {
      out.write(Json.canonical(map), 0, Json.canonical(map).length);
      out.println();
      out.flush();
    }
  }

  /** Text from files or users that a terminal may not act on: control characters are shown. */
  static String safe(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean control = c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f && c <= 0x9f;
              boolean turnsAround = c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
              if (!control && !turnsAround) {
                safe.appendCodePoint(c);
              } else {
                safe.append(String.format("\\u%04x", c));
              }
            });
    return safe.toString();
  }

  /** The first characters on one line. */
  static String line(String text, int length) {
    String flat = safe(text.strip().replaceAll("\\s+", " "));
    return flat.length() <= length ? flat : flat.substring(0, length - 1).stripTrailing() + "…";
  }
}
