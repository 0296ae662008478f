package io.steelyard.proofs.vocab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/**
 * English documentation as plain text: Java's pages from Debian's {@code openjdk-17-doc} without
 * mark-up, and the manual pages without their requests. One text for each page, in path order, a
 * block element or roff line to a line.
 */
public final class EnglishDocumentation {
  private EnglishDocumentation() {}

  static List<String> read(Path debRoot) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path page : files(debRoot.resolve("usr/share/doc"), ".html")) {
      add(texts, html(Jsoup.parse(page.toFile(), "UTF-8")));
    }
    Path man = debRoot.resolve("usr/share/man");
    for (int section = 1; section <= 8; section++) {
      Path folder = man.resolve("man" + section);
      if (Files.isDirectory(folder)) {
        for (Path page : files(folder, ".gz")) {
          try (InputStream in = new GZIPInputStream(Files.newInputStream(page))) {
            add(texts, roff(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
          }
        }
      }
    }
    return texts;
  }

  private static void add(List<String> texts, String text) {
    if (!text.isBlank()) {
      texts.add(text);
    }
  }

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(f -> f.toString().endsWith(end) && Files.isRegularFile(f))
          .sorted()
          .toList();
    }
  }

  public static String html(Document page) {
    page.select("script,style,nav,header,footer").remove();
    StringBuilder text = new StringBuilder();
    NodeTraversor.traverse(
        new NodeVisitor() {
          @Override
          public void head(Node node, int depth) {
            if (node instanceof TextNode t) {
              text.append(t.getWholeText().replaceAll("[ \\t\\r\\n]+", " "));
            } else if (block(node)) {
              text.append('\n');
            }
          }

          @Override
          public void tail(Node node, int depth) {
            if (block(node)) {
              text.append('\n');
            }
          }
        },
        page.body());
    return tidy(text.toString());
  }

  private static boolean block(Node node) {
    return node instanceof Element e && (e.isBlock() || e.normalName().equals("br"));
  }

  public static String roff(String source) {
    StringBuilder text = new StringBuilder();
    for (String line : source.split("\n")) {
      if (!line.startsWith(".") && !line.startsWith("'")) {
        text.append(
                line.replaceAll("\\\\f(\\[\\w*\\]|\\(..|.)|\\\\\\(..|\\\\\\[\\w+\\]|\\\\[&%^|]", "")
                    .replace("\\-", "-")
                    .replace("\\e", "\\"))
            .append('\n');
      }
    }
    return tidy(text.toString());
  }

  private static String tidy(String text) {
    return text.replaceAll(" *\n *", "\n").replaceAll("\n{2,}", "\n").strip() + "\n";
  }
}
