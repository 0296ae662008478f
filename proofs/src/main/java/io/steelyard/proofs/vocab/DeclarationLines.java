package io.steelyard.proofs.vocab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/**
 * The Declaration of Human Rights, aligned: a line is one paragraph of one article (the preamble is
 * the first) in all languages; an article that languages divide differently is one line whole.
 * Titles are left out.
 *
 * <p>Example: article 1 has one paragraph everywhere, so it is one line; where one language writes
 * article 29 in three paragraphs and another in four, article 29 is one line.
 *
 * @param languages in the order of the cells
 * @param lines cells by line
 */
record DeclarationLines(List<String> languages, List<String[]> lines) {
  private static final int ARTICLES = 31;

  static DeclarationLines read(Path folder, Map<String, String> files) throws IOException {
    List<List<List<String>>> texts = new ArrayList<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      List<List<String>> articles = articles(folder.resolve(file.getValue() + ".html"));
      if (articles.size() != ARTICLES) {
        throw new IOException(
            file.getValue() + " has " + articles.size() + " articles, " + ARTICLES + " expected");
      }
      texts.add(articles);
    }
    List<String[]> lines = new ArrayList<>();
    for (int a = 0; a < ARTICLES; a++) {
      int article = a;
      int paragraphs = texts.get(0).get(a).size();
      if (texts.stream().allMatch(text -> text.get(article).size() == paragraphs)) {
        for (int p = 0; p < paragraphs; p++) {
          int paragraph = p;
          lines.add(
              texts.stream().map(text -> text.get(article).get(paragraph)).toArray(String[]::new));
        }
      } else {
        lines.add(
            texts.stream().map(text -> String.join(" ", text.get(article))).toArray(String[]::new));
      }
    }
    return new DeclarationLines(List.copyOf(files.keySet()), lines);
  }

  /** Paragraphs by article. */
  private static List<List<String>> articles(Path file) throws IOException {
    List<List<String>> articles = new ArrayList<>();
    for (Element article : Jsoup.parse(Files.readString(file)).select("header, article")) {
      List<String> paragraphs = new ArrayList<>();
      for (Element paragraph : article.select("p, li")) {
        if (paragraph.select("p, li").size() == 1 && !paragraph.text().isBlank()) {
          paragraphs.add(paragraph.text().strip());
        }
      }
      articles.add(paragraphs);
    }
    return articles;
  }
}
