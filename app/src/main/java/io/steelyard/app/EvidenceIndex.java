package io.steelyard.app;

import io.steelyard.core.artifact.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The first page of {@code docs/evidence}: every proof that was run, with its verdict. */
final class EvidenceIndex {
  private static final String HEAD =
      """
      # Evidence

      What `steelyard prove METHOD` saw: the scaled-down experiment of each method on real text, with the thresholds of its specification. A missed threshold stays written down. This page is written by the same command.

      | method | verdict | seen |
      |---|---|---|
      """;

  private EvidenceIndex() {}

  static void write(Path folder) throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        List<String> lines = Files.readAllLines(file);
        if (file.toString().endsWith(".md") && lines.get(0).matches("# \\S+: .*")) {
          page.append(row(file.getFileName().toString(), lines));
        }
      }
    }
    AtomicFile.write(folder.resolve("README.md"), page.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** From {@code # method: VERDICT} and {@code Seen: ...}. */
  private static String row(String name, List<String> lines) {
    String[] title = lines.get(0).substring(2).split(": ", 2);
    String seen =
        lines.stream()
            .filter(line -> line.startsWith("Seen: "))
            .findFirst()
            .map(line -> line.substring("Seen: ".length()))
            .orElse("");
    return "| ["
        + title[0]
        + "]("
        + name
        + ") | "
        + title[1]
        + " | "
        + seen.replace("|", "\\|")
        + " |\n";
  }
}
