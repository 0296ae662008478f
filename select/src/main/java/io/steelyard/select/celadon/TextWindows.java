package io.steelyard.select.celadon;

import com.ibm.icu.lang.UCharacter;
import java.util.ArrayList;
import java.util.List;

/**
 * A text as windows of so many words, each beginning {@code step} words after the one before; the
 * last ends with the text.
 *
 * <p>Example: 900 words in windows of 512 every 384: 0 to 512 and 384 to 896 and 768 to 900.
 *
 * @param words words of a window
 * @param step words from the beginning of one to that of the next
 */
record TextWindows(int words, int step) {
  TextWindows {
    if (words < 1 || step < 1 || step > words) {
      throw new IllegalArgumentException(
          "window must be at least 1 word and step from 1 to window, were "
              + words
              + " and "
              + step);
    }
  }

  /** Nothing for a text without words. */
  List<String> of(String text) {
    List<Integer> starts = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    boolean in = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean blank = UCharacter.isUWhiteSpace(c);
      if (!blank && !in) {
        starts.add(i);
      } else if (blank && in) {
        ends.add(i);
      }
      in = !blank;
      i += Character.charCount(c);
    }
    if (in) {
      ends.add(text.length());
    }
    List<String> windows = new ArrayList<>();
    for (int from = 0; from < starts.size(); from += step) {
      int to = Math.min(starts.size(), from + words);
      windows.add(text.substring(starts.get(from), ends.get(to - 1)));
      if (to == starts.size()) {
        break;
      }
    }
    return windows;
  }
}
