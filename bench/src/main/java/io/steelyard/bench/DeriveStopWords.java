package io.steelyard.bench;

import io.steelyard.corpus.clean.LanguageKey;
import io.steelyard.corpus.clean.Segmented;
import io.steelyard.corpus.clean.StopWordDerivation;
import io.steelyard.corpus.clean.StopWordDerivation.Source;
import io.steelyard.corpus.clean.UnicodeSplitter;
import io.steelyard.corpus.language.LanguageIdentifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Counts the stop words that ship: {@code bench/run stop-words} writes them to standard output.
 *
 * <p>Arguments: the folder of unpacked Debian packages, the Europarl line file. The Declaration of
 * Human Rights is held out of all training and is not read.
 */
final class DeriveStopWords {
  private static final int LEAST_DOCUMENTS = 20;

  private static final List<String> EUROPARL =
      List.of(
          "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hu", "it", "lt", "lv", "nl",
          "pl", "pt", "ro", "sk", "sl", "sv");

  private final Segmented segmented = new Segmented(new UnicodeSplitter());
  private final Map<String, Source> manuals = new TreeMap<>();
  private final Map<String, Source> speeches = new TreeMap<>();

  public static void main(String[] args) throws IOException {
    DeriveStopWords run = new DeriveStopWords();
    run.readManuals(Path.of(args[0]));
    run.readSpeeches(Path.of(args[1]));
    run.print();
  }

  private void readManuals(Path root) throws IOException {
    count("", "en", root);
    try (Stream<Path> folders = Files.list(root.resolve("usr/share/man"))) {
      for (Path folder : folders.sorted().toList()) {
        String name = folder.getFileName().toString();
        if (!name.startsWith("man")) {
          count(name, LanguageKey.of(name), root);
        }
      }
    }
  }

  private void count(String folder, String language, Path root) {
    Source source = manuals.computeIfAbsent(language, l -> new Source("manpages"));
    DebianText.manualPages(root, folder, (id, text) -> source.add(segmented.set(text)));
  }

  /** Europarl's lines carry no language: corpus.language labels them. */
  private void readSpeeches(Path lines) throws IOException {
    LanguageIdentifier identifier = new LanguageIdentifier(EUROPARL, 300);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(lines));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] cells = line.split("\t", 3);
        if (cells.length < 3) {
          continue;
        }
        String text = cells[2];
        String language = identifier.identify(text).language();
        speeches.computeIfAbsent(language, l -> new Source("europarl")).add(segmented.set(text));
      }
    }
  }

  private void print() {
    System.out.println(
        """
        # Stop words by language: frequent words counted in real text; words and counts are facts.
        # Sources: manpages = the translated manual pages of Debian 12 (packages manpages-*, free
        # licences of their own; only word counts are taken); europarl = the 17,597 lines of European
        # Parliament proceedings in Apache Lucene's test framework 10.3.2 (reproduction authorised,
        # source acknowledged), labelled by language with corpus.language over the 21 languages.
        # The Universal Declaration of Human Rights is held out and was not read.
        # English is not here: its list is Gopher's own.
        # Written by: bench/run stop-words
        # language TAB source:documents TAB words, most frequent first\
        """);
    Map<String, Source> all = new TreeMap<>(manuals);
    all.putAll(speeches);
    List<Source> english = sources("en");
    for (String language : all.keySet()) {
      List<Source> sources = sources(language);
      if (language.equals("en") || language.equals("und") || sources.isEmpty()) {
        continue;
      }
      String script = StopWordDerivation.script(sources);
      List<String> words = StopWordDerivation.derive(sources, english, script);
      String from =
          String.join(",", sources.stream().map(s -> s.name() + ":" + s.documents()).toList());
      System.out.println(language + "\t" + from + "\t" + String.join(" ", words));
    }
  }

  private List<Source> sources(String language) {
    List<Source> sources = new ArrayList<>();
    for (Map<String, Source> by : List.of(manuals, speeches)) {
      Source source = by.get(language);
      if (source != null && source.documents() >= LEAST_DOCUMENTS) {
        sources.add(source);
      }
    }
    return sources;
  }
}
