package io.steelyard.proofs.vocab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/**
 * The Declaration of Human Rights as aligned lines: one paragraph of one article (or of the
 * preamble) in all languages; an article that languages divide differently is one line as a whole.
 * Titles are left out.
 *
 * <p>Example: article 1 has one paragraph everywhere, so it gives one line of 21 cells.
 */
public final class AlignedDeclaration {
  /** The preamble and 30 articles. */
  private static final int SECTIONS = 31;

  private AlignedDeclaration() {}

  /**
   * @param files name of the HTML file by language, without its ending
   * @return for each aligned line the text in each language, in the order of {@code files}
   */
  public static List<List<String>> lines(Path folder, Map<String, String> files)
      throws IOException {
    Map<String, List<List<String>>> texts = new LinkedHashMap<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      texts.put(file.getKey(), sections(folder.resolve(file.getValue() + ".html")));
    }
    List<List<String>> lines = new ArrayList<>();
    for (int section = 0; section < SECTIONS; section++) {
      Set<Integer> lengths = new HashSet<>();
      for (List<List<String>> text : texts.values()) {
        lengths.add(text.get(section).size());
      }
      int paragraphs = lengths.size() == 1 ? lengths.iterator().next() : 1;
      for (int p = 0; p < paragraphs; p++) {
        List<String> line = new ArrayList<>();
        for (List<List<String>> text : texts.values()) {
          List<String> all = text.get(section);
          line.add(lengths.size() == 1 ? all.get(p) : String.join(" ", all));
        }
        lines.add(line);
      }
    }
    return lines;
  }

  private static List<List<String>> sections(Path file) throws IOException {
    List<List<String>> sections = new ArrayList<>();
    for (Element section : Jsoup.parse(Files.readString(file)).select("header, article")) {
      List<String> paragraphs = new ArrayList<>();
      for (Element paragraph : section.select("p, li")) {
        boolean holdsParagraphs = paragraph.select("p, li").size() > 1;
        String text = paragraph.text().strip();
        if (!holdsParagraphs && !text.isEmpty()) {
          paragraphs.add(text);
        }
      }
      sections.add(paragraphs);
    }
    if (sections.size() != SECTIONS) {
      throw new IOException(
          file + ": " + sections.size() + " sections; " + SECTIONS + " were expected");
    }
    return sections;
  }
}
