package io.steelyard.corpus.clean;

import com.ibm.icu.util.ULocale;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One spelling for a language: the two-letter code where there is one, else the three-letter code.
 * {@code deu_Latn}, {@code de-AT} and {@code ger} are {@code de}; {@code no} is {@code nb}; null
 * and the empty string are {@code und}.
 */
public final class LanguageKey {
  private static final Map<String, String> SHORT = new HashMap<>();

  static {
    for (String code : ULocale.getISOLanguages()) {
      if (code.length() == 2) {
        SHORT.put(new ULocale(code).getISO3Language(), code);
      }
    }
    // Bibliographic codes and macro-languages that label sets use.
    SHORT.put("ger", "de");
    SHORT.put("fre", "fr");
    SHORT.put("dut", "nl");
    SHORT.put("cze", "cs");
    SHORT.put("gre", "el");
    SHORT.put("rum", "ro");
    SHORT.put("slo", "sk");
    SHORT.put("chi", "zh");
    SHORT.put("cmn", "zh");
    SHORT.put("ekk", "et");
    SHORT.put("lvs", "lv");
    SHORT.put("mac", "mk");
    SHORT.put("no", "nb");
    SHORT.put("nor", "nb");
    SHORT.put("nob", "nb");
  }

  private static final Set<String> KNOWN = Set.of(ULocale.getISOLanguages());

  private LanguageKey() {}

  /** Whether a name is the code of a language, with or without script or region. */
  public static boolean isKnown(String name) {
    String code = name.replaceFirst("[-_].*", "").toLowerCase(Locale.ROOT);
    return KNOWN.contains(code) || SHORT.containsKey(code);
  }

  public static String of(String language) {
    if (language == null || language.isBlank()) {
      return "und";
    }
    String lower = language.trim().toLowerCase(Locale.ROOT);
    int end = 0;
    while (end < lower.length() && lower.charAt(end) >= 'a' && lower.charAt(end) <= 'z') {
      end++;
    }
    String code = lower.substring(0, end);
    return SHORT.getOrDefault(code, code.isEmpty() ? "und" : code);
  }
}
