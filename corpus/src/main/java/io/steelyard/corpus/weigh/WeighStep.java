package io.steelyard.corpus.weigh;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.counts.Skew;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.flow.Fn;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Lazy;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.core.step.TokenCounter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Weighs the documents that are left: documents, characters, bytes and, by a vocabulary made
 * before, tokens by each field or pair of fields, and how lopsided they are. {@code by: [domain,
 * part, domain+source]} weighs by domain, by part, and by every pair of a domain and a value of the
 * metadata field {@code source}.
 */
@Method(
    name = "corpus.weigh",
    about =
        "Counts documents, characters, bytes, tokens and their skew, by any field or pair of"
            + " fields.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.VOCABULARY,
    makes = ArtifactKind.TABLE)
public record WeighStep(
    @Setting(
            value =
                "fields: domain, part, or a metadata field by name or JSON pointer; pairs with +",
            or = "[domain]")
        List<String> by,
    @Setting(value = "most values of one field or pair; each takes about 200 bytes", or = "100k")
        int maxValues)
    implements Step {
  /** Values shown on the page; the file has all. */
  private static final int SHOWN = 50;

  public WeighStep {
    if (by.isEmpty()) {
      throw new IllegalArgumentException("by: name at least one field, such as domain");
    }
    for (String field : by) {
      try {
        Grouping.of(field);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("by: " + e.getMessage(), e);
      }
    }
    if (maxValues < 1) {
      throw new IllegalArgumentException("max-values must be at least 1, was " + maxValues);
    }
  }

  @Override
  public void run(Job job) throws Exception {
    CorpusView view = job.corpus();
    Optional<StepOutput> vocabulary = job.input(ArtifactKind.VOCABULARY);
    Lazy<TokenCounter> counter =
        new Lazy<>(
            vocabulary.isPresent()
                ? counterOf(vocabulary.get().folder().toAbsolutePath())
                : () -> null);
    job.progress().stage("weighing", view.inventory().documents().total(), "documents");
    List<Weights> totals = new ArrayList<>();
    by.forEach(field -> totals.add(new Weights()));
    job.pieces(
        view.shards(),
        shard -> shard(job, view, shard, counter.get()),
        weights -> {
          for (int i = 0; i < totals.size(); i++) {
            totals.get(i).merge(weights.get(i));
            requireFew(totals.get(i), by.get(i));
          }
        });
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < by.size(); i++) {
      summarise(job.summary(), by.get(i), totals.get(i), counter.get() != null, rows);
    }
    job.file("weights.json", Json.pretty(rows));
    Counts documents = view.inventory().documents();
    Counts bytes = view.inventory().bytes();
    job.summary().figure("documents", documents.total(), Format.COUNT);
    job.summary().figure("text", bytes.total(), Format.BYTES);
  }

  private static Fn.Making<TokenCounter> counterOf(Path vocabulary) {
    return () -> TokenCounter.of(vocabulary).orElse(null);
  }

  private List<Weights> shard(Job job, CorpusView view, int shard, TokenCounter counter)
      throws IOException {
    List<Grouping> groupings = by.stream().map(Grouping::of).toList();
    List<Weights> weights = new ArrayList<>();
    by.forEach(field -> weights.add(new Weights()));
    try (CloseableIterator<Document> documents = view.read(shard)) {
      while (documents.hasNext()) {
        Document document = documents.next();
        long characters = document.text().codePointCount(0, document.text().length());
        long bytes = document.bytes();
        long tokens = counter == null ? 0 : counter.count(document.text());
        for (int i = 0; i < groupings.size(); i++) {
          weights.get(i).add(groupings.get(i).value(document), characters, bytes, tokens);
          requireFew(weights.get(i), by.get(i));
        }
        job.progress().advance(1);
        Job.stopIfInterrupted();
      }
    }
    return weights;
  }

  private void requireFew(Weights weights, String field) {
    if (weights.size() > maxValues) {
      throw new RequestException(
          "by: "
              + field
              + " has more than "
              + maxValues
              + " values; name a field with fewer, or raise max-values");
    }
  }

  private static void summarise(
      Summary summary,
      String field,
      Weights weights,
      boolean counted,
      List<Map<String, Object>> rows) {
    Counts bytes = weights.bytes();
    Counts tokens = weights.tokens();
    Skew skew = Skew.of(counted ? tokens : bytes);
    Summary.Table table =
        Summary.table(
            "weights-" + field,
            "Weights by " + field,
            String.format(
                java.util.Locale.ROOT,
                "by %s: largest over smallest %.1f, normalised entropy %.3f, effective number"
                    + " %.2f of %d, Gini %.3f%s",
                counted ? "tokens" : "bytes",
                skew.maxMinRatio(),
                skew.normalisedEntropy(),
                skew.effectiveDomains(),
                skew.domains(),
                skew.gini(),
                bytes.size() > SHOWN ? "; the largest " + SHOWN + " are shown" : ""),
            field,
            Format.TEXT,
            "documents",
            Format.COUNT,
            "characters",
            Format.COUNT,
            "bytes",
            Format.BYTES,
            "tokens",
            Format.COUNT,
            "share of bytes",
            Format.SHARE);
    List<String> names = new ArrayList<>(bytes.names());
    for (String name : names) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("by", field);
      row.put("value", name);
      row.put("documents", weights.documents().get(name));
      row.put("characters", weights.characters().get(name));
      row.put("bytes", bytes.get(name));
      if (counted) {
        row.put("tokens", tokens.get(name));
      }
      rows.add(row);
    }
    names.sort((a, b) -> Long.compare(bytes.get(b), bytes.get(a)));
    for (String name : names.subList(0, Math.min(SHOWN, names.size()))) {
      Summary.row(
          table,
          name,
          weights.documents().get(name),
          weights.characters().get(name),
          bytes.get(name),
          counted ? tokens.get(name) : null,
          bytes.share(name));
    }
    summary.add(table);
  }
}
