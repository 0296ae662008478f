package io.steelyard.corpus.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.CorpusShardWriter;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The recipe's {@code corpus.extract}: turns pages of HTML into their main text. A document is a
 * page if its {@code content_type} says so or, where it has none, if it begins with a tag of HTML.
 * Others stay as they are. A page without main text becomes an empty document, which {@code
 * corpus.clean} drops as {@code empty}.
 */
@Method(
    name = "corpus.extract",
    about = "Turns HTML pages into their main text: no navigation, forms or lists of links.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.CORPUS)
public record ExtractStep() implements Step {
  private static final String NOTE = "extracted";
  private static final String PAGES = "pages";
  private static final String NO_TEXT = "without main text";
  private static final String OTHER = "not HTML";
  private static final String BLOCK = "block ";

  @Override
  public void run(Job job) {
    CorpusView view = job.corpus();
    job.progress().stage("extracting", view.inventory().documents().total(), "documents");
    job.pieces(
        view.shards(),
        shard -> {
          job.add(
              Corpus.writeShard(
                  job.out(),
                  job.corpus().corpus().name(shard),
                  writer -> extract(job, shard, writer)));
          return shard;
        },
        shard -> {});
    job.ledger().merge(Verdicts.ledger(job.parts()));
    summarise(job);
  }

  private static void extract(Job job, int shard, CorpusShardWriter writer) throws IOException {
    Ledger ledger = new Ledger();
    Map<String, Long> found = new TreeMap<>();
    try (CloseableIterator<Document> documents = job.corpus().read(shard)) {
      while (documents.hasNext()) {
        Document before = documents.next();
        Document after = extract(before, found);
        writer.add(after);
        ledger.kept(before.domain(), before.bytes(), after.domain(), after.bytes());
        job.progress().advance(1);
        Job.stopIfInterrupted();
      }
    }
    writer.note("ledger", ledger);
    writer.note(NOTE, found);
  }

  private static Document extract(Document before, Map<String, Long> found) {
    if (!isPage(before)) {
      found.merge(OTHER, 1L, Long::sum);
      return before;
    }
    HtmlText.Page page = HtmlText.of(before.text());
    found.merge(PAGES, 1L, Long::sum);
    page.dropped().forEach((reason, n) -> found.merge(BLOCK + reason, (long) n, Long::sum));
    if (page.text().isEmpty()) {
      found.merge(NO_TEXT, 1L, Long::sum);
    }
    Map<String, Object> metadata = new LinkedHashMap<>(before.metadata());
    if (!page.title().isEmpty()) {
      metadata.put("title", page.title());
    }
    metadata.put("content_type", "text/plain");
    if (!page.dropped().isEmpty()) {
      metadata.put("dropped_blocks", page.dropped());
    }
    return new Document(
        before.id(), before.domain(), before.part(), page.text(), before.externalId(), metadata);
  }

  static boolean isPage(Document document) {
    Object type = document.metadata().get("content_type");
    if (type != null) {
      return type.equals("text/html") || type.equals("application/xhtml+xml");
    }
    String start = document.text().stripLeading();
    return start.regionMatches(true, 0, "<!doctype html", 0, 14)
        || start.regionMatches(true, 0, "<html", 0, 5);
  }

  private static void summarise(Job job) {
    Map<String, Long> found = new TreeMap<>();
    for (ShardStamp part : job.parts()) {
      for (Map.Entry<String, JsonNode> e : part.notes().path(NOTE).properties()) {
        found.merge(e.getKey(), e.getValue().asLong(), Long::sum);
      }
    }
    Summary summary = job.summary();
    long none = found.getOrDefault(NO_TEXT, 0L);
    summary
        .figure("pages", found.getOrDefault(PAGES, 0L), Format.COUNT)
        .figure("documents that are no HTML", found.getOrDefault(OTHER, 0L), Format.COUNT)
        .figure("pages without main text", none, Format.COUNT, "now empty")
        .figure("bytes taken out", job.ledger().total().edited, Format.BYTES, "mark-up and more");
    Summary.Table table =
        Summary.table(
            "dropped",
            "What was taken out of pages",
            "whole elements for code, hidden, form and navigation, else blocks of text",
            "reason",
            Format.TEXT,
            "parts",
            Format.COUNT);
    found.forEach(
        (key, n) -> {
          if (key.startsWith(BLOCK)) {
            Summary.row(table, key.substring(BLOCK.length()), n);
          }
        });
    summary.add(table);
    if (none > 0) {
      summary.warning(
          none + " pages have no main text and are empty now; corpus.clean drops them as empty");
    }
    if (found.getOrDefault(PAGES, 0L) == 0) {
      summary.warning(
          "no document is a page of HTML; is this step before the one that reads WARC files?");
    }
  }

  @Override
  public void foresee(Forecast forecast) {
    forecast.work(forecast.bytes(), 8e6); // bytes of HTML a second and core
    forecast.each(document -> extract(document, new TreeMap<>()));
  }
}
