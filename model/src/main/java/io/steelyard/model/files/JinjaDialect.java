package io.steelyard.model.files;

import io.steelyard.core.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rewrites what the template engine reads otherwise than Python's Jinja does, and refuses what it
 * would get wrong without saying so.
 *
 * <p>Example: {@code {% if not x is defined %}} becomes {@code {% if x is not defined %}}, since
 * the engine would take {@code (not x) is defined}.
 */
final class JinjaDialect {
  private static final Pattern STRING =
      Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"", Pattern.DOTALL);
  private static final Pattern NOT_IS =
      Pattern.compile(
          "\\bnot\\s+([A-Za-z_]\\w*(?:\\.\\w+|\\[[^\\[\\]]*\\]|\\([^()]*\\))*)\\s+is\\s+(?!not\\b)");
  private static final Pattern FILTERED_LOOP =
      Pattern.compile("^\\{%[-+]?\\s*for\\b.*\\bin\\b.*\\bif\\b(?!.*\\belse\\b)", Pattern.DOTALL);
  private static final Pattern GENERATION =
      Pattern.compile("^(\\{%[-+]?\\s*)(end)?generation(\\s*[-+]?%\\})$");

  private static final Pattern FILTER = Pattern.compile("\\|\\s*([A-Za-z_]\\w*)");
  private static final Pattern TEST = Pattern.compile("\\bis\\s+(?:not\\s+)?([A-Za-z_]\\w*)");

  private final Predicate<String> filters;
  private final Predicate<String> tests;

  /** With what the engine knows: it would pass over others without a word. */
  JinjaDialect(Predicate<String> filters, Predicate<String> tests) {
    this.filters = filters;
    this.tests = tests;
  }

  /**
   * @throws RequestException for {@code for x in y if z}, and for filters and tests that are not
   *     known
   */
  String adapt(String template) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int open = next(template, 0); open >= 0; open = next(template, at)) {
      int end = end(template, open);
      if (end < 0) {
        break; // the engine says where it is broken
      }
      out.append(template, at, open).append(code(template.substring(open, end)));
      at = end;
    }
    return out.append(template, at, template.length()).toString();
  }

  /** Where the next tag, expression or comment opens, or -1. */
  private static int next(String template, int from) {
    for (int i = template.indexOf('{', from); i >= 0; i = template.indexOf('{', i + 1)) {
      if (i + 1 < template.length() && "%{#".indexOf(template.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Behind its end, whose marks do not count within strings; -1 where it has none. */
  private static int end(String template, int open) {
    char kind = template.charAt(open + 1);
    String close = kind == '%' ? "%}" : kind == '{' ? "}}" : "#}";
    char quote = 0;
    for (int i = open + 2; i < template.length(); i++) {
      char c = template.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (kind != '#' && (c == '\'' || c == '"')) {
        quote = c;
      } else if (template.startsWith(close, i)) {
        return i + 2;
      }
    }
    return -1;
  }

  private String code(String code) {
    if (code.charAt(1) == '#') {
      return code;
    }
    Matcher generation = GENERATION.matcher(code);
    if (generation.matches()) { // marks what is trained on; prints nothing
      return generation.group(1)
          + (generation.group(2) == null ? "if true" : "endif")
          + generation.group(3);
    }
    List<String> strings = new ArrayList<>();
    String bare =
        STRING
            .matcher(code)
            .replaceAll(
                m -> {
                  strings.add(m.group());
                  return "\u0001" + (strings.size() - 1) + "\u0001";
                });
    if (FILTERED_LOOP.matcher(bare).find()) {
      throw new RequestException(
          "the chat template has a loop with a condition, which is not supported: "
              + code
              + "; put an {% if %} into the loop");
    }
    known(FILTER, filters, "filter", bare);
    known(TEST, tests, "test", bare);
    bare = NOT_IS.matcher(bare).replaceAll("$1 is not ");
    return Pattern.compile("\u0001(\\d+)\u0001")
        .matcher(bare)
        .replaceAll(m -> Matcher.quoteReplacement(strings.get(Integer.parseInt(m.group(1)))));
  }

  private static void known(Pattern pattern, Predicate<String> names, String what, String code) {
    Matcher matcher = pattern.matcher(code);
    while (matcher.find()) {
      if (!names.test(matcher.group(1))) {
        throw new RequestException(
            "the chat template uses the "
                + what
                + " \""
                + matcher.group(1)
                + "\", which is not supported");
      }
    }
  }
}
