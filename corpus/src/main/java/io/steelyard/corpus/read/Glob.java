package io.steelyard.corpus.read;

import java.util.regex.Pattern;

/**
 * A pattern over relative paths with {@code /} between names, the same on every system: {@code *}
 * and {@code ?} stay within a name, {@code **} crosses folders (and {@code **}{@code /} may be
 * nothing, so {@code **}{@code /*.java} also finds {@code A.java}), {@code [a-z]}, {@code [!a]},
 * {@code {jsonl,txt}}; a backslash takes the next character as it is.
 */
public final class Glob {
  private final String written;
  private final Pattern pattern;

  private Glob(String written, Pattern pattern) {
    this.written = written;
    this.pattern = pattern;
  }

  /** Whether a path must be read as a pattern. */
  public static boolean isPattern(String path) {
    return path.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  /**
   * @throws IllegalArgumentException if a bracket or brace is not closed
   */
  public static Glob of(String glob) {
    StringBuilder out = new StringBuilder();
    int braces = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          if (glob.startsWith("**/", i)) {
            out.append("(?:.*/)?");
            i += 2;
          } else if (glob.startsWith("**", i)) {
            out.append(".*");
            i++;
          } else {
            out.append("[^/]*");
          }
        }
        case '?' -> out.append("[^/]");
        case '[' -> i = set(glob, i, out);
        case '{' -> {
          out.append("(?:");
          braces++;
        }
        case '}' -> {
          out.append(braces > 0 ? ")" : "\\}");
          braces = Math.max(braces - 1, 0);
        }
        case ',' -> out.append(braces > 0 ? "|" : ",");
        case '\\' -> {
          if (i + 1 == glob.length()) {
            throw bad(glob, "it ends in a backslash");
          }
          out.append(Pattern.quote(glob.substring(i + 1, i + 2)));
          i++;
        }
        default -> out.append(Pattern.quote(String.valueOf(c)));
      }
    }
    if (braces > 0) {
      throw bad(glob, "a { is not closed");
    }
    return new Glob(glob, Pattern.compile(out.toString(), Pattern.DOTALL));
  }

  private static int set(String glob, int from, StringBuilder out) {
    boolean negated = glob.startsWith("!", from + 1) || glob.startsWith("^", from + 1);
    int first = from + (negated ? 2 : 1);
    int close = glob.indexOf(']', first + 1);
    if (close < 0) {
      throw bad(glob, "a [ is not closed");
    }
    StringBuilder members = new StringBuilder();
    for (int i = first; i < close; i++) {
      char c = glob.charAt(i);
      boolean range = c == '-' && i > first && i + 1 < close;
      if (range && glob.charAt(i - 1) > glob.charAt(i + 1)) {
        throw bad(glob, "the range " + glob.substring(i - 1, i + 2) + " runs backwards");
      }
      if (!range && "\\[]&^-".indexOf(c) >= 0) {
        members.append('\\');
      }
      members.append(c);
    }
    out.append("(?!/)[").append(negated ? "^" : "").append(members).append(']');
    return close;
  }

  private static IllegalArgumentException bad(String glob, String why) {
    return new IllegalArgumentException(
        "bad pattern " + glob + ": " + why + "; put a backslash before a character meant as such");
  }

  public boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  @Override
  public String toString() {
    return written;
  }
}
