package io.steelyard.select.dsir;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.util.ULocale;
import io.steelyard.corpus.deduplicate.XxHash64;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Word n-grams of a text as buckets, bit for bit as {@code data-selection} has them: the text in
 * lower case is cut into runs of word characters and runs of other visible ones ({@code
 * \w+|[^\w\s]+} with Python's {@code \w}: letters, numbers and the underscore, but no combining
 * marks); every n-gram of 1 to n words, joined by one space, goes to the bucket {@code SHA-256 mod
 * B} of its UTF-8 bytes, read as a big-endian number.
 *
 * <p>Example with B = 10,000: {@code alice} is 6720, {@code alice went} 114, {@code 的} 2203.
 *
 * <p>Buckets of n-grams seen before are remembered under a 64-bit hash: two n-grams share one with
 * a chance of 2^-64. One object serves one thread.
 */
public final class HashedNgrams {
  /** How n-grams are hashed. */
  public enum Hash {
    /** As the published code; about 0.3 microseconds for an n-gram that was not seen before. */
    SHA256,
    /** Faster, other buckets. */
    XXHASH64
  }

  /** Remembered n-grams: 3 MiB. */
  private static final int CACHE = 1 << 18;

  private static final byte[] ASCII = asciiClasses();
  private static final byte OTHER = 0;
  private static final byte WORD = 1;
  private static final byte SPACE = 2;

  private final int longest;
  private final int buckets;
  private final Hash hash;
  private final MessageDigest sha;
  private final byte[] digest = new byte[32];
  private final long[] seen = new long[CACHE];
  private final int[] known = new int[CACHE];
  private byte[] bytes = new byte[1 << 12];
  private int length;
  private int[] starts = new int[1 << 10];
  private int[] ends = new int[1 << 10];
  private int words;
  private int[] found = new int[1 << 11];
  private int count;

  /**
   * @param longest n, at least 1
   * @param buckets B, at least 1
   */
  public HashedNgrams(int longest, int buckets, Hash hash) {
    this.longest = longest;
    this.buckets = buckets;
    this.hash = hash;
    Arrays.fill(known, -1);
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Cuts and hashes a text; what was found before is gone. */
  public void read(String text) {
    cut(text);
    count = 0;
    for (int n = 1; n <= longest; n++) {
      for (int w = 0; w + n <= words; w++) {
        if (count == found.length) {
          found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = bucket(starts[w], ends[w + n - 1]);
      }
    }
  }

  /** How many n-grams the text has. */
  public int count() {
    return count;
  }

  /** How many words it has. */
  public int words() {
    return words;
  }

  /** The bucket of n-gram {@code i}: all single words first, then pairs, and so on. */
  public int bucket(int i) {
    return found[i];
  }

  private int bucket(int from, int to) {
    long key = XxHash64.hash(bytes, from, to);
    if (hash == Hash.XXHASH64) {
      return (int) Long.remainderUnsigned(key, buckets);
    }
    int slot = (int) (key >>> 46);
    if (known[slot] >= 0 && seen[slot] == key) {
      return known[slot];
    }
    int bucket = shaBucket(from, to);
    seen[slot] = key;
    known[slot] = bucket;
    return bucket;
  }

  private int shaBucket(int from, int to) {
    sha.update(bytes, from, to - from);
    try {
      sha.digest(digest, 0, digest.length);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes hold a SHA-256", e);
    }
    long rest = 0;
    for (int i = 0; i < digest.length; i += 4) {
      long word =
          (digest[i] & 0xFFL) << 24
              | (digest[i + 1] & 0xFF) << 16
              | (digest[i + 2] & 0xFF) << 8
              | digest[i + 3] & 0xFF;
      rest = (rest << 32 | word) % buckets;
    }
    return (int) rest;
  }

  /** Fills {@code bytes} with the words in lower case, one space between them. */
  private void cut(String text) {
    String lower = lower(text);
    if (bytes.length < 4 * lower.length() + 1) {
      bytes = new byte[4 * lower.length() + 1];
    }
    length = 0;
    words = 0;
    byte before = SPACE;
    for (int i = 0; i < lower.length(); ) {
      int c = lower.charAt(i);
      byte kind;
      if (c < 0x80) {
        kind = ASCII[c];
        i++;
      } else {
        c = lower.codePointAt(i);
        i += Character.charCount(c);
        kind = kind(c);
      }
      if (kind != before) {
        if (before != SPACE) {
          ends[words++] = length;
        }
        if (kind != SPACE) {
          begin();
        }
        before = kind;
      }
      if (kind != SPACE) {
        write(c);
      }
    }
    if (before != SPACE) {
      ends[words++] = length;
    }
  }

  private void begin() {
    if (words == starts.length) {
      starts = Arrays.copyOf(starts, 2 * words);
      ends = Arrays.copyOf(ends, 2 * words);
    }
    if (length + 8 > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    if (words > 0) {
      bytes[length++] = ' ';
    }
    starts[words] = length;
  }

  private void write(int c) {
    if (length + 4 > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    if (c < 0x80) {
      bytes[length++] = (byte) c;
    } else if (c < 0x800) {
      bytes[length++] = (byte) (0xC0 | c >> 6);
      bytes[length++] = (byte) (0x80 | c & 0x3F);
    } else if (c < 0x10000) {
      bytes[length++] = (byte) (0xE0 | c >> 12);
      bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
      bytes[length++] = (byte) (0x80 | c & 0x3F);
    } else {
      bytes[length++] = (byte) (0xF0 | c >> 18);
      bytes[length++] = (byte) (0x80 | c >> 12 & 0x3F);
      bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
      bytes[length++] = (byte) (0x80 | c & 0x3F);
    }
  }

  private static String lower(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || c >= 'A' && c <= 'Z') {
        return UCharacter.toLowerCase(ULocale.ROOT, text);
      }
    }
    return text;
  }

  /** Python's {@code \w} and {@code \s} for text. */
  private static byte kind(int c) {
    switch (UCharacter.getType(c)) {
      case ECharacterCategory.UPPERCASE_LETTER:
      case ECharacterCategory.LOWERCASE_LETTER:
      case ECharacterCategory.TITLECASE_LETTER:
      case ECharacterCategory.MODIFIER_LETTER:
      case ECharacterCategory.OTHER_LETTER:
      case ECharacterCategory.DECIMAL_DIGIT_NUMBER:
      case ECharacterCategory.LETTER_NUMBER:
      case ECharacterCategory.OTHER_NUMBER:
        return WORD;
      default:
        return UCharacter.isUWhiteSpace(c) || c >= 0x1C && c <= 0x1F ? SPACE : OTHER;
    }
  }

  private static byte[] asciiClasses() {
    byte[] classes = new byte[0x80];
    for (int c = 0; c < classes.length; c++) {
      classes[c] = c == '_' ? WORD : kind(c);
    }
    return classes;
  }
}
