package io.steelyard.corpus.clean;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stop words that ship, read from {@code stop-words.tsv}: one language per line, {@code code
 * TAB source TAB words}; its header names the texts they were counted in and the command that wrote
 * it.
 */
public final class StopWordLists {
  private static final Map<String, StopWords> ALL = load();

  private StopWordLists() {}

  /** By short language code. English is Gopher's own list. */
  public static Map<String, StopWords> all() {
    return ALL;
  }

  private static Map<String, StopWords> load() {
    try (InputStream in = StopWordLists.class.getResourceAsStream("stop-words.tsv")) {
      Map<String, StopWords> lists = read(in);
      lists.put("en", StopWords.GOPHER_ENGLISH);
      return Map.copyOf(lists);
    } catch (IOException e) {
      throw new UncheckedIOException("the stop words inside the program cannot be read", e);
    }
  }

  /** Reads lists in the format of {@code stop-words.tsv}. */
  public static Map<String, StopWords> read(InputStream in) throws IOException {
    Map<String, StopWords> lists = new TreeMap<>();
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] cells = line.split("\t", -1);
      if (cells.length != 3 || cells[2].isBlank()) {
        throw new IOException(
            "line " + number + " of a stop-word file: expected code TAB source TAB words");
      }
      lists.put(LanguageKey.of(cells[0]), new StopWords(List.of(cells[2].split(" ")), cells[1]));
    }
    return lists;
  }
}
