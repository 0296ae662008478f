package io.steelyard.vocab.compare;

import com.ibm.icu.lang.UScript;
import io.steelyard.core.RequestException;
import io.steelyard.vocab.measure.AlignedLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lines that say the same in many languages, and the script that each language is written in.
 *
 * @param cells UTF-8 by language and line; empty where a language lacks a line
 * @param scripts of most characters of each language, Common and Inherited aside
 * @param lines how many there are
 */
record AlignedTexts(List<String> languages, byte[][][] cells, List<String> scripts, int lines) {
  static AlignedTexts read(Path file) throws IOException {
    List<String> languages = AlignedLines.languages(file);
    List<String[]> rows = new ArrayList<>();
    AlignedLines.read(file, rows::add);
    if (rows.isEmpty()) {
      throw new RequestException(file + ": no lines after the first, which names the languages");
    }
    byte[][][] cells = new byte[languages.size()][rows.size()][];
    List<String> scripts = new ArrayList<>();
    for (int l = 0; l < languages.size(); l++) {
      Map<Integer, Integer> characters = new TreeMap<>();
      for (int i = 0; i < rows.size(); i++) {
        String text = rows.get(i)[l];
        cells[l][i] = text.getBytes(StandardCharsets.UTF_8);
        text.codePoints().forEach(c -> characters.merge(UScript.getScript(c), 1, Integer::sum));
      }
      scripts.add(script(characters));
    }
    return new AlignedTexts(languages, cells, scripts, rows.size());
  }

  private static String script(Map<Integer, Integer> characters) {
    characters.remove(UScript.COMMON);
    characters.remove(UScript.INHERITED);
    return characters.entrySet().stream()
        .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
        .map(entry -> UScript.getName(entry.getKey()).replace('_', ' '))
        .orElse("none");
  }

  boolean has(int language, int line) {
    return cells[language][line].length > 0;
  }

  /** Whether a language has every line that the reference has. */
  boolean whole(int language, int reference) {
    for (int i = 0; i < lines; i++) {
      if (has(reference, i) && !has(language, i)) {
        return false;
      }
    }
    return true;
  }

  int indexOf(String language) {
    int i = languages.indexOf(language);
    if (i < 0) {
      throw new RequestException(
          "reference: no language '" + language + "' among the aligned lines");
    }
    return i;
  }
}
