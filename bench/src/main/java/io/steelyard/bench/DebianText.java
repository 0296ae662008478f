package io.steelyard.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Plain text of Debian's documentation packages, unpacked in a folder: manual pages from their roff
 * source, HTML pages without mark-up. Paragraphs are one line each.
 */
final class DebianText {
  private DebianText() {}

  /** All manual pages of a language folder ({@code ""} is English), in path order. */
  static void manualPages(Path root, String language, BiConsumer<String, String> out) {
    Path man = root.resolve("usr/share/man").resolve(language);
    for (Path file : files(man)) {
      Path relative = man.relativize(file);
      String first = relative.getName(0).toString();
      if (!first.startsWith("man") || !file.toString().endsWith(".gz")) {
        continue;
      }
      String text = roff(new String(read(file), StandardCharsets.UTF_8));
      if (!text.isBlank()) {
        out.accept("man/" + language + "/" + relative, text);
      }
    }
  }

  /** All HTML pages under {@code usr/share/doc}, in path order. */
  static void htmlPages(Path root, BiConsumer<String, String> out) {
    Path doc = root.resolve("usr/share/doc");
    for (Path file : files(doc)) {
      if (file.toString().endsWith(".html")) {
        String text = html(new String(read(file), StandardCharsets.UTF_8));
        if (!text.isBlank()) {
          out.accept("doc/" + doc.relativize(file), text);
        }
      }
    }
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(p -> Files.isRegularFile(p)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return file.toString().endsWith(".gz")
          ? new GZIPInputStream(in).readAllBytes()
          : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /** The text of a page in the man or mdoc macros: good enough to count and to compare. */
  static String roff(String source) {
    List<String> lines = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    boolean literal = false;
    for (String line : source.split("\n")) {
      boolean request = line.startsWith(".") || line.startsWith("'");
      String name = request ? line.substring(1).trim().split("\\s+", 2)[0] : "";
      if (line.startsWith(".\\\"") || line.startsWith("'\\\"") || name.isEmpty() && request) {
        continue;
      }
      String text = request ? line.substring(1).trim().substring(name.length()).trim() : line;
      switch (name) {
        case "" -> {
          if (literal || text.isBlank()) {
            flush(paragraph, lines);
          }
          append(paragraph, text);
        }
        case "B",
            "I",
            "BR",
            "RB",
            "BI",
            "IB",
            "IR",
            "RI",
            "SM",
            "SB",
            "Nm",
            "Fl",
            "Ar",
            "Pa",
            "Xr",
            "Cm",
            "Op",
            "Li",
            "Em",
            "Sy",
            "Ql",
            "Dq",
            "Sq",
            "Va",
            "Fn",
            "Dv",
            "Ev" ->
            append(paragraph, text.replace("\" \"", " ").replace("\"", ""));
        case "SH", "SS", "Sh", "Ss" -> {
          flush(paragraph, lines);
          lines.add("");
          append(paragraph, text.replace("\"", ""));
          flush(paragraph, lines);
        }
        case "nf", "EX" -> {
          flush(paragraph, lines);
          literal = true;
        }
        case "fi", "EE" -> {
          flush(paragraph, lines);
          literal = false;
        }
        case "PP", "P", "LP", "TP", "IP", "Pp", "It", "sp", "br", "HP" -> {
          flush(paragraph, lines);
          if (!name.equals("br") && !name.equals("TP") && !name.equals("IP")) {
            lines.add("");
          }
        }
        default -> {}
      }
    }
    flush(paragraph, lines);
    return String.join("\n", lines).replaceAll("\n{3,}", "\n\n").strip();
  }

  private static void append(StringBuilder paragraph, String text) {
    String plain =
        text.replaceAll("\\\\f(\\[[A-Za-z]*]|\\(..|.)", "")
            .replaceAll("\\\\s[-+]?[0-9]", "")
            .replace("\\-", "-")
            .replace("\\&", "")
            .replace("\\,", "")
            .replace("\\/", "")
            .replace("\\e", "\\")
            .replace("\\(aq", "'")
            .replace("\\(bu", "\u2022")
            .replaceAll("\\\\\\(..|\\\\\\[[^\\]]*]", "")
            .replace("\\ ", " ")
            .replace("\\", "");
    if (paragraph.length() > 0 && !plain.isBlank()) {
      paragraph.append(' ');
    }
    paragraph.append(plain.strip());
  }

  private static void flush(StringBuilder paragraph, List<String> lines) {
    if (paragraph.length() > 0) {
      lines.add(paragraph.toString());
      paragraph.setLength(0);
    }
  }

  /** Drops scripts, styles and tags; block elements end a line. */
  static String html(String source) {
    String text =
        source
            .replaceAll("(?is)<(script|style|head)\\b.*?</\\1>", " ")
            .replaceAll("(?s)<!--.*?-->", " ")
            .replaceAll("\\s+", " ")
            .replaceAll(
                "(?i)</?(p|div|li|ul|ol|tr|table|h[1-6]|dt|dd|dl|pre|section|br)\\b[^>]*>", "\n")
            .replaceAll("<[^>]*>", "")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#8203;", "")
            .replace("&nbsp;", " ")
            .replace("&amp;", "&");
    return text.replaceAll("[ \t]*\n[ \t]*", "\n").replaceAll("\n{3,}", "\n\n").strip();
  }
}
