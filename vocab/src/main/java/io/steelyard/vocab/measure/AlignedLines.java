package io.steelyard.vocab.measure;

import io.steelyard.core.RequestException;
import io.steelyard.vocab.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Aligned lines in a tab-separated file: the first line names the languages, each further line says
 * one thing in all of them; an empty cell is a line that the language lacks.
 *
 * <p>Example: {@code en TAB de} then {@code Good day TAB Guten Tag}.
 */
public final class AlignedLines {
  private static final int MISSING = -1;

  private AlignedLines() {}

  public static List<String> languages(Path file) {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String header = lines.readLine();
      List<String> languages = header == null ? List.of() : List.of(header.split("\t", -1));
      if (languages.size() < 2) {
        throw new RequestException(
            file + ":1: expected the names of two or more languages, separated by tabs");
      }
      return languages;
    } catch (IOException e) {
      throw new RequestException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  static Premiums premiums(Path file, Tokenizer tokenizer) throws IOException {
    Premiums premiums = new Premiums(languages(file));
    read(
        file,
        cells -> {
          long[] tokens = new long[cells.length];
          long[] bytes = new long[cells.length];
          for (int l = 0; l < cells.length; l++) {
            byte[] utf8 = cells[l].getBytes(StandardCharsets.UTF_8);
            tokens[l] = cells[l].isEmpty() ? MISSING : tokenizer.count(utf8);
            bytes[l] = utf8.length;
          }
          premiums.add(tokens, bytes);
        });
    return premiums;
  }

  /** Passes on the cells of each line after the first. */
  public static void read(Path file, Consumer<String[]> sink) throws IOException {
    int languages = languages(file).size();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      lines.readLine();
      int number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String[] cells = line.split("\t", -1);
        if (cells.length != languages) {
          throw new RequestException(
              file
                  + ":"
                  + number
                  + ": "
                  + cells.length
                  + " cells, "
                  + languages
                  + " languages expected; leave a cell empty where a language lacks the line");
        }
        sink.accept(cells);
      }
    }
  }
}
