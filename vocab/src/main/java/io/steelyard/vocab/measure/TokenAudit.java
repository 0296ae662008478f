package io.steelyard.vocab.measure;

import com.ibm.icu.lang.UCharacter;
import io.steelyard.vocab.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks at every token of a vocabulary by itself: whether its text encodes to it, alone and after a
 * space; whether it is whole UTF-8; how long it is; whether it only repeats another in other case
 * or with a space (Land and Bartolo 2024 for the categories).
 *
 * <p>Example: in a byte-level vocabulary the token {@code 0xE4} is {@code UNDECODABLE}; a token
 * {@code \n//} that the pattern always cuts after its line end is {@code UNREACHABLE_MULTI}.
 *
 * <p>"Does not encode to itself" is not "never occurs": look at the counts in text too.
 */
public final class TokenAudit {
  /** What becomes of a token's own text. */
  public enum Category {
    /** It encodes to the token. */
    OK,
    /** It is cut out of text as an added token. */
    OK_SPECIAL,
    /** It looks like a special token (brackets around letters) and no text makes it. */
    UNREACHABLE_SPECIAL,
    /** It is not whole UTF-8, so no text is exactly this. */
    UNDECODABLE,
    /** It encodes to one other token. */
    UNREACHABLE_SINGLE,
    /** It encodes to several tokens. */
    UNREACHABLE_MULTI,
    /** The id has no token. */
    GAP
  }

  private final Category[] categories;
  private final boolean[] afterSpace;
  private final int[] lengths;
  private final int repeated;

  private TokenAudit(Category[] categories, boolean[] afterSpace, int[] lengths, int repeated) {
    this.categories = categories;
    this.afterSpace = afterSpace;
    this.lengths = lengths;
    this.repeated = repeated;
  }

  public static TokenAudit of(Tokenizer tokenizer) {
    int n = tokenizer.size();
    Category[] categories = new Category[n];
    boolean[] afterSpace = new boolean[n];
    int longest = 0;
    int[] length = new int[n];
    Map<String, Integer> forms = new HashMap<>();
    for (int v = 0; v < n; v++) {
      byte[] token = tokenizer.token(v);
      length[v] = token.length;
      longest = Math.max(longest, token.length);
      categories[v] = category(tokenizer, v, token);
      afterSpace[v] = categories[v] == Category.OK && followsSpace(tokenizer, v, token);
      if (categories[v] != Category.GAP && categories[v] != Category.UNDECODABLE) {
        forms.merge(form(token), 1, Integer::sum);
      }
    }
    int[] lengths = new int[longest + 1];
    for (int v = 0; v < n; v++) {
      if (categories[v] != Category.GAP) {
        lengths[length[v]]++;
      }
    }
    int repeated = forms.values().stream().mapToInt(c -> c - 1).sum();
    return new TokenAudit(categories, afterSpace, lengths, repeated);
  }

  private static Category category(Tokenizer tokenizer, int v, byte[] token) {
    if (token.length == 0) {
      return Category.GAP;
    }
    if (tokenizer.isSpecial(v)) {
      return Category.OK_SPECIAL;
    }
    if (!isUtf8(token)) {
      return Category.UNDECODABLE;
    }
    int[] ids = tokenizer.encodeOrdinary(token);
    if (ids.length == 1 && ids[0] == v) {
      return Category.OK;
    }
    if (looksSpecial(token)) {
      return Category.UNREACHABLE_SPECIAL;
    }
    return ids.length == 1 ? Category.UNREACHABLE_SINGLE : Category.UNREACHABLE_MULTI;
  }

  /** Three characters or more, in square or angle brackets, with a letter. */
  private static boolean looksSpecial(byte[] token) {
    String text = new String(token, StandardCharsets.UTF_8);
    return text.codePointCount(0, text.length()) >= 3
        && "[<".indexOf(text.charAt(0)) >= 0
        && "]>".indexOf(text.charAt(text.length() - 1)) >= 0
        && text.codePoints().anyMatch(UCharacter::isLetter);
  }

  private static boolean followsSpace(Tokenizer tokenizer, int v, byte[] token) {
    byte[] text = new byte[token.length + 1];
    text[0] = ' ';
    System.arraycopy(token, 0, text, 1, token.length);
    int[] ids = tokenizer.encodeOrdinary(text);
    return ids.length > 0 && ids[ids.length - 1] == v;
  }

  private static String form(byte[] token) {
    String text = UCharacter.foldCase(new String(token, StandardCharsets.UTF_8), true);
    return text.startsWith(" ") && text.length() > 1 ? text.substring(1) : text;
  }

  private static boolean isUtf8(byte[] token) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(token));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  public Category category(int token) {
    return categories[token];
  }

  /** How many tokens are of a category. */
  public int count(Category category) {
    return (int) Arrays.stream(categories).filter(c -> c == category).count();
  }

  /** Tokens that encode to themselves and also come out at the end of a space and their text. */
  public int reachableAfterSpace() {
    int n = 0;
    for (boolean reachable : afterSpace) {
      n += reachable ? 1 : 0;
    }
    return n;
  }

  /** Tokens by their length in bytes; index 0 is always 0. */
  public int[] lengths() {
    return lengths.clone();
  }

  /** Tokens that differ from an earlier one only in case or in one space before them. */
  public int repeatedForms() {
    return repeated;
  }
}
