package io.steelyard.corpus.clean;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Duck;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.artifact.Verdict;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Lazy;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The recipe's {@code corpus.bad-words}: drops documents that contain a listed word of their
 * language, as C4 does. The lists are the user's: none is shipped.
 *
 * <pre>
 * - corpus.bad-words: {lists: {en: words/en.txt, de: words/de.txt}}
 * </pre>
 */
@Method(
    name = "corpus.bad-words",
    about = "Drops documents that contain a listed word of their language.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.VERDICTS,
    source = "C4, JMLR 21-140, section 2.2")
public record BadWordsStep(
    @Setting(value = "files of one word or phrase per line, by language") Map<String, Path> lists,
    @Setting(
            value = "share of documents with a listed word that stay all the same, drawn by seed",
            or = "0")
        double keepFraction,
    @Setting(
            value =
                "language of all documents; otherwise a step's score, the field language or lang,"
                    + " or the domain")
        Optional<String> language)
    implements Step {
  static final String REASON = "c4_bad_words";

  /** The first listed word of a document. */
  static final String WORD = "bad_word";

  /** Whether the document's language has a list. */
  static final String LISTED = "bad_words_listed";

  public BadWordsStep {
    if (lists.isEmpty()) {
      throw new IllegalArgumentException(
          "lists must name at least one file of words, such as {en: words/en.txt}");
    }
    lists = new LinkedHashMap<>(new TreeMap<>(lists));
    if (!(keepFraction >= 0 && keepFraction <= 1)) {
      throw new IllegalArgumentException("keep-fraction must be 0 to 1, was " + keepFraction);
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>();
    lists.forEach(
        (name, path) -> {
          Path file = base.resolve(path);
          if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new RequestException(
                "corpus.bad-words.lists."
                    + name
                    + ": cannot read the file "
                    + file
                    + "; give a file of words, one per line");
          }
          files.put(name, file);
        });
    return files;
  }

  @Override
  public void run(Job job) throws Exception {
    Lazy<Map<String, WordBlocklist>> lazily = new Lazy<>(() -> words(job));
    Map<String, WordBlocklist> words = lazily.get();
    DocumentLanguage languages = new DocumentLanguage(language.orElse(null));
    long key = Draws.key(job.seed(), Purpose.SELECT, REASON);
    job.judge(
        List.of(
            Column.text(WORD, "first listed word of the document; null if it has none"),
            Column.count(LISTED, "1 if the document's language has a list, else 0")),
        languages.scores(job.corpus()),
        shard -> {
          Map<String, WordBlocklist> mine = lazily.get();
          return (document, scores) ->
              judge(document, mine.get(languages.of(document, scores)), key);
        });
    summarise(job, words);
  }

  private Map<String, WordBlocklist> words(Job job) throws IOException {
    Map<String, WordBlocklist> words = new TreeMap<>();
    for (Map.Entry<String, Path> list : lists.entrySet()) {
      String code = LanguageKey.of(list.getKey());
      words.put(code, read(job.resolve(list.getValue()), code));
    }
    return words;
  }

  private Verdict judge(Document document, WordBlocklist list, long key) {
    if (list == null) {
      return Verdict.keep(document, null, 0L);
    }
    String word = list.find(document.text());
    boolean spared =
        word == null
            || Draws.unit(Draws.mix(key, Draws.hash(document.id().toString()))) < keepFraction;
    return spared ? Verdict.keep(document, word, 1L) : Verdict.drop(document, REASON, word, 1L);
  }

  private static WordBlocklist read(Path file, String language) throws IOException {
    try {
      WordBlocklist list =
          new WordBlocklist(
              language,
              Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                  .map(String::strip)
                  .filter(line -> !line.isEmpty())
                  .toList());
      if (list.size() == 0) {
        throw new RequestException(file + " has no words; give one word or phrase per line");
      }
      return list;
    } catch (MalformedInputException e) {
      throw new RequestException(file + " is not UTF-8; save the list of words as UTF-8", e);
    }
  }

  private static void summarise(Job job, Map<String, WordBlocklist> words) throws IOException {
    long found = 0;
    long unlisted = 0;
    Map<String, Long> counts = new TreeMap<>();
    try (Connection connection = Duck.connect();
        Statement statement = connection.createStatement()) {
      for (ShardStamp part : job.parts()) {
        if (!part.name().endsWith(Verdicts.SUFFIX)) {
          continue;
        }
        String from = " FROM read_parquet(" + Duck.literal(job.out().resolve(part.name())) + ")";
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT " + WORD + ", " + LISTED + ", count(*)" + from + " GROUP BY ALL")) {
          while (rows.next()) {
            long n = rows.getLong(3);
            unlisted += rows.getLong(2) == 0 ? n : 0;
            if (rows.getString(1) != null) {
              found += n;
              counts.merge(rows.getString(1), n, Long::sum);
            }
          }
        }
      }
    } catch (SQLException e) {
      throw new IOException("cannot read the verdicts back: " + e.getMessage(), e);
    }
    Summary.Table table =
        Summary.table(
            "words",
            "Listed words found",
            "the first in each document",
            "word",
            Format.TEXT,
            "documents",
            Format.COUNT);
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(50)
        .forEach(entry -> Summary.row(table, entry.getKey(), entry.getValue()));
    job.summary()
        .figure("documents with a listed word", found, Format.COUNT)
        .figure("documents of a language without a list", unlisted, Format.COUNT)
        .add(table);
    if (unlisted > 0) {
      job.summary()
          .warning(
              unlisted
                  + " documents were not looked at: their language has no list; there are lists"
                  + " for "
                  + String.join(", ", words.keySet()));
    }
  }
}
