package io.steelyard.vocab.pretokenize;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.UnicodeSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Rewrites a regular expression in Oniguruma's syntax, which {@code tokenizer.json} files use, for
 * java.util.regex, with every character class a set of the pinned ICU4J, so that neither the JDK's
 * Unicode tables nor its ASCII defaults decide anything.
 *
 * <p>Example: {@code \s+(?i:k)} becomes {@code [A]+(?:[B])} over a {@link RegexAlphabet} in which A
 * are the 25 white space characters and B are K, k and the Kelvin sign.
 *
 * <p>Differences that are bridged: {@code \s \w \d \h} and POSIX brackets; {@code \p{^X}}; {@code
 * {,n}}; {@code {m,n}+}, which repeats and is not possessive; case folding of single characters;
 * {@code (?m)}, which lets the dot match line ends; {@code ^} and {@code $}, which match at lines.
 * What cannot be bridged (back references, conditionals, subexpression calls, absence operators) is
 * refused by name.
 */
final class RegexTranslator {
  private static final int MAX_DEPTH = 200;
  private static final int MAX_OUTPUT = 1 << 20;
  private static final UnicodeSet SPACE = new UnicodeSet("[[:White_Space:]]").freeze();
  private static final UnicodeSet DIGIT = new UnicodeSet("[[:Nd:]]").freeze();
  private static final UnicodeSet HEX = new UnicodeSet("[0-9A-Fa-f]").freeze();
  private static final UnicodeSet WORD =
      new UnicodeSet("[[:Alphabetic:][:M:][:Nd:][:Pc:]]").freeze();

  private final String pattern;
  private final RegexAlphabet alphabet;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private boolean ignoreCase;
  private int depth;

  /** Where the last atom starts in the output, or -1 if there is nothing to repeat. */
  private int atom = -1;

  private RegexTranslator(String pattern, RegexAlphabet alphabet) {
    this.pattern = pattern;
    this.alphabet = alphabet;
  }

  /**
   * The pattern for {@code Pattern.compile(…, UNIX_LINES | MULTILINE)}, to be matched against text
   * in the letters of {@code alphabet}, which this fills.
   */
  static String translate(String pattern, RegexAlphabet alphabet) {
    RegexTranslator translator = new RegexTranslator(pattern, alphabet);
    translator.alternatives();
    if (translator.at < pattern.length()) {
      throw translator.error("a closing parenthesis without an opening one");
    }
    return alphabet.finish(translator.out);
  }

  private IllegalArgumentException error(String what) {
    return new IllegalArgumentException(
        "regular expression \"" + shorten(pattern) + "\", position " + at + ": " + what);
  }

  private static String shorten(String text) {
    return text.length() <= 120 ? text : text.substring(0, 117) + "...";
  }

  private boolean more() {
    return at < pattern.length();
  }

  private int peek() {
    return pattern.codePointAt(at);
  }

