package io.steelyard.select.samanantar;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether two sentences have the same numbers: the multiset of runs of decimal digits, of any
 * script, as values.
 *
 * <p>Example: {@code 1,500 in 2024} and {@code 2024 में १.५००} agree (1, 500, 2024). Templates such
 * as dates and scores are near each other whatever their numbers; this tells them apart.
 */
public final class NumberAgreement {
  private NumberAgreement() {}

  public static boolean agree(String a, String b) {
    return numbers(a).equals(numbers(b));
  }

  /** Runs of digits without leading zeros, in ASCII, sorted. */
  static List<String> numbers(String text) {
    List<String> runs = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (UCharacter.getType(c) == UCharacterCategory.DECIMAL_DIGIT_NUMBER) {
        run.append((char) ('0' + UCharacter.digit(c, 10)));
      } else if (run.length() > 0) {
        runs.add(value(run));
        run.setLength(0);
      }
    }
    if (run.length() > 0) {
      runs.add(value(run));
    }
    runs.sort(null);
    return runs;
  }

  private static String value(StringBuilder run) {
    int zeros = 0;
    while (zeros < run.length() - 1 && run.charAt(zeros) == '0') {
      zeros++;
    }
    return run.substring(zeros);
  }
}
