package io.steelyard.corpus.language;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.util.ULocale;
import io.steelyard.core.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * Says in which of 99 languages a text is written: Apache OpenNLP's character n-gram model, on the
 * first letters of the text, with a check of the script.
 *
 * <p>{@code identify("Das ist ein deutscher Satz, an dem man es erkennt.")} is {@code de}. Fewer
 * than {@link #FEWEST_LETTERS} letters say nothing: {@code und}. One identifier serves one thread;
 * the model behind is loaded once.
 */
public final class LanguageIdentifier {
  /** Below this many letters a guess is worth nothing (corpus hygiene: abstain). */
  public static final int FEWEST_LETTERS = 20;

  private static final String MODEL = "/langdetect-183.bin";

  /** Codes of the model that stand for a language by another name than the common one. */
  private static final Map<String, String> ALIASES =
      Map.of("cmn", "zh", "lvs", "lv", "ekk", "et", "pes", "fa", "pnb", "pa", "gsw", "gsw");

  private static final class Loaded {
    static final LanguageDetectorModel MODEL = load();
    static final Set<String> CODES = codes();

    private static LanguageDetectorModel load() {
      try (InputStream in =
          LanguageIdentifier.class.getResourceAsStream(LanguageIdentifier.MODEL)) {
        if (in == null) {
          throw new IllegalStateException(
              "the language model " + LanguageIdentifier.MODEL + " is not on the class path");
        }
        return new LanguageDetectorModel(in);
      } catch (IOException e) {
        throw new IllegalStateException("the language model cannot be read", e);
      }
    }

    private static Set<String> codes() {
      Set<String> codes = new TreeSet<>();
      for (String code : new LanguageDetectorME(MODEL).getSupportedLanguages()) {
        codes.add(common(code));
      }
      return codes;
    }
  }

  private final LanguageDetectorME detector = new LanguageDetectorME(Loaded.MODEL);
  private final Set<String> candidates;
  private final int window;
  private final StringBuilder probe = new StringBuilder();

  /**
   * @param candidates languages to choose from; empty for all
   * @param window how many code points of a text are looked at
   * @throws IllegalArgumentException if a candidate is not known
   */
  public LanguageIdentifier(List<String> candidates, int window) {
    for (String candidate : candidates) {
      if (!languages().contains(candidate)) {
        throw new IllegalArgumentException(
            "languages: unknown language '"
                + candidate
                + "'"
                + Nearest.hint(candidate, languages()));
      }
    }
    if (window < FEWEST_LETTERS) {
      throw new IllegalArgumentException(
          "window must be at least " + FEWEST_LETTERS + " characters, was " + window);
    }
    this.candidates = Set.copyOf(candidates);
    this.window = window;
  }

  /** All languages that can be told apart. */
  public static Set<String> languages() {
    return Loaded.CODES;
  }

  /** The best guess; {@code und} with score 0 where there are too few letters. */
  public Guess identify(String text) {
    return ranked(text, 1).get(0);
  }

  /** At most {@code top} guesses, best first, scores over the candidates; never empty. */
  public List<Guess> ranked(String text, int top) {
    int letters = cut(text);
    if (letters < FEWEST_LETTERS) {
      return List.of(new Guess(Guess.UNKNOWN, 0));
    }
    Map<String, Double> scores = new TreeMap<>();
    double sum = 0;
    for (Language guess : detector.predictLanguages(probe)) {
      String code = common(guess.getLang());
      if (candidates.isEmpty() || candidates.contains(code)) {
        scores.merge(code, guess.getConfidence(), Double::sum);
        sum += guess.getConfidence();
      }
    }
    if (!(sum > 0)) {
      return List.of(new Guess(Guess.UNKNOWN, 0));
    }
    List<Guess> guesses = new ArrayList<>();
    for (Map.Entry<String, Double> entry : scores.entrySet()) {
      guesses.add(new Guess(entry.getKey(), rounded(entry.getValue() / sum)));
    }
    guesses.sort(
        (a, b) ->
            a.score() != b.score()
                ? Double.compare(b.score(), a.score())
                : a.language().compareTo(b.language()));
    return guesses.subList(0, Math.min(top, guesses.size()));
  }

  /** The model's exponentials differ in the last bits between machines; scores enter digests. */
  private static double rounded(double score) {
    return Math.rint(score * 1e6) / 1e6;
  }

  /** Fills the probe with the first code points, white space folded; how many are letters. */
  private int cut(String text) {
    probe.setLength(0);
    int letters = 0;
    boolean blank = true;
    for (int i = 0, n = 0; i < text.length() && n < window; n++) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (UCharacter.isUWhiteSpace(c)) {
        if (!blank) {
          probe.append(' ');
        }
        blank = true;
        continue;
      }
      blank = false;
      letters += UCharacter.hasBinaryProperty(c, UProperty.ALPHABETIC) ? 1 : 0;
      probe.appendCodePoint(c);
    }
    return letters;
  }

  /**
   * Whether most letters of the looked-at part are in a script in which the language is written;
   * the guess is doubtful where they are not.
   */
  public static boolean scriptFits(String text, String language, int window) {
    int[] expected = UScript.getCode(ULocale.addLikelySubtags(new ULocale(language)));
    if (expected == null) {
      return true;
    }
    int fit = 0;
    int letters = 0;
    for (int i = 0, n = 0; i < text.length() && n < window; n++) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int script = UScript.getScript(c);
      if (script != UScript.COMMON
          && script != UScript.INHERITED
          && UCharacter.hasBinaryProperty(c, UProperty.ALPHABETIC)) {
        letters++;
        fit += Arrays.stream(expected).anyMatch(s -> s == script) ? 1 : 0;
      }
    }
    return letters == 0 || 2 * fit >= letters;
  }

  /** The two-letter code of a three-letter one, where there is one. */
  private static String common(String code) {
    String alias = ALIASES.get(code);
    return alias != null ? alias : new ULocale(code).getLanguage();
  }
}
