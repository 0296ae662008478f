package io.steelyard.mix.equitable;

import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Some documents of each domain, drawn evenly over the whole corpus: those with the smallest random
 * keys, until there are enough bytes. Memory is that many bytes for each domain and thread.
 */
final class TextSample {
  private record Key(long draw, DocumentId id) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byDraw = Long.compareUnsigned(draw, other.draw);
      return byDraw != 0 ? byDraw : id.compareTo(other.id);
    }
  }

  private final long most;
  private final Map<String, TreeMap<Key, Document>> kept = new HashMap<>();
  private final Map<String, Long> bytes = new HashMap<>();

  private TextSample(long most) {
    this.most = most;
  }

  /** The texts of each domain's training part, in the order of their keys. */
  static Map<String, List<String>> of(Job job, long bytesPerDomain) {
    CorpusView view = job.corpus();
    TextSample all = new TextSample(bytesPerDomain);
    job.progress().stage("sampling text", view.inventory().documents().total(), "documents");
    long key = Draws.key(job.seed(), Purpose.ALLOCATE);
    job.each(
        view.shards(),
        shard -> {
          TextSample own = new TextSample(bytesPerDomain);
          try (CloseableIterator<Document> documents = view.read(shard)) {
            while (documents.hasNext()) {
              Document document = documents.next();
              if (document.part() == Part.TRAIN && !document.text().isEmpty()) {
                own.add(key, document);
              }
              job.progress().advance(1);
              Job.stopIfInterrupted();
            }
          }
          synchronized (all) {
            own.kept.values().forEach(some -> some.values().forEach(d -> all.add(key, d)));
          }
        });
    Map<String, List<String>> texts = new HashMap<>();
    all.kept.forEach(
        (domain, some) -> {
          List<String> list = new ArrayList<>();
          some.values().forEach(document -> list.add(document.text()));
          texts.put(domain, list);
        });
    return texts;
  }

  private void add(long key, Document document) {
    DocumentId id = document.id();
    TreeMap<Key, Document> some = kept.computeIfAbsent(document.domain(), d -> new TreeMap<>());
    some.put(new Key(Draws.mix(key, Draws.hash(id.path()), id.record()), id), document);
    long total = bytes.merge(document.domain(), document.bytes(), Long::sum);
    while (some.size() > 1 && total - some.lastEntry().getValue().bytes() >= most) {
      total -= some.pollLastEntry().getValue().bytes();
    }
    bytes.put(document.domain(), total);
  }
}
