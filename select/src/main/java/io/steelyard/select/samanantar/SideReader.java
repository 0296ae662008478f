package io.steelyard.select.samanantar;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.select.samanantar.Preparation.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the sentences of one language out of a corpus, in the order of the documents. */
record SideReader(
    Preparation preparation, boolean split, boolean scanned, Optional<String> sourceField) {
  private record Found(String id, String text, String source, Reason reason) {}

  private record InShard(int shard, List<Found> found) {}

  Side read(Job job, String language, Set<String> benchmark) {
    CorpusView view = job.corpus();
    if (!view.inventory().documents().has(language)) {
      throw new RequestException(
          "the corpus has no documents of the domain '"
              + language
              + "'; its domains are "
              + String.join(", ", view.inventory().documents().names())
              + ". Where domains are no languages yet, put corpus.language with as-domain before");
    }
    job.progress().stage("sentences of " + language, view.shards(), "shards");
    List<List<Found>> shards = new ArrayList<>(Collections.nCopies(view.shards(), List.of()));
    job.pieces(
        view.shards(),
        shard -> {
          List<Found> found = shard(job.corpus(), shard, language);
          job.progress().advance(1);
          return new InShard(shard, found);
        },
        in -> shards.set(in.shard, in.found));
    Side side = new Side(language, benchmark);
    for (List<Found> found : shards) {
      found.forEach(f -> side.add(f.id, f.text, f.source, f.reason));
    }
    if (side.sentences().isEmpty()) {
      throw new RequestException(
          "no sentence of '"
              + language
              + "' is left to look at: of "
              + side.seen()
              + " these were refused: "
              + side.refused()
              + "; see the settings of prepare");
    }
    return side;
  }

  private List<Found> shard(CorpusView view, int shard, String language) throws Exception {
    SentenceSplitter splitter = new SentenceSplitter(language, scanned);
    Preparation.Judge judge = preparation.judge(language);
    List<Found> found = new ArrayList<>();
    try (CloseableIterator<Document> documents = view.read(shard)) {
      while (documents.hasNext()) {
        Document document = documents.next();
        if (!document.domain().equals(language)) {
          continue;
        }
        String source = source(document);
        List<String> sentences =
            split ? splitter.split(document.text()) : List.of(document.text().strip());
        for (int i = 0; i < sentences.size(); i++) {
          String text = Preparation.form(sentences.get(i));
          Reason reason = judge.reason(text);
          found.add(
              new Found(
                  document.id() + (split ? "/" + i : ""),
                  reason == null ? text : "",
                  source,
                  reason));
        }
        Job.stopIfInterrupted();
      }
    }
    return found;
  }

  private String source(Document document) {
    if (sourceField.isEmpty()) {
      return document.id().path();
    }
    Map<String, Object> metadata = document.metadata();
    return String.valueOf(metadata.getOrDefault(sourceField.get(), ""));
  }
}