  private int take() {
    if (!more()) {
      throw error("the expression ends too early");
    }
    int c = pattern.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private boolean accept(String text) {
    if (pattern.startsWith(text, at)) {
      at += text.length();
      return true;
    }
    return false;
  }

  private void alternatives() {
    if (++depth > MAX_DEPTH) {
      throw error("groups nested more than " + MAX_DEPTH + " deep");
    }
    boolean outer = ignoreCase;
    atom = -1;
    while (more() && peek() != ')') {
      if (out.length() > MAX_OUTPUT) {
        throw error("the expression grows too long when its classes are spelled out");
      }
      one();
    }
    ignoreCase = outer;
    depth--;
  }

  private void one() {
    int c = take();
    switch (c) {
      case '|' -> {
        out.append('|');
        atom = -1;
      }
      case '(' -> group();
      case '[' -> set(bracket());
      case '.' -> plain(".");
      case '^' -> assertion("^");
      case '$' -> assertion("$");
      case '\\' -> escape();
      case '*', '+', '?' -> repeat(Character.toString(c));
      case '{' -> interval();
      default -> literal(c);
    }
  }

  private void plain(String text) {
    atom = out.length();
    out.append(text);
  }

  private void assertion(String text) {
    plain(text);
  }

  private void literal(int c) {
    UnicodeSet one = new UnicodeSet(c, c);
    set(ignoreCase ? one.closeOver(UnicodeSet.SIMPLE_CASE_INSENSITIVE) : one);
  }

  private void set(UnicodeSet set) {
    atom = out.length();
    out.append(alphabet.placeholder(set));
  }

  private void repeat(String sign) {
    if (atom < 0) {
      throw error("\"" + sign + "\" with nothing before it to repeat");
    }
    out.append(sign);
    if (more() && (peek() == '?' || peek() == '+')) {
      out.appendCodePoint(take());
    }
    wrapAtom();
  }

  /** A repeated atom may be repeated again ({@code a{2}+}): put it into a group of its own. */
  private void wrapAtom() {
    if (more() && (peek() == '*' || peek() == '+' || peek() == '?' || peek() == '{')) {
      out.insert(atom, "(?:").append(')');
    }
  }

  private void interval() {
    int close = pattern.indexOf('}', at);
    String body = close < 0 ? "" : pattern.substring(at, close);
    if (atom < 0 || !body.matches("\\d{1,6}(,\\d{0,6})?|,\\d{1,6}")) {
      literal('{');
      return;
    }
    at = close + 1;
    int comma = body.indexOf(',');
    String low = comma == 0 ? "0" : comma < 0 ? body : body.substring(0, comma);
    out.append('{').append(low);
    if (comma >= 0) {
      out.append(',').append(body, comma + 1, body.length());
    }
    out.append('}');
    if (more() && peek() == '?') {
      take();
      out.append('?');
    }
    wrapAtom();
  }

  private void group() {
    int start = out.length();
    boolean before = ignoreCase;
    if (accept("?#")) {
      int close = pattern.indexOf(')', at);
      if (close < 0) {
        throw error("a comment that does not end");
      }
      at = close + 1;
      return;
    }
    if (accept("?:")) {
      out.append("(?:");
    } else if (accept("?=")) {
      out.append("(?=");
    } else if (accept("?!")) {
      out.append("(?!");
    } else if (accept("?<=")) {
      out.append("(?<=");
    } else if (accept("?<!")) {
      out.append("(?<!");
    } else if (accept("?>")) {
      out.append("(?>");
    } else if (accept("?~") || accept("?(") || accept("*")) {
      throw error("absence operators, conditionals and callouts are not supported");
    } else if (accept("?<") || accept("?P<")) {
      int close = pattern.indexOf('>', at);
      if (close < 0 || !pattern.substring(at, close).matches("[A-Za-z][A-Za-z0-9]*")) {
        throw error("a group name must be letters and digits");
      }
      out.append("(?<").append(pattern, at, close + 1);
      at = close + 1;
    } else if (accept("?")) {
      if (options()) {
        return;
      }
    } else {
      out.append('(');
    }
    alternatives();
    if (!accept(")")) {
      throw error("a group that does not end");
    }
    out.append(')');
    ignoreCase = before;
    atom = start;
  }

  /**
   * {@code (?imx-imx)} or {@code (?imx-imx:…)}; returns true for the first form, which holds to the
   * end of the enclosing group (Oniguruma reads {@code a(?i)b|c} as {@code a(?i:b|c)}).
   */
  private boolean options() {
    boolean on = true;
    boolean dotAll = false;
    boolean dotAllSet = false;
    while (true) {
      int c = take();
      switch (c) {
        case '-' -> on = false;
        case 'i' -> ignoreCase = on;
        case 'm', 's' -> {
          dotAll = on;
          dotAllSet = true;
        }
        case ':' -> {
          out.append(dotAllSet ? dotAll ? "(?s:" : "(?-s:" : "(?:");
          return false;
        }
        case ')' -> {
          out.append(dotAllSet ? dotAll ? "(?s:" : "(?-s:" : "(?:");
          boolean inside = ignoreCase;
          alternatives();
          ignoreCase = inside;
          out.append(')');
          atom = -1;
          return true;
        }
        default ->
            throw error("option \"" + Character.toString(c) + "\" is not supported; i and m are");
      }
    }
  }

  private void escape() {
    int c = take();
    UnicodeSet set = classEscape(c);
    if (set != null) {
      set(set);
      return;
    }
    switch (c) {
      case 'A', 'z', 'G' -> assertion("\\" + (char) c);
      case 'Z' -> assertion("(?=" + alphabet.placeholder(new UnicodeSet('\n', '\n')) + "?\\z)");
      case 'b' -> assertion("(?:" + wordBorder(true) + ")");
      case 'B' -> assertion("(?:" + wordBorder(false) + ")");
      case 'R' ->
          plain(
              "(?>"
                  + alphabet.placeholder(new UnicodeSet('\r', '\r'))
                  + alphabet.placeholder(new UnicodeSet('\n', '\n'))
                  + "|"
                  + alphabet.placeholder(new UnicodeSet("[\\n-\\r\\u0085\\u2028\\u2029]"))
                  + ")");
      case 'K', 'X', 'y', 'Y', 'g', 'k', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
          throw error("\"\\" + (char) c + "\" is not supported in a pre-tokenizer");
      default -> literal(escapedCharacter(c));
    }
  }

  private String wordBorder(boolean at) {
    String w = Character.toString(alphabet.placeholder(WORD));
    return at
        ? "(?<=" + w + ")(?!" + w + ")|(?<!" + w + ")(?=" + w + ")"
        : "(?<=" + w + ")(?=" + w + ")|(?<!" + w + ")(?!" + w + ")";
  }

  /** The set that an escape stands for, or null if it is none. */
  private UnicodeSet classEscape(int c) {
    return switch (c) {
      case 's' -> SPACE;
      case 'S' -> complement(SPACE);
      case 'd' -> DIGIT;
      case 'D' -> complement(DIGIT);
      case 'w' -> WORD;
      case 'W' -> complement(WORD);
      case 'h' -> HEX;
      case 'H' -> complement(HEX);
      case 'N' -> complement(new UnicodeSet('\n', '\n'));
      case 'O' -> new UnicodeSet(0, 0x10FFFF);
      case 'p' -> property(false);
      case 'P' -> property(true);
      default -> null;
    };
  }

  private static UnicodeSet complement(UnicodeSet set) {
    return new UnicodeSet(set).complement();
  }

  private UnicodeSet property(boolean negated) {
    String name;
    if (accept("{")) {
      int close = pattern.indexOf('}', at);
      if (close < 0) {
        throw error("\"\\p{\" without a closing brace");
      }
      name = pattern.substring(at, close);
      at = close + 1;
    } else {
      name = Character.toString(take());
    }
    if (name.startsWith("^")) {
      negated = !negated;
      name = name.substring(1);
    }
    if (!name.matches("[A-Za-z0-9_ =&-]{1,60}")) {
      throw error("\"" + shorten(name) + "\" is not the name of a Unicode property");
    }
    UnicodeSet set = posix(name);
    try {
      if (set == null) {
        set = new UnicodeSet("[[:" + name + ":]]");
      }
    } catch (IllegalArgumentException e) {
      try {
        set = new UnicodeSet("[[:Script=" + name + ":]]");
      } catch (IllegalArgumentException again) {
        throw error("unknown Unicode property \"" + name + "\"");
      }
    }
    return negated ? complement(set) : set;
  }

  private static UnicodeSet posix(String name) {
    String set =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "alnum" -> "[[:Alphabetic:][:Nd:]]";
          case "alpha" -> "[[:Alphabetic:]]";
          case "ascii" -> "[\\u0000-\\u007F]";
          case "blank" -> "[\\t[:Zs:]]";
          case "cntrl" -> "[[:Cc:]]";
          case "digit" -> "[[:Nd:]]";
          case "graph" -> "[^[:White_Space:][:Cc:][:Cn:][:Cs:]]";
          case "lower" -> "[[:Lowercase:]]";
          case "print" -> "[[[:Zs:]][^[:White_Space:][:Cc:][:Cn:][:Cs:]]]";
          case "punct" -> "[[:P:]$+<=>\\^`|~]";
          case "space" -> "[[:White_Space:]]";
          case "upper" -> "[[:Uppercase:]]";
          case "word" -> "[[:Alphabetic:][:M:][:Nd:][:Pc:]]";
          case "xdigit" -> "[0-9A-Fa-f]";
          case "any" -> "[\\u0000-\\U0010FFFF]";
          default -> null;
        };
    return set == null ? null : new UnicodeSet(set);
  }

