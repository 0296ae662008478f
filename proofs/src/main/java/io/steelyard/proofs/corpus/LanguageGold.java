package io.steelyard.proofs.corpus;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jsoup.Jsoup;

/**
 * Texts of 100 to 1,000 characters whose language is known by their file: the Declaration of Human
 * Rights, and manual pages of the 21 languages of the Europarl lines.
 *
 * <p>From manual pages come only prose lines (no macros, no examples) that no English page has word
 * for word, so that code and untranslated stretches do not pass for a translation; and each piece
 * says whether it still shares a run of words with one. The rules look at no detector.
 */
public final class LanguageGold {
  /**
   * One piece.
   *
   * @param english whether it has a run of {@link #RUN} words that an English page has too: then
   *     the page is translated in part, and its file's language is not the piece's
   */
  record Piece(String source, String language, String text, boolean english) {}

  /** Words in a row that a translation does not share with an original by chance. */
  static final int RUN = 5;

  /** Files of the Declaration by language. */
  public static final Map<String, String> DECLARATION = new LinkedHashMap<>();

  static {
    String[] pairs =
        ("bg bul cs ces da dan de deu_1996 el ell_monotonic en eng es spa et est fi fin fr fra hu"
                + " hun it ita lt lit lv lav nl nld pl pol pt por_PT ro ron_2006 sk slk sl slv sv"
                + " swe")
            .split(" ");
    for (int i = 0; i < pairs.length; i += 2) {
      DECLARATION.put(pairs[i], pairs[i + 1]);
    }
  }

  /** Pieces of one page, and pages of one language: enough, and spread over many pages. */
  private static final int PER_PAGE = 4;

  private static final int PER_LANGUAGE = 600;

  private LanguageGold() {}

  static List<Piece> declaration(Path folder) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    for (Map.Entry<String, String> entry : DECLARATION.entrySet()) {
      Path file = folder.resolve(entry.getValue() + ".html");
      String text = Jsoup.parse(Files.readString(file)).body().text();
      for (String piece : cut(text, entry.getKey(), Integer.MAX_VALUE)) {
        pieces.add(new Piece("declaration", entry.getKey(), piece, false));
      }
    }
    return pieces;
  }

  static List<Piece> manualPages(Path folder) throws IOException {
    Set<String> english = new HashSet<>();
    Set<String> originals = new HashSet<>();
    Set<String> runs = new HashSet<>();
    for (Path page : pages(folder, "en")) {
      List<String> lines = prose(page);
      english.addAll(lines);
      runs.addAll(runs(String.join(" ", lines)));
      originals.add(page.getFileName().toString());
    }
    List<Piece> pieces = new ArrayList<>();
    for (String language : DECLARATION.keySet()) {
      List<Piece> mine = new ArrayList<>();
      List<Path> pages = pages(folder, language);
      pages.removeIf(page -> !originals.contains(page.getFileName().toString()));
      long key = Draws.key(1, Purpose.SYNTHETIC, language);
      for (int i = 0; i < pages.size() && mine.size() < PER_LANGUAGE; i++) {
        Path page = pages.get((int) Draws.permute(i, pages.size(), key));
        List<String> lines = new ArrayList<>(prose(page));
        if (!language.equals("en")) {
          lines.removeIf(english::contains);
        }
        String text = String.join(" ", lines);
        cut(text, language + page.getFileName(), PER_PAGE)
            .forEach(
                t ->
                    mine.add(
                        new Piece(
                            "manual pages",
                            language,
                            t,
                            !language.equals("en") && runs(t).stream().anyMatch(runs::contains))));
      }
      pieces.addAll(mine);
    }
    return pieces;
  }

  /** Every {@link #RUN} words in a row, by their letters alone. */
  private static List<String> runs(String text) {
    String[] words =
        text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\s]", "").strip().split("\\s+");
    List<String> runs = new ArrayList<>();
    for (int i = 0; i + RUN <= words.length; i++) {
      runs.add(String.join(" ", Arrays.asList(words).subList(i, i + RUN)));
    }
    return runs;
  }

  /** Consecutive pieces whose lengths are spread evenly over the orders between 100 and 1,000. */
  private static List<String> cut(String text, String name, int most) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    long key = Draws.key(1, Purpose.SYNTHETIC, name);
    int target = length(key, 0);
    for (String word : text.strip().split("\\s+")) {
      piece.append(piece.length() == 0 ? "" : " ").append(word);
      if (piece.length() >= target) {
        if (piece.length() <= 1000) {
          pieces.add(piece.toString());
        }
        piece.setLength(0);
        target = length(key, pieces.size());
        if (pieces.size() == most) {
          break;
        }
      }
    }
    return pieces;
  }

  private static int length(long key, int i) {
    return (int) (100 * Math.pow(10, 0.98 * Draws.unit(Draws.mix(key, i))));
  }

  /** Pages of a language, in the order of their paths; English ones lie beside the folders. */
  public static List<Path> pages(Path folder, String language) throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.filter(f -> f.toString().endsWith(".gz")).sorted().toList()) {
        String top = folder.relativize(file).getName(0).toString();
        String of = top.matches("man\\d.*") ? "en" : top.replaceFirst("[_.@].*", "");
        if (of.equals(language) && Files.isRegularFile(file)) {
          pages.add(file);
        }
      }
    }
    return pages;
  }

  /** Lines of running text of a roff page. */
  public static List<String> prose(Path page) throws IOException {
    String source;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(page))) {
      source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> lines = new ArrayList<>();
    boolean example = false;
    for (String line : source.split("\n")) {
      if (line.matches("\\.(nf|EX|TS|in).*")) {
        example = true;
      } else if (line.matches("\\.(fi|EE|TE)\\b.*")) {
        example = false;
      } else if (!example && !line.startsWith(".") && !line.startsWith("'")) {
        String plain =
            line.replaceAll("\\\\f(\\[\\w*\\]|\\(..|.)|\\\\\\(..|\\\\\\[\\w+\\]|\\\\[&%^|-]", "");
        if (plain.strip().split("\\s+").length >= 4) {
          lines.add(plain.strip());
        }
      }
    }
    return lines;
  }
}
