package io.steelyard.mix.equitable;

import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
  private final long key;
  private final Map<String, TreeMap<Key, String>> kept = new HashMap<>();
  private final Map<String, Long> bytes = new HashMap<>();

  private TextSample(long most, long key) {
    this.most = most;
    this.key = key;
  }

  /** The texts of each domain's training part, in the order of their keys. */
  static Map<String, List<String>> of(Job job, long bytesPerDomain) {
    CorpusView view = job.corpus();
    long key = Draws.key(job.seed(), Purpose.ALLOCATE);
    TextSample all = new TextSample(bytesPerDomain, key);
    job.progress().stage("sampling text", view.inventory().documents().total(), "documents");
    job.pieces(
        view.shards(),
        shard -> shard(job, view, shard, bytesPerDomain, key),
        some -> some.forEach(text -> all.add(text[0], DocumentId.parse(text[1]), text[2])));
    Map<String, List<String>> texts = new HashMap<>();
    all.kept.forEach((domain, some) -> texts.put(domain, new ArrayList<>(some.values())));
    return texts;
  }

  /** Domain, id and text of what one shard has to offer. */
  private static List<String[]> shard(Job job, CorpusView view, int shard, long most, long key)
      throws IOException {
    TextSample own = new TextSample(most, key);
    try (CloseableIterator<Document> documents = view.read(shard)) {
      while (documents.hasNext()) {
        Document document = documents.next();
        if (document.part() == Part.TRAIN && !document.text().isEmpty()) {
          own.add(document.domain(), document.id(), document.text());
        }
        job.progress().advance(1);
        Job.stopIfInterrupted();
      }
    }
    List<String[]> offered = new ArrayList<>();
    own.kept.forEach(
        (domain, some) ->
            some.forEach((k, text) -> offered.add(new String[] {domain, k.id().toString(), text})));
    return offered;
  }

  private void add(String domain, DocumentId id, String text) {
    TreeMap<Key, String> some = kept.computeIfAbsent(domain, d -> new TreeMap<>());
    some.put(new Key(Draws.mix(key, Draws.hash(id.path()), id.record()), id), text);
    long total = bytes.merge(domain, size(text), Long::sum);
    while (some.size() > 1 && total - size(some.lastEntry().getValue()) >= most) {
      total -= size(some.pollLastEntry().getValue());
    }
    bytes.put(domain, total);
  }

  private static long size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