  /** A bracket expression after its opening bracket. */
  private UnicodeSet bracket() {
    if (++depth > MAX_DEPTH) {
      throw error("brackets nested more than " + MAX_DEPTH + " deep");
    }
    boolean negated = accept("^");
    UnicodeSet set = new UnicodeSet();
    Deque<UnicodeSet> intersected = new ArrayDeque<>();
    boolean first = true;
    while (true) {
      if (accept("&&")) {
        intersected.add(set);
        set = new UnicodeSet();
        continue;
      }
      if (accept("[:")) {
        set.addAll(posixBracket());
        first = false;
        continue;
      }
      int c = take();
      if (c == ']' && !first) {
        break;
      }
      first = false;
      if (c == '[') {
        set.addAll(bracket());
        continue;
      }
      if (c == '\\') {
        int e = take();
        UnicodeSet escaped = classEscape(e);
        if (escaped != null) {
          set.addAll(escaped);
          continue;
        }
        c = e == 'b' ? 8 : escapedCharacter(e);
      }
      int end = c;
      if (pattern.startsWith("-", at) && !pattern.startsWith("-]", at)) {
        int mark = at;
        at++;
        int e = take();
        if (e == '\\') {
          int escaped = take();
          if ("sSdDwWhHpP".indexOf(escaped) >= 0) {
            at = mark;
            set.add(c);
            set.add('-');
            at = mark + 1;
            continue;
          }
          e = escapedCharacter(escaped);
        } else if (e == '[') {
          at = mark + 1;
          set.add(c);
          set.add('-');
          continue;
        }
        end = e;
      }
      if (end < c) {
        throw error("a range that runs backwards");
      }
      set.add(c, end);
    }
    depth--;
    for (UnicodeSet other : intersected) {
      set.retainAll(other);
    }
    if (ignoreCase) {
      set.closeOver(UnicodeSet.SIMPLE_CASE_INSENSITIVE);
    }
    return negated ? set.complement() : set;
  }

