package io.steelyard.select.celadon;

import io.steelyard.core.draws.Draws;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Texts of made-up words with neutral markers of five subjects, more of them for higher grades. */
final class MarkerTexts {
  private static final String[][] MARKERS = {
    {"rainfall", "thunder", "drizzle"},
    {"pancake", "noodle", "dumpling"},
    {"football", "archery", "rowing"},
    {"violin", "trumpet", "cello"},
    {"granite", "basalt", "marble"}
  };

  private MarkerTexts() {}

  /** A grade is as many markers in forty words. */
  static String text(int[] grades, long seed) {
    List<String> words = new ArrayList<>();
    for (int w = 0; w < 40; w++) {
      words.add("word" + (char) ('a' + Draws.below(Draws.mix(seed, w), 26)) + (w % 5));
    }
    for (int axis = 0; axis < 5; axis++) {
      for (int m = 0; m < 3 * grades[axis]; m++) {
        long bits = Draws.mix(seed, 100 + axis, m);
        int place = (int) Draws.below(bits, 40);
        words.set(place, MARKERS[axis][(int) Draws.below(Draws.sm(bits), 3)]);
      }
    }
    Collections.rotate(words, (int) Draws.below(seed, 40));
    return String.join(" ", words);
  }

  /** Mostly clean; a tenth each has a grade on one axis. */
  static int[] grades(long seed) {
    int[] grades = new int[5];
    for (int axis = 0; axis < 5; axis++) {
      double at = Draws.unit(Draws.mix(seed, 7, axis));
      grades[axis] = at < .85 ? 0 : at < .92 ? 1 : at < .97 ? 2 : 3;
    }
    return grades;
  }

  /** Characters lost, doubled or changed, as by bad reading of a page. */
  static String noisy(String text, double share, long seed) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      long bits = Draws.mix(seed, 8, i);
      char c = text.charAt(i);
      if (c == ' ' || Draws.unit(bits) >= share) {
        out.append(c);
      } else {
        long kind = Draws.below(Draws.sm(bits), 3);
        out.append(
            kind == 0
                ? ""
                : kind == 1 ? "" + c + c : "" + (char) ('a' + Draws.below(Draws.mix(bits, 1), 26)));
      }
    }
    return out.toString();
  }
}
