package io.steelyard.proofs.lab;

import io.steelyard.core.draws.Draws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Debian's packages by section: one-line descriptions of known kind, from {@code
 * bench/fetch/packages.sh}. Descriptions that several packages share come once.
 */
public record Packages(List<Described> all) {
  /** The file's name in the folder of data. */
  public static final String FILE = "packages.tsv";

  /** Sections and the words for them. */
  public static final Map<String, String> SECTIONS =
      Map.of(
          "games", "games",
          "net", "networking",
          "science", "science",
          "sound", "sound",
          "fonts", "fonts",
          "mail", "mail",
          "graphics", "graphics",
          "database", "databases",
          "editors", "editing",
          "math", "mathematics");

  /** A package. */
  public record Described(String name, String section, String description) {}

  /** The packages of {@link #SECTIONS}, in the order of the hashes of their descriptions. */
  public static Packages read(Path data) throws IOException {
    Set<String> seen = new HashSet<>();
    try (Stream<String> lines = Files.lines(data.resolve(FILE))) {
      return new Packages(
          lines
              .map(line -> line.split("\t"))
              .filter(cells -> cells.length == 3 && SECTIONS.containsKey(cells[1]))
              // Data, debugging and documentation packages say what they are in brackets.
              .filter(cells -> cells[2].length() >= 20 && !cells[2].contains("("))
              .map(cells -> new Described(cells[0], cells[1], cells[2].strip()))
              .filter(one -> seen.add(one.description()))
              .sorted(Comparator.comparingLong(one -> Draws.hash(one.description())))
              .toList());
    }
  }

  public List<Described> of(String section) {
    return all.stream().filter(one -> one.section().equals(section)).toList();
  }
}
