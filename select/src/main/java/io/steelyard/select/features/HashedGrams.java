package io.steelyard.select.features;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import io.steelyard.core.draws.Draws;

/**
 * Buckets of a text's words and of the runs of 3 to 5 characters in them: lower case, any run of
 * other characters than letters, marks and digits as one blank. A run may begin or end with the
 * blank beside a word, so beginnings and ends of words are told from their middles.
 *
 * <p>Example: {@code Go!} is the line {@code " go "}: its runs are {@code " go", "go ", " go "},
 * and, where asked for, the word {@code go}.
 *
 * <p>Not safe for threads: it keeps its buffers. Nothing is allocated per text once they are long
 * enough.
 */
public final class HashedGrams {
  /** Shortest and longest run of characters. */
  public static final int SHORTEST = 3;

  public static final int LONGEST = 5;

  private static final long PRIME = 0x9E3779B97F4A7C15L;
  private static final long WORD = 0x5851F42D4C957F2DL;

  /** What a character below 128 becomes; 0 for a blank. */
  private static final char[] ASCII = new char[128];

  static {
    for (char c = 0; c < ASCII.length; c++) {
      ASCII[c] = (char) folded(c);
    }
  }

  private final int mask;
  private final boolean words;
  private int[] line = new int[1024];
  private int[] buckets = new int[4096];
  private int size;

  /**
   * @param bits the number of buckets is 2 to this power
   * @param words whether whole words get buckets too
   */
  public HashedGrams(int bits, boolean words) {
    if (bits < 8 || bits > 24) {
      throw new IllegalArgumentException("bits must lie between 8 and 24, was " + bits);
    }
    this.mask = (1 << bits) - 1;
    this.words = words;
  }

  public int buckets() {
    return mask + 1;
  }

  /** Finds the buckets of a text; one entry for each occurrence. */
  public void take(CharSequence text) {
    int n = fold(text);
    if (buckets.length < n * (LONGEST - SHORTEST + 2)) {
      buckets = new int[Math.max(buckets.length * 2, n * (LONGEST - SHORTEST + 2))];
    }
    size = 0;
    long word = 0;
    for (int i = 0; i < n; i++) {
      // The hash of a run is extended by one character at a time.
      long h = line[i] + 1;
      int most = Math.min(LONGEST, n - i);
      for (int l = 1; l < most; l++) {
        h = (h ^ h >>> 29) * PRIME + line[i + l] + 1;
        if (l >= SHORTEST - 1) {
          buckets[size++] = bucket(h);
        }
      }
      if (words) {
        if (line[i] == ' ') {
          if (i > 0) {
            buckets[size++] = bucket(word ^ WORD);
          }
          word = 0;
        } else {
          word = (word ^ word >>> 29) * PRIME + line[i] + 1;
        }
      }
    }
  }

  private int bucket(long h) {
    long x = (h ^ h >>> 32) * PRIME;
    return (int) (x >>> 40) & mask;
  }

  /** How many entries the last text has. */
  public int size() {
    return size;
  }

  /** The bucket of entry i. */
  public int bucket(int i) {
    return buckets[i];
  }

  /** Fills {@link #line} with folded characters between blanks; its length, 0 for no word. */
  private int fold(CharSequence text) {
    int length = text.length();
    if (line.length < length + 2) {
      line = new int[Math.max(line.length * 2, length + 2)];
    }
    int n = 0;
    line[n++] = ' ';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      int f;
      if (c < 128) {
        f = ASCII[c];
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        f = folded(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        f = folded(c);
      }
      if (f != 0) {
        line[n++] = f;
      } else if (line[n - 1] != ' ') {
        line[n++] = ' ';
      }
    }
    if (line[n - 1] != ' ') {
      line[n++] = ' ';
    }
    return n > 1 ? n : 0;
  }

  private static int folded(int c) {
    boolean part =
        UCharacter.hasBinaryProperty(c, UProperty.ALPHABETIC)
            || UCharacter.isDigit(c)
            || UCharacter.getIntPropertyValue(c, UProperty.CANONICAL_COMBINING_CLASS) > 0;
    return part ? UCharacter.toLowerCase(c) : 0;
  }

  /** A stable 64-bit hash of the folded text: equal for texts that differ in case and marks. */
  public long fingerprint(CharSequence text) {
    int n = fold(text);
    long h = n;
    for (int i = 0; i < n; i++) {
      h = Draws.sm(h ^ line[i]);
    }
    return h;
  }
}