  private UnicodeSet posixBracket() {
    int close = pattern.indexOf(":]", at);
    if (close < 0 || close - at > 20) {
      return new UnicodeSet().add('[').add(':');
    }
    String name = pattern.substring(at, close);
    boolean negated = name.startsWith("^");
    UnicodeSet set = posix(negated ? name.substring(1) : name);
    if (set == null) {
      throw error("unknown bracket class \"[:" + name + ":]\"");
    }
    at = close + 2;
    return negated ? complement(set) : set;
  }

  private int escapedCharacter(int c) {
    return switch (c) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case 'a' -> 7;
      case 'e' -> 0x1B;
      case '0' -> number(8, 0, 2);
      case 'x' -> accept("{") ? braced() : number(16, 1, 2);
      case 'u' -> number(16, 4, 4);
      default -> {
        if (c < 0x80 && UCharacter.isLetter(c)) {
          throw error("unknown escape \"\\" + (char) c + "\"");
        }
        yield c;
      }
    };
  }

  private int braced() {
    int value = number(16, 1, 8);
    if (!accept("}") || value > 0x10FFFF) {
      throw error("\"\\x{…}\" needs the number of a code point");
    }
    return value;
  }

  private int number(int radix, int least, int most) {
    int value = 0;
    int n = 0;
    while (n < most && more() && Character.digit(peek(), radix) >= 0 && peek() < 0x80) {
      value = value * radix + Character.digit(take(), radix);
      n++;
    }
    if (n < least || value < 0) {
      throw error("a number is expected here");
    }
    return value;
  }
}
