package io.steelyard.vocab.normalize;

import com.ibm.icu.text.FilteredNormalizer2;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;
import io.steelyard.vocab.Normalizer;
import io.steelyard.vocab.pretokenize.AlignedText;
import io.steelyard.vocab.pretokenize.Utf8;
import java.nio.charset.StandardCharsets;

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

  private final Normalizer2 decomposer;
  private final Normalizer2 composer;

  private TextNormalizer(Normalizer2 form, Normalizer2 decomposer, boolean composes) {
    this.form = new FilteredNormalizer2(form, KNOWN);
    this.decomposer = decomposer;
    this.composer = composes ? Normalizer2.getNFCInstance() : null;
  }

  /** NFC, NFD, NFKC or NFKD by name, or null for another name. */
  public static TextNormalizer named(String name) {
    return switch (name) {
      case "NFC" ->
          new TextNormalizer(Normalizer2.getNFCInstance(), Normalizer2.getNFDInstance(), true);
      case "NFD" ->
          new TextNormalizer(Normalizer2.getNFDInstance(), Normalizer2.getNFDInstance(), false);
      case "NFKC" ->
          new TextNormalizer(Normalizer2.getNFKCInstance(), Normalizer2.getNFKDInstance(), true);
      case "NFKD" ->
          new TextNormalizer(Normalizer2.getNFKDInstance(), Normalizer2.getNFKDInstance(), false);
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
    return bySegments(text);
  }

  /** Rewrites each segment between borders on its own; most do not change. */
  private AlignedText bySegments(AlignedText text) {
    TracedForm traced = new TracedForm(decomposer, composer, KNOWN);
    AlignedText.Editor edit = text.edit();
    byte[] bytes = text.bytes();
    int i = text.from();
    while (i < text.to()) {
      int c = Utf8.codePointAt(bytes, i, text.to());
      int end = c < 0 ? i + 1 : i + Utf8.length(c);
      while (c >= 0 && end < text.to()) {
        int next = Utf8.codePointAt(bytes, end, text.to());
        if (next < 0 || form.hasBoundaryBefore(next)) {
          break;
        }
        end += Utf8.length(next);
      }
      if (c < 0 || form.isNormalized(new String(bytes, i, end - i, StandardCharsets.UTF_8))) {
        edit.keep(i, end);
      } else {
        traced.append(text, i, end, edit);
      }
      i = end;
    }
    return edit.done();
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
