package io.steelyard.proofs.lab;

import io.steelyard.core.draws.Draws;
import io.steelyard.proofs.vocab.EnglishDocumentation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Debian's manual pages in one language; one page in ten is held out by the hash of its name. */
public record ManualPages(List<Page> pages) {
  private static final int HELD_OUT = 10;
  private static final int SHORTEST = 200;

  /**
   * A page.
   *
   * @param name such as {@code signal.7}
   * @param text without requests of the formatter
   * @param purpose what the page's NAME section says after the dash; empty where it has none
   */
  public record Page(String name, String text, String purpose) {
    boolean held() {
      return Long.remainderUnsigned(Draws.hash(name), HELD_OUT) == 0;
    }
  }

  /**
   * Reads {@code folder/LANGUAGE/man1/...}, or {@code folder/man1/...} for {@code en}, in the order
   * of the hashes of their names, so that the first few are a fair sample.
   */
  public static ManualPages read(Path folder, String language) throws IOException {
    Path top = language.equals("en") ? folder : folder.resolve(language);
    List<Page> pages = new ArrayList<>();
    for (int section = 1; section <= 8; section++) {
      Path files = top.resolve("man" + section);
      if (!Files.isDirectory(files)) {
        continue;
      }
      try (Stream<Path> all = Files.list(files)) {
        for (Path file : all.filter(f -> f.toString().endsWith(".gz")).sorted().toList()) {
          if (Files.isRegularFile(file)) {
            page(file).ifPresent(pages::add);
          }
        }
      }
    }
    pages.sort(Comparator.comparingLong((Page page) -> Draws.hash(page.name() + language)));
    return new ManualPages(List.copyOf(pages));
  }

  private static Optional<Page> page(Path file) throws IOException {
    String source;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String text = EnglishDocumentation.roff(source);
    String name = file.getFileName().toString();
    return text.length() < SHORTEST
        ? Optional.empty()
        : Optional.of(new Page(name.substring(0, name.length() - 3), text, purpose(source)));
  }

  /** What stands after the dash in the first section. */
  static String purpose(String source) {
    String[] lines = source.split("\n");
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].startsWith(".SH")) {
        for (int j = i + 1; j < lines.length && !lines[j].startsWith("."); j++) {
          String plain = EnglishDocumentation.roff(lines[j]).strip();
          int dash = plain.indexOf(" - ");
          if (dash > 0) {
            return plain.substring(dash + 3).strip();
          }
        }
        return "";
      }
    }
    return "";
  }

  /** Texts to train on. */
  public List<String> training() {
    return pages.stream().filter(page -> !page.held()).map(Page::text).toList();
  }

  public List<String> held() {
    return pages.stream().filter(Page::held).map(Page::text).toList();
  }
}
