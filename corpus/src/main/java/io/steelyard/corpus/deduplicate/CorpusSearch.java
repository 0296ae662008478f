package io.steelyard.corpus.deduplicate;

import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One reading of the corpus that finds its duplicates, shards in parallel; a second one over the
 * members of near-duplicate clusters where they are verified.
 *
 * <p>Memory beside two sort buffers of 64 MiB: about 40 bytes per document while clusters form
 * (lengths 4, clusters 8 for each pass and their union, 16 while a set of clusters is made), 8 more
 * with a quality score.
 */
final class CorpusSearch implements Closeable {
  private static final long SORT_BYTES = 64L << 20;

  private final Job job;
  private final DeduplicateStep settings;
  private final CorpusView view;
  final Ordinals ordinals;
  final DocumentIds ids;
  private final int[] lengths;
  private final double[] qualities;
  private final AtomicLong withoutShingles = new AtomicLong();
  private Clusters exact;
  private Clusters near;
  private Verification.Report verification;
  private long hugeBuckets;
  private int largestBucket;

  CorpusSearch(Job job, DeduplicateStep settings) throws IOException {
    this.job = job;
    this.settings = settings;
    this.view = job.corpus();
    this.ordinals = Ordinals.of(view);
    this.ids = new DocumentIds(job.scratch());
    this.lengths = new int[ordinals.documents()];
    this.qualities = settings.quality().isEmpty() ? null : new double[ordinals.documents()];
  }

  /** Finds the duplicates: exact ones first, near ones among what is left. */
  Clusters run() throws IOException {
    int documents = ordinals.documents();
    try (ExactDuplicates exactSearch = new ExactDuplicates(SORT_BYTES, job.scratch());
        NearDuplicates nearSearch = new NearDuplicates(SORT_BYTES, job.scratch())) {
      job.progress().stage("comparing", documents, "documents");
      job.each(ordinals.shards(), shard -> scan(shard, exactSearch, nearSearch));
      Preference preference =
          qualities == null ? Preference.longest(lengths) : Preference.best(qualities, lengths);
      exact =
          settings.method().exact()
              ? exactSearch.clusters(documents, preference)
              : Clusters.singletons(documents);
      if (!settings.method().minhash()) {
        return exact;
      }
      near = nearSearch.clusters(documents, preference);
      hugeBuckets = nearSearch.hugeBuckets();
      largestBucket = nearSearch.largestBucket();
      if (settings.verify()) {
        near = verified(near.among(exact), preference);
      }
      return exact.then(near);
    }
  }

  private void scan(int shard, ExactDuplicates exactSearch, NearDuplicates nearSearch)
      throws IOException {
    BandKeys keys = settings.method().minhash() ? new BandKeys(settings.minHash()) : null;
    List<String> scores = qualities == null ? List.of() : List.of(settings.quality().get());
    int ordinal = ordinals.start(shard);
    try (CloseableIterator<CorpusView.Scored> documents = view.read(shard, scores);
        DocumentIds.Shard shardIds = ids.shard(ordinal)) {
      while (documents.hasNext()) {
        CorpusView.Scored scored = documents.next();
        String text = scored.document().text();
        Murmur3.Hash128 identity = ExactDuplicates.identity(text);
        shardIds.add(scored.document().id(), identity);
        lengths[ordinal] = text.length();
        if (qualities != null) {
          qualities[ordinal] =
              scored.scores()[0] instanceof Number number ? number.doubleValue() : Double.NaN;
        }
        if (settings.method().exact()) {
          exactSearch.add(ordinal, identity);
        }
        if (keys != null) {
          if (keys.take(text)) {
            nearSearch.add(ordinal, keys.keys());
          } else {
            withoutShingles.incrementAndGet();
          }
        }
        ordinal++;
        job.progress().advance(1);
        Job.stopIfInterrupted();
      }
    }
  }

  private Clusters verified(Clusters candidates, Preference preference) throws IOException {
    try (ShingleStore store = new ShingleStore(job.scratch())) {
      job.progress().stage("verifying", ordinals.documents(), "documents");
      job.each(ordinals.shards(), shard -> store(shard, candidates, store));
      Verification.Result result =
          Verification.verify(candidates, settings.threshold(), preference, store);
      verification = result.report();
      return result.clusters();
    }
  }

  private void store(int shard, Clusters candidates, ShingleStore store) throws IOException {
    MinHashSettings minHash = settings.minHash();
    Shingles shingles =
        new Shingles(minHash.rule(), ShingleHash.Family.XXH64, minHash.shingleWords());
    int ordinal = ordinals.start(shard);
    try (CloseableIterator<Document> documents = view.read(shard)) {
      while (documents.hasNext()) {
        Document document = documents.next();
        if (candidates.size(ordinal) > 1) {
          shingles.take(document.text());
          store.put(ordinal, shingles.distinct());
        }
        ordinal++;
        job.progress().advance(1);
        Job.stopIfInterrupted();
      }
    }
  }

  /** Why a document goes, or null: a copy of its text is left, or one much like it. */
  String reason(Clusters clusters, int ordinal) {
    if (clusters.isKept(ordinal)) {
      return null;
    }
    return exact.isKept(ordinal) ? DeduplicateStep.NEAR : DeduplicateStep.EXACT;
  }

  long withoutShingles() {
    return withoutShingles.get();
  }

  /** What verification did, or null. */
  Verification.Report verification() {
    return verification;
  }

  long hugeBuckets() {
    return hugeBuckets;
  }

  int largestBucket() {
    return largestBucket;
  }

  @Override
  public void close() throws IOException {
    ids.close();
  }
}
