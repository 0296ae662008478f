package io.steelyard.vocab.format;

import io.steelyard.vocab.Normalizer;
import io.steelyard.vocab.normalize.Charsmap;
import io.steelyard.vocab.normalize.Rewriting;
import io.steelyard.vocab.normalize.TextNormalizer;
import io.steelyard.vocab.pretokenize.AlignedText;
import io.steelyard.vocab.pretokenize.Finder;
import io.steelyard.vocab.pretokenize.RegexPattern;
import io.steelyard.vocab.pretokenize.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The {@code normalizer} of a {@code tokenizer.json}. */
final class NormalizerReader {
  private static final String SUPPORTED =
      "Sequence, NFC, NFD, NFKC, NFKD, Lowercase, Strip, StripAccents, Prepend, Replace, Nmt,"
          + " BertNormalizer, Precompiled, ByteLevel";

  private NormalizerReader() {}

  /** Null for none. */
  static Normalizer read(Json json) {
    if (json.isNull()) {
      return null;
    }
    String type = json.type();
    return switch (type) {
      case "Sequence" -> sequence(json.at("normalizers"));
      case "NFC", "NFD", "NFKC", "NFKD" -> TextNormalizer.named(type);
      case "Lowercase" -> Rewriting.lowercase();
      case "Strip" ->
          Rewriting.strip(json.at("strip_left").flag(true), json.at("strip_right").flag(true));
      case "StripAccents" -> Rewriting.stripAccents();
      case "Prepend" -> Rewriting.prepend(json.at("prepend").text());
      case "Replace" -> Rewriting.replace(finder(json.at("pattern")), json.at("content").text());
      case "Nmt" -> Rewriting.nmt();
      case "BertNormalizer" -> bert(json);
      case "ByteLevel" -> NormalizerReader::byteLevel;
      case "Precompiled" -> precompiled(json.at("precompiled_charsmap"));
      default -> throw json.unknownType(SUPPORTED);
    };
  }

  /**
   * Every byte as the character that stands for it in GPT-2's alphabet, in its character's place.
   */
  private static AlignedText byteLevel(AlignedText text) {
    byte[] bytes = text.bytes();
    AlignedText.Editor edit = text.edit();
    for (int i = text.from(); i < text.to(); ) {
      int c = Utf8.codePointAt(bytes, i, text.to());
      int end = c < 0 ? i + 1 : i + Utf8.length(c);
      for (int k = i; k < end; k++) {
        String symbol = ByteAlphabet.write(new byte[] {bytes[k]});
        edit.replace(symbol.getBytes(StandardCharsets.UTF_8), i, end);
      }
      i = end;
    }
    return edit.done();
  }

  /** A map in base 64; none where it is empty or missing. */
  private static Normalizer precompiled(Json map) {
    if (map.isNull()) {
      return null;
    }
    byte[] compiled;
    try {
      compiled = Base64.getDecoder().decode(map.text());
    } catch (TokenizerFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new TokenizerFormatException(map.where() + ": no base 64: " + e.getMessage(), e);
    }
    try {
      Charsmap rules = Charsmap.of(compiled);
      return rules == null ? null : rules.byGrapheme();
    } catch (IllegalArgumentException e) {
      throw new TokenizerFormatException(map.where() + ": " + e.getMessage(), e);
    }
  }

  private static Normalizer sequence(Json list) {
    List<Normalizer> all = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Normalizer one = read(list.at(i));
      if (one != null) {
        all.add(one);
      }
    }
    return all.isEmpty() ? null : all.size() == 1 ? all.get(0) : Rewriting.sequence(all);
  }

  private static Normalizer bert(Json json) {
    boolean lowercase = json.at("lowercase").flag(true);
    List<Normalizer> all = new ArrayList<>();
    if (json.at("clean_text").flag(true)) {
      all.add(Rewriting.cleanForWordPieces());
    }
    if (json.at("handle_chinese_chars").flag(true)) {
      all.add(Rewriting.spaceHan());
    }
    if (json.at("strip_accents").flag(lowercase)) {
      all.add(TextNormalizer.named("NFD"));
      all.add(Rewriting.stripNonSpacing());
    }
    if (lowercase) {
      all.add(Rewriting.lowercase());
    }
    return Rewriting.sequence(all);
  }

  /** A pattern, which is {@code {"String": …}} or {@code {"Regex": …}}. */
  static Finder finder(Json pattern) {
    if (!pattern.at("String").isNull()) {
      return Finder.literal(pattern.at("String").text().getBytes(StandardCharsets.UTF_8));
    }
    Json regex = pattern.at("Regex");
    if (regex.isNull()) {
      throw pattern.error("expected {\"String\": …} or {\"Regex\": …}");
    }
    return regex(regex);
  }

  static RegexPattern regex(Json regex) {
    try {
      return new RegexPattern(regex.text());
    } catch (TokenizerFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new TokenizerFormatException(regex.where() + ": " + e.getMessage(), e);
    }
  }
}
