package io.steelyard.vocab.measure;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.ULocale;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.stats.Mergeable;
import io.steelyard.vocab.Surrogates;
import io.steelyard.vocab.Tokenizer;
import java.util.Arrays;

/**
 * What small changes of a text do to its tokens: other Unicode forms, other case, a space at the
 * end, a cut in the middle. All are ratios over texts.
 *
 * <p>Example: {@code é} is one code point in NFC and two in NFD; a vocabulary that knows only the
 * first pays three tokens for the second, so {@link #nfd} of the text {@code é} is 3.
 */
final class Stability implements Mergeable<Stability> {
  private static final long serialVersionUID = 1;

  /** Places at which each text is cut in two. */
  private static final int CUTS = 8;

  /** Texts whose NFC has the same ids, of all. */
  final BucketedRatio nfcSame = new BucketedRatio();

  /** Texts whose NFD has the same ids as their NFC, of all. */
  final BucketedRatio nfdSame = new BucketedRatio();

  /** Tokens of the NFD over those of the NFC. */
  final BucketedRatio nfd = new BucketedRatio();

  /** Tokens in capitals over tokens as written. */
  final BucketedRatio upper = new BucketedRatio();

  /** Tokens in small letters over tokens as written. */
  final BucketedRatio lower = new BucketedRatio();

  /** Texts whose ids stay as they are where a space follows, of all. */
  final BucketedRatio trailingSpace = new BucketedRatio();

  /**
   * Cuts between two characters after which the two parts, encoded apart, are not the ids of the
   * whole: what a model sees wrongly where a prompt ends there.
   */
  final BucketedRatio brokenCuts = new BucketedRatio();

  void add(long key, String text, int[] ids, Tokenizer tokenizer) {
    String nfcText = Normalizer2.getNFCInstance().normalize(text);
    int[] nfc = nfcText.equals(text) ? ids : encode(tokenizer, nfcText);
    int[] decomposed = encode(tokenizer, Normalizer2.getNFDInstance().normalize(text));
    nfcSame.add(key, Arrays.equals(nfc, ids) ? 1 : 0, 1);
    nfdSame.add(key, Arrays.equals(decomposed, nfc) ? 1 : 0, 1);
    nfd.add(key, decomposed.length, nfc.length);
    upper.add(
        key, encode(tokenizer, UCharacter.toUpperCase(ULocale.ROOT, text)).length, ids.length);
    lower.add(
        key, encode(tokenizer, UCharacter.toLowerCase(ULocale.ROOT, text)).length, ids.length);
    int[] spaced = encode(tokenizer, text + " ");
    trailingSpace.add(
        key,
        spaced.length >= ids.length && Arrays.equals(spaced, 0, ids.length, ids, 0, ids.length)
            ? 1
            : 0,
        1);
    cut(key, text, ids, tokenizer);
  }

  private void cut(long key, String text, int[] ids, Tokenizer tokenizer) {
    int characters = text.codePointCount(0, text.length());
    if (characters < 2) {
      return;
    }
    int broken = 0;
    for (int c = 0; c < CUTS; c++) {
      int at = text.offsetByCodePoints(0, 1 + (int) Draws.below(Draws.mix(key, c), characters - 1));
      int[] head = encode(tokenizer, text.substring(0, at));
      int[] tail = encode(tokenizer, text.substring(at));
      boolean same =
          head.length + tail.length == ids.length
              && Arrays.equals(head, 0, head.length, ids, 0, head.length)
              && Arrays.equals(tail, 0, tail.length, ids, head.length, ids.length);
      broken += same ? 0 : 1;
    }
    brokenCuts.add(key, broken, CUTS);
  }

  private static int[] encode(Tokenizer tokenizer, String text) {
    return tokenizer.encode(text, false, Surrogates.REPLACE);
  }

  @Override
  public void merge(Stability other) {
    nfcSame.merge(other.nfcSame);
    nfdSame.merge(other.nfdSame);
    nfd.merge(other.nfd);
    upper.merge(other.upper);
    lower.merge(other.lower);
    trailingSpace.merge(other.trailingSpace);
    brokenCuts.merge(other.brokenCuts);
  }
}
