package io.steelyard.corpus.decontaminate;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Duck;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Verdict;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Lazy;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.corpus.decontaminate.Decontaminator.Hit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The recipe's {@code corpus.decontaminate}: drops documents that share a run of words with named
 * evaluation texts, and keeps the list of hits beside each verdict.
 *
 * <pre>
 * - corpus.decontaminate: {against: {questions: eval/questions.jsonl}, field: question}
 * </pre>
 */
@Method(
    name = "corpus.decontaminate",
    about = "Drops documents that share a run of words with evaluation texts.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.VERDICTS,
    source = "GPT-3, https://arxiv.org/abs/2005.14165, appendix C")
public record DecontaminateStep(
    @Setting(
            value =
                "evaluation texts by name: files of one text per line, plain or JSON Lines, also"
                    + " .gz")
        Map<String, Path> against,
    @Setting(value = "words in a run, 8 to 13", or = "13") int words,
    @Setting(value = "field of the text in JSON Lines", or = "text") String field,
    @Setting(value = "keep all documents, only mark them", or = "false") boolean keep)
    implements Step {
  public static final String REASON = "contaminated";

  /** Score columns. */
  public static final String HITS = "evaluation_hits";

  public static final String HIT_WORDS = "evaluation_words";

  /** Hits listed for one document; more are counted in the words alone. */
  private static final int MOST_HITS = 100;

  public DecontaminateStep {
    if (against.isEmpty()) {
      throw new IllegalArgumentException(
          "against must name at least one file of evaluation texts, such as {questions:"
              + " eval/questions.jsonl}");
    }
    against = new LinkedHashMap<>(new TreeMap<>(against));
    if (words < Decontaminator.SHORTEST || words > Decontaminator.LONGEST) {
      throw new IllegalArgumentException("words must be from 8 to 13, was " + words);
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>();
    against.forEach(
        (name, path) -> {
          Path file = base.resolve(path);
          if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new RequestException(
                "corpus.decontaminate.against."
                    + name
                    + ": cannot read the file "
                    + file
                    + "; give a file of evaluation texts, one per line");
          }
          files.put(name, file);
        });
    return files;
  }

  @Override
  public void run(Job job) throws Exception {
    Lazy<Decontaminator> index = new Lazy<>(() -> index(job));
    index.get(); // refuses bad files before any work
    job.judge(
        List.of(
            Column.text(HITS, "evaluation texts found, as JSON; null without a hit"),
            Column.count(HIT_WORDS, "words of the document inside hits")),
        shard -> {
          Decontaminator.Search search = index.get().search();
          return document -> {
            List<Hit> hits = search.hits(document.text());
            if (hits.isEmpty()) {
              return Verdict.keep(document, null, 0L);
            }
            String list = json(hits);
            long found = hits.stream().mapToLong(Hit::words).sum();
            return keep
                ? Verdict.keep(document, list, found)
                : Verdict.drop(document, REASON, list, found);
          };
        });
    summarise(job, index.get());
  }

  private Decontaminator index(Job job) {
    Decontaminator index = new Decontaminator(words);
    against.forEach(
        (name, path) ->
            EvaluationTexts.read(job.resolve(path), field, text -> index.add(name, text)));
    return index;
  }

  private static String json(List<Hit> hits) throws IOException {
    return Json.MAPPER.writeValueAsString(hits.subList(0, Math.min(hits.size(), MOST_HITS)));
  }

  private void summarise(Job job, Decontaminator index) throws IOException {
    Map<String, Long> documents = new TreeMap<>();
    long total = hitDocuments(job, documents);
    Summary.Table table =
        Summary.table(
            "evaluations",
            "Evaluation texts in the corpus",
            "a document counts once for each evaluation it touches",
            "evaluation",
            Format.TEXT,
            "texts",
            Format.COUNT,
            "too short to search for",
            Format.COUNT,
            "documents with a hit",
            Format.COUNT);
    index
        .texts()
        .forEach(
            (name, texts) ->
                Summary.row(
                    table,
                    name,
                    texts,
                    index.tooShort().getOrDefault(name, 0),
                    documents.getOrDefault(name, 0L)));
    job.summary()
        .figure("documents with evaluation text", total, Format.COUNT, keep ? "marked" : "dropped")
        .add(table);
    index
        .tooShort()
        .forEach(
            (name, count) ->
                job.summary()
                    .warning(
                        count
                            + " texts of '"
                            + name
                            + "' have fewer than "
                            + Decontaminator.SHORTEST
                            + " words and were not searched for"));
  }

  /** Reads the hits back from the verdicts, so that a resumed run counts all of them. */
  private static long hitDocuments(Job job, Map<String, Long> documents) throws IOException {
    CorpusView view = job.corpus();
    long total = 0;
    try (Connection connection = Duck.connect();
        Statement statement = connection.createStatement()) {
      for (int shard = 0; shard < view.shards(); shard++) {
        Path file = job.out().resolve(view.corpus().name(shard) + Verdicts.SUFFIX);
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT "
                    + HITS
                    + " FROM read_parquet("
                    + Duck.literal(file)
                    + ") WHERE "
                    + HITS
                    + " IS NOT NULL")) {
          while (rows.next()) {
            total++;
            Set<String> seen = new TreeSet<>();
            Json.MAPPER
                .readTree(rows.getString(1))
                .forEach(hit -> seen.add(hit.path("evaluation").asText()));
            seen.forEach(name -> documents.merge(name, 1L, Long::sum));
          }
        }
      }
    } catch (SQLException e) {
      throw new IOException("cannot read the verdicts back: " + e.getMessage(), e);
    }
    return total;
  }
}
