package io.steelyard.vocab.measure;

import io.steelyard.core.stats.Mergeable;
import io.steelyard.vocab.BytePairEncoder;
import io.steelyard.vocab.Encoding;
import io.steelyard.vocab.Surrogates;
import io.steelyard.vocab.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What needs a text encoded several times or with offsets, on a small sample of each domain:
 * stability, numbers, indentation, cut characters, unknown characters by script, followers.
 *
 * <p>Example: on the text {@code " x = 1234"} the two spaces are indentation; if they are one
 * token, indentation has 2 bytes a token.
 */
final class Probe implements Mergeable<Probe> {
  private static final long serialVersionUID = 1;

  /** Of each text at most so many characters are looked at. */
  private static final int MOST_CHARACTERS = 4_000;

  final Stability stability = new Stability();
  final DigitUse digits = new DigitUse();
  final ScriptCover scripts = new ScriptCover();
  final Followers followers = new Followers();

  /** Tokens that neither start nor end inside a character, of all. */
  final BucketedRatio wholeCharacters = new BucketedRatio();

  /** Bytes of indentation (two or more blanks at a line's start) over the tokens that hold them. */
  final BucketedRatio indentation = new BucketedRatio();

  /** Tokens over words, each word with the space before it. */
  final BucketedRatio fertility = new BucketedRatio();

  /** Words in one token, of all. */
  final BucketedRatio retained = new BucketedRatio();

  /** Millionths of bytes per token, text by text; over texts. */
  final BucketedRatio bytesPerTokenByText = new BucketedRatio();

  /** The id of characters that have no token, or -1. */
  static int unknown(Tokenizer tokenizer) {
    if (tokenizer.parts().model() instanceof BytePairEncoder encoder) {
      return encoder.options().unknown();
    }
    for (String name : new String[] {"[UNK]", "<unk>"}) {
      if (tokenizer.idOf(name) >= 0) {
        return tokenizer.idOf(name);
      }
    }
    return -1;
  }

  void add(long key, String document, Tokenizer tokenizer, int unknown) {
    String text = head(document);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    Encoding tokens = tokenizer.encodeWithOffsets(text, false, Surrogates.REPLACE);
    int[] ids = tokens.ids();
    if (ids.length == 0) {
      return;
    }
    stability.add(key, text, ids, tokenizer);
    digits.add(utf8, tokens.byteStarts());
    scripts.add(text, ids, tokens.byteStarts(), tokens.byteEnds(), unknown);
    followers.add(ids);
    borders(key, utf8, tokens);
    indentation(key, utf8, tokens.byteStarts());
    bytesPerTokenByText.add(key, Math.round(1e6 * utf8.length / ids.length), 1);
    long[] words = new long[3];
    WordRule.split(
        utf8,
        0,
        utf8.length,
        (from, to) -> {
          int n = tokenizer.count(Arrays.copyOfRange(utf8, from, to));
          words[0] += n;
          words[1] += n == 1 ? 1 : 0;
          words[2]++;
        });
    fertility.add(key, words[0], words[2]);
    retained.add(key, words[1], words[2]);
  }

  private static String head(String document) {
    if (document.length() <= MOST_CHARACTERS) {
      return document;
    }
    boolean pair = Character.isLowSurrogate(document.charAt(MOST_CHARACTERS));
    return document.substring(0, pair ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
  }

  private void borders(long key, byte[] utf8, Encoding tokens) {
    long whole = 0;
    for (int i = 0; i < tokens.size(); i++) {
      whole += border(utf8, tokens.byteStarts()[i]) && border(utf8, tokens.byteEnds()[i]) ? 1 : 0;
    }
    wholeCharacters.add(key, whole, tokens.size());
  }

  private static boolean border(byte[] utf8, int at) {
    return at >= utf8.length || (utf8[at] & 0xC0) != 0x80;
  }

  private void indentation(long key, byte[] utf8, int[] starts) {
    long bytes = 0;
    long tokens = 0;
    for (int i = 0; i < utf8.length; i++) {
      if (i > 0 && utf8[i - 1] != '\n') {
        continue;
      }
      int end = i;
      while (end < utf8.length && (utf8[end] == ' ' || utf8[end] == '\t')) {
        end++;
      }
      if (end - i >= 2) {
        bytes += end - i;
        tokens += 1 + before(starts, end) - before(starts, i + 1);
      }
      i = Math.max(i, end - 1);
    }
    indentation.add(key, bytes, tokens);
  }

  /** How many tokens start before this byte. */
  private static int before(int[] starts, int at) {
    int i = Arrays.binarySearch(starts, at);
    while (i > 0 && starts[i - 1] == at) {
      i--;
    }
    return i >= 0 ? i : -1 - i;
  }

  @Override
  public void merge(Probe other) {
    stability.merge(other.stability);
    digits.merge(other.digits);
    scripts.merge(other.scripts);
    followers.merge(other.followers);
    wholeCharacters.merge(other.wholeCharacters);
    indentation.merge(other.indentation);
    fertility.merge(other.fertility);
    retained.merge(other.retained);
    bytesPerTokenByText.merge(other.bytesPerTokenByText);
  }
}
