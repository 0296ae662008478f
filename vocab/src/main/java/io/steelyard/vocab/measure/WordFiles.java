package io.steelyard.vocab.measure;

import io.steelyard.core.RequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Small files of words: a list with one word a line, or words with their parts.
 *
 * <p>Example: the line {@code unbelievable TAB un believ able} has two borders, after 2 and after 8
 * characters.
 */
final class WordFiles {
  private WordFiles() {}

  /** Words, one a line; empty lines are left out. */
  static List<String> list(Path file) throws IOException {
    List<String> words = lines(file).stream().map(String::strip).filter(w -> !w.isEmpty()).toList();
    if (words.isEmpty()) {
      throw new RequestException(file + ": no words; expected one a line");
    }
    return words;
  }

  /** Words and the parts that they are made of. */
  static Map<String, List<String>> parts(Path file) throws IOException {
    Map<String, List<String>> words = new LinkedHashMap<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String[] cells = line.split("\t", -1);
      List<String> parts = new ArrayList<>();
      if (cells.length == 2) {
        parts.addAll(List.of(cells[1].strip().split(" +")));
      }
      if (!String.join("", parts).equals(cells[0].strip())) {
        throw new RequestException(
            file
                + ":"
                + number
                + ": expected a word, a tab and its parts with spaces between, which joined are"
                + " the word; got \""
                + line
                + "\"");
      }
      words.put(cells[0].strip(), parts);
    }
    if (words.isEmpty()) {
      throw new RequestException(file + ": no words; expected a word, a tab and its parts");
    }
    return words;
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new RequestException(file + ": not UTF-8", e);
    }
  }
}
