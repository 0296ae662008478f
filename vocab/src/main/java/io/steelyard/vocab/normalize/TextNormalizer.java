package io.steelyard.vocab.normalize;

import com.ibm.icu.text.FilteredNormalizer2;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;
import io.steelyard.vocab.Normalizer;
import io.steelyard.vocab.pretokenize.AlignedText;

/**
 * A Unicode normalisation form as Hugging Face {@code tokenizers} applies it: its tables are those
 * of Unicode 9, so characters that came later neither decompose, compose nor change places. (Normal
 * forms are stable, so for the characters of Unicode 9 any later tables give the same.)
 *
 * <p>Example, NFC: {@code e} + U+0301 becomes {@code é}; text that is in the form already is
 * returned as it is.
 */
public final class TextNormalizer implements Normalizer {
  private static final UnicodeSet KNOWN = new UnicodeSet("[:age=9.0:]").freeze();

  private final Normalizer2 form;

  private TextNormalizer(Normalizer2 form) {
    this.form = new FilteredNormalizer2(form, KNOWN);
  }

  /** NFC, NFD, NFKC or NFKD by name, or null for another name. */
  public static TextNormalizer named(String name) {
    return switch (name) {
      case "NFC" -> new TextNormalizer(Normalizer2.getNFCInstance());
      case "NFD" -> new TextNormalizer(Normalizer2.getNFDInstance());
      case "NFKC" -> new TextNormalizer(Normalizer2.getNFKCInstance());
      case "NFKD" -> new TextNormalizer(Normalizer2.getNFKDInstance());
      default -> null;
    };
  }

  @Override
  public AlignedText normalize(AlignedText text) {
    if (isAscii(text)) {
      return text;
    }
    if (form.isNormalized(text.string())) {
      return text;
    }
    return Rewriting.bySegments(text, form::normalize, form::hasBoundaryBefore);
  }

  private static boolean isAscii(AlignedText text) {
    byte[] bytes = text.bytes();
    for (int i = text.from(); i < text.to(); i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
