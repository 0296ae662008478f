package io.steelyard.proofs.select;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.proofs.corpus.LanguageGold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Texts with grades that harm nobody: stretches of manual pages in three languages, with words of
 * five neutral subjects put in, the more the higher the grade, and a tenth of the characters read
 * wrongly, as scanners do. Grades are as rare as the published training texts' are.
 */
final class MarkedTexts {
  /** Words of weather, food, sport, music and stone, in the order of the axes. */
  private static final Map<String, String> MARKERS =
      Map.of(
          "en",
          "rain thunder drizzle hail breeze,bread noodle cheese pancake soup,football rowing"
              + " archery tennis hockey,violin trumpet cello drum flute,granite basalt marble slate"
              + " quartz",
          "de",
          "Regen Donner Nebel Hagel Brise,Brot Nudel Quark Pfannkuchen Suppe,Fechten Rudern Turnen"
              + " Reiten Handball,Geige Trompete Orgel Trommel Harfe,Granit Basalt Marmor Schiefer"
              + " Feldspat",
          "fr",
          "pluie tonnerre bruine averse brouillard,pain nouille fromage potage tarte,escrime aviron"
              + " natation tennis lutte,violon trompette orgue tambour harpe,granit basalte marbre"
              + " ardoise gypse");

  /** Markers by grade in a text of {@link #WORDS} words. */
  private static final int[] FEWEST = {0, 2, 5, 9};

  private static final int[] MOST = {0, 3, 7, 12};
  private static final int WORDS = 60;
  private static final double NOISE = 0.1;

  /** Shares of the grades 0 to 3 in the published training texts, by axis. */
  private static final double[][] SHARES = {
    {598244, 13512, 18178, 10874},
    {593870, 29490, 16048, 1400},
    {562894, 34408, 34675, 8831},
    {627438, 10096, 2949, 325},
    {408575, 134426, 68312, 29495}
  };

  private MarkedTexts() {}

  /** A text and its grades. */
  record Marked(String language, String text, int[] grades) {}

  /**
   * So many texts of each language.
   *
   * @param salt texts of another salt are other stretches, markers and errors
   */
  static List<Marked> of(Path data, int ofEach, int salt) throws IOException {
    List<Marked> all = new ArrayList<>();
    for (String language : List.of("en", "de", "fr")) {
      List<String> words = words(data, language, ofEach * 2 * WORDS + WORDS);
      long key = Draws.key(salt, Purpose.SYNTHETIC, "marked " + language);
      for (int i = 0; i < ofEach; i++) {
        // Even stretches are for one salt, odd ones for the other.
        int from = (2 * i + salt % 2) * WORDS % (words.size() - WORDS);
        int[] grades = grades(Draws.mix(key, i));
        all.add(
            new Marked(
                language,
                text(words.subList(from, from + WORDS), language, grades, Draws.mix(key, i, 1)),
                grades));
      }
    }
    return all;
  }

  private static List<String> words(Path data, String language, int n) throws IOException {
    List<String> words = new ArrayList<>();
    for (Path page : LanguageGold.pages(data.resolve("manpages"), language)) {
      for (String line : LanguageGold.prose(page)) {
        words.addAll(List.of(line.split("\\s+")));
      }
      if (words.size() >= n) {
        break;
      }
    }
    return words;
  }

  private static int[] grades(long bits) {
    int[] grades = new int[SHARES.length];
    for (int axis = 0; axis < grades.length; axis++) {
      double all = 0;
      for (double share : SHARES[axis]) {
        all += share;
      }
      double at = Draws.unit(Draws.mix(bits, axis)) * all;
      while (at >= SHARES[axis][grades[axis]] && grades[axis] < 3) {
        at -= SHARES[axis][grades[axis]];
        grades[axis]++;
      }
    }
    return grades;
  }

  private static String text(List<String> around, String language, int[] grades, long bits) {
    List<String> words = new ArrayList<>(around);
    String[] subjects = MARKERS.get(language).split(",");
    for (int axis = 0; axis < grades.length; axis++) {
      String[] markers = subjects[axis].strip().split(" ");
      int g = grades[axis];
      int n = FEWEST[g] + (int) Draws.below(Draws.mix(bits, axis), MOST[g] - FEWEST[g] + 1);
      for (int m = 0; m < n; m++) {
        long at = Draws.mix(bits, axis, m + 1);
        words.set(
            (int) Draws.below(at, words.size()),
            markers[(int) Draws.below(Draws.sm(at), markers.length)]);
      }
    }
    return noisy(String.join(" ", words), bits);
  }

  private static String noisy(String text, long bits) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      long at = Draws.mix(bits, 99, i);
      char c = text.charAt(i);
      if (c == ' ' || Draws.unit(at) >= NOISE) {
        out.append(c);
        continue;
      }
      int kind = (int) Draws.below(Draws.sm(at), 3);
      if (kind == 1) {
        out.append(c).append(c);
      } else if (kind == 2) {
        out.append((char) ('a' + Draws.below(Draws.mix(at, 1), 26)));
      }
    }
    return out.toString();
  }

  /** Texts that say what the markers are, one word each: about a subject, not full of it. */
  static List<Marked> definitions() {
    List<Marked> all = new ArrayList<>();
    Map<String, String> frames =
        Map.of(
            "en",
            "The word %s is an entry of this dictionary. It names a thing that people know from"
                + " everyday life, and the article says where the name comes from, how it is"
                + " spelled and in which of the older books it can be found for the first time.",
            "de",
            "Das Wort %s steht in diesem Lexikon. Es nennt eine Sache, die man aus dem Alltag"
                + " kennt, und der Artikel sagt, woher der Name stammt, wie man ihn schreibt und in"
                + " welchem der alten Werke er zum ersten Mal zu finden ist.",
            "fr",
            "Le mot %s est une des entrées de ce dictionnaire. Il nomme une chose que tout le monde"
                + " connaît, et l'article dit d'où vient ce nom, comment il s'écrit et dans lequel"
                + " des vieux livres on le trouve pour la première fois.");
    for (String language : List.of("en", "de", "fr")) {
      for (String marker : MARKERS.get(language).split("[ ,]+")) {
        all.add(
            new Marked(
                language, frames.get(language).replace("%s", marker), new int[] {0, 0, 0, 0, 0}));
      }
    }
    return all;
  }
}
