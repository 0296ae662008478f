package io.steelyard.vocab.pretokenize;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.util.RangeValueIterator;

/**
 * The character classes that pre-tokenization patterns test, as bit sets in a two-stage table built
 * from the pinned ICU4J (Unicode 16).
 *
 * <p>Example: {@code classAt("é" as UTF-8, 0, 2)} is {@code (LETTER | LOWER) << 3 | 2}: an e with
 * acute accent is a lower-case letter of two bytes.
 */
final class CodePointClasses {
  /** {@code \p{L}}. */
  static final int LETTER = 1;

  /** {@code \p{N}}. */
  static final int NUMBER = 2;

  /** {@code \s}: the 25 code points of White_Space. */
  static final int SPACE = 4;

  /** {@code \r} or {@code \n}. */
  static final int LINE_END = 8;

  /** {@code [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]}: what may start a word in o200k. */
  static final int UPPER = 16;

  /** {@code [\p{Ll}\p{Lm}\p{Lo}\p{M}]}: what may end a word in o200k. */
  static final int LOWER = 32;

  /** Bits below the class in the result of {@link #classAt}: the length in bytes. */
  static final int LENGTH_BITS = 3;

  static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

  private static final int BLOCK_BITS = 8;
  private static final char[] BLOCKS = new char[0x110000 >> BLOCK_BITS];
  private static final byte[] CLASSES;

  /** Class and length of every ASCII byte; bytes above are filled in by decoding. */
  static final short[] ASCII = new short[256];

  static {
    byte[] flat = new byte[0x110000];
    RangeValueIterator types = UCharacter.getTypeIterator();
    RangeValueIterator.Element range = new RangeValueIterator.Element();
    while (types.next(range)) {
      int bits = bitsOf(range.value);
      if (bits != 0) {
        java.util.Arrays.fill(flat, range.start, range.limit, (byte) bits);
      }
    }
    int[][] spaces = {
      {0x09, 0x0D},
      {0x20, 0x20},
      {0x85, 0x85},
      {0xA0, 0xA0},
      {0x1680, 0x1680},
      {0x2000, 0x200A},
      {0x2028, 0x2029},
      {0x202F, 0x202F},
      {0x205F, 0x205F},
      {0x3000, 0x3000}
    };
    for (int[] s : spaces) {
      for (int c = s[0]; c <= s[1]; c++) {
        flat[c] |= SPACE;
      }
    }
    flat['\r'] |= LINE_END;
    flat['\n'] |= LINE_END;
    java.util.Map<java.nio.ByteBuffer, Integer> seen = new java.util.HashMap<>();
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    int size = 1 << BLOCK_BITS;
    for (int b = 0; b < BLOCKS.length; b++) {
      java.nio.ByteBuffer block = java.nio.ByteBuffer.wrap(flat, b * size, size).slice();
      Integer at = seen.get(block);
      if (at == null) {
        at = out.size() >> BLOCK_BITS;
        seen.put(block, at);
        out.write(flat, b * size, size);
      }
      BLOCKS[b] = (char) (int) at;
    }
    CLASSES = out.toByteArray();
    for (int c = 0; c < 256; c++) {
      ASCII[c] = (short) ((c < 0x80 ? flat[c] : 0) << LENGTH_BITS | 1);
    }
  }

  private CodePointClasses() {}

  private static int bitsOf(int type) {
    return switch (type) {
      case UCharacterCategory.UPPERCASE_LETTER, UCharacterCategory.TITLECASE_LETTER ->
          LETTER | UPPER;
      case UCharacterCategory.LOWERCASE_LETTER -> LETTER | LOWER;
      case UCharacterCategory.MODIFIER_LETTER, UCharacterCategory.OTHER_LETTER ->
          LETTER | UPPER | LOWER;
      case UCharacterCategory.NON_SPACING_MARK,
          UCharacterCategory.ENCLOSING_MARK,
          UCharacterCategory.COMBINING_SPACING_MARK ->
          UPPER | LOWER;
      case UCharacterCategory.DECIMAL_DIGIT_NUMBER,
          UCharacterCategory.LETTER_NUMBER,
          UCharacterCategory.OTHER_NUMBER ->
          NUMBER;
      default -> 0;
    };
  }

  /** The class bits of a code point. */
  static int of(int codePoint) {
    return CLASSES[BLOCKS[codePoint >> BLOCK_BITS] << BLOCK_BITS | codePoint & 0xFF];
  }

  /**
   * Class and length of the character at {@code i}: {@code bits << LENGTH_BITS | length}. A byte
   * outside a well-formed sequence has no class and length 1.
   */
  static int classAt(byte[] utf8, int i, int to) {
    int b = utf8[i];
    return b >= 0 ? ASCII[b] : wideClassAt(utf8, i, to);
  }

  private static int wideClassAt(byte[] utf8, int i, int to) {
    int codePoint = Utf8.codePointAt(utf8, i, to);
    if (codePoint < 0) {
      return 1;
    }
    return of(codePoint) << LENGTH_BITS | Utf8.length(codePoint);
  }
}
