package io.steelyard.corpus.clean;

import com.ibm.icu.lang.UCharacter;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the stop words of a language by counting: words without capitals, digits or marks that are
 * frequent, and found in many documents, in every source at hand.
 *
 * <p>A word's weight is the least of its relative frequencies over the sources, so that a word of
 * one subject (a parliament's "commission", a manual's "file") does not pass where two sources are
 * there. Words of at least {@link #MIN_FREQUENCY} and {@link #MIN_SHARE} are taken, most frequent
 * first: at least {@link #LEAST}, at most {@link #MOST}.
 */
public final class StopWordDerivation {
  /** Fewest words of a list, whatever their frequency (FineWeb2's lists: 8 to 63, median 19). */
  public static final int LEAST = 8;

  public static final int MOST = 24;

  /** Least relative frequency among words. */
  public static final double MIN_FREQUENCY = .004;

  /** Least share of documents that have the word. */
  public static final double MIN_SHARE = .25;

  /** The same where only one source is there, which cannot tell its subject from its language. */
  public static final double MIN_SHARE_ALONE = .4;

  /** Most words from one source alone of fewer than {@link #FEW_DOCUMENTS} documents. */
  public static final int MOST_ALONE = 12;

  private static final int FEW_DOCUMENTS = 500;

  /** Terms that manuals of every language share. */
  private static final Set<String> TERMS_OF_ART =
      Set.of("http", "https", "www", "html", "coreutils", "software", "manual", "file", "files");

  private StopWordDerivation() {}

  /** The counts of one source of one language. */
  public static final class Source {
    private final String name;
    private final Object2IntOpenHashMap<String> frequency = new Object2IntOpenHashMap<>();
    private final Object2IntOpenHashMap<String> documents = new Object2IntOpenHashMap<>();
    private long words;
    private int count;

    public Source(String name) {
      this.name = name;
    }

    /** Counts one document's words. */
    public void add(Segmented s) {
      Set<String> seen = new HashSet<>();
      for (int w = 0; w < s.words(); w++) {
        String word = s.word(w);
        if (!isPlain(word)) {
          continue;
        }
        words++;
        frequency.addTo(word, 1);
        if (seen.add(word)) {
          documents.addTo(word, 1);
        }
      }
      count++;
    }

    public String name() {
      return name;
    }

    public int documents() {
      return count;
    }

    public long words() {
      return words;
    }

    double frequency(String word) {
      return words == 0 ? 0 : (double) frequency.getInt(word) / words;
    }

    double share(String word) {
      return count == 0 ? 0 : (double) documents.getInt(word) / count;
    }
  }

  /**
   * The stop words of a language, most frequent first.
   *
   * @param sources its counts; sources that are too small should be left out
   * @param foreign counts of a language whose words may stand untranslated in the sources (English
   *     in manuals); may be empty. Left out are words three times as frequent there, and words that
   *     are at home in one of its sources only ({@code coreutils})
   * @param script short name of the language's script; words in another are left out
   */
  public static List<String> derive(List<Source> sources, List<Source> foreign, String script) {
    record Candidate(String word, double weight, double share) {}
    List<Candidate> candidates = new ArrayList<>();
    for (String word : sources.get(0).frequency.keySet()) {
      double weight = Double.MAX_VALUE;
      double share = 1;
      for (Source source : sources) {
        weight = Math.min(weight, source.frequency(word));
        share = Math.min(share, source.share(word));
      }
      if (weight > 0
          && !isForeign(word, weight, foreign)
          && script.equals(ThresholdFitter.script(word))) {
        candidates.add(new Candidate(word, weight, share));
      }
    }
    double leastShare = sources.size() == 1 ? MIN_SHARE_ALONE : MIN_SHARE;
    candidates.sort(
        Comparator.comparingDouble(Candidate::weight).reversed().thenComparing(Candidate::word));
    boolean few = sources.size() == 1 && sources.get(0).documents() < FEW_DOCUMENTS;
    int most = few ? MOST_ALONE : MOST;
    List<String> list = new ArrayList<>();
    for (Candidate c : candidates) {
      boolean frequent = c.weight() >= MIN_FREQUENCY && c.share() >= leastShare;
      if (list.size() < most && (frequent || list.size() < LEAST)) {
        list.add(c.word());
      }
    }
    return list;
  }

  private static boolean isForeign(String word, double weight, List<Source> foreign) {
    double most = 0;
    double least = Double.MAX_VALUE;
    for (Source source : foreign) {
      most = Math.max(most, source.frequency(word));
      least = Math.min(least, source.frequency(word));
    }
    boolean oneSubject = foreign.size() > 1 && most > weight / 20 && least < most / 10;
    return most > 3 * weight || oneSubject || TERMS_OF_ART.contains(word);
  }

  /** The script of most words counted. */
  public static String script(List<Source> sources) {
    StringBuilder sample = new StringBuilder();
    for (Source source : sources) {
      source.frequency.object2IntEntrySet().stream()
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .limit(200)
          .forEach(e -> sample.append(e.getKey()).append(' '));
    }
    return ThresholdFitter.script(sample);
  }

  /** Letters and marks of words only, no capitals. */
  private static boolean isPlain(String word) {
    for (int i = 0; i < word.length(); ) {
      int c = word.codePointAt(i);
      boolean inside = c == '\'' || c == 0x2019;
      boolean letter = (CharClasses.of(c) & CharClasses.ALPHA) != 0;
      if (i == 0 && !letter
          || !inside && !letter && !isMark(c)
          || UCharacter.isUpperCase(c)
          || UCharacter.isTitleCase(c)) {
        return false;
      }
      i += Character.charCount(c);
    }
    return true;
  }

  private static boolean isMark(int c) {
    int type = UCharacter.getType(c);
    return type == com.ibm.icu.lang.UCharacterEnums.ECharacterCategory.NON_SPACING_MARK
        || type == com.ibm.icu.lang.UCharacterEnums.ECharacterCategory.COMBINING_SPACING_MARK;
  }
}
