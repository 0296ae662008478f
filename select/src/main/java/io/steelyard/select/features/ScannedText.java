package io.steelyard.select.features;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;

/** Text of scanned pages: line ends that the page had, words that they divide, long s. */
public final class ScannedText {
  private static final Normalizer2 NFC = Normalizer2.getNFCInstance();

  private ScannedText() {}

  /** Lines of a page as running text; empty lines stay as borders of paragraphs. */
  public static String joined(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (String line : text.split("\n", -1)) {
      String plain = line.strip();
      if (plain.isEmpty()) {
        out.append("\n\n");
        continue;
      }
      int n = out.length();
      boolean divided =
          n > 1
              && (out.charAt(n - 1) == '-' || out.charAt(n - 1) == '\u00AD')
              && UCharacter.isLetter(out.charAt(n - 2))
              && UCharacter.isLowerCase(plain.codePointAt(0));
      if (divided) {
        out.setLength(n - 1);
      } else if (n > 0 && out.charAt(n - 1) != '\n') {
        out.append(' ');
      }
      out.append(plain);
    }
    return out.toString();
  }

  /** The form in which a text is read for its meaning: NFC, divided words joined, s for long s. */
  public static String readable(String text) {
    String whole = text.indexOf("-\n") >= 0 ? divided(text) : text;
    return NFC.normalize(whole).replace('\u017F', 's');
  }

  private static String divided(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      boolean ends =
          text.charAt(i) == '-'
              && i > 0
              && i + 2 < text.length()
              && text.charAt(i + 1) == '\n'
              && UCharacter.isLetter(text.charAt(i - 1))
              && UCharacter.isLowerCase(text.charAt(i + 2));
      if (ends) {
        i++;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }
}
