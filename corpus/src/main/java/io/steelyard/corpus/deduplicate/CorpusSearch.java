package io.steelyard.corpus.deduplicate;

import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.LongFiles;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * One reading of the corpus that finds its duplicates, shards in parallel; a second one over the
 * members of near-duplicate clusters where they are verified.
 *
 * <p>Memory beside two sort buffers of 64 MiB: about 40 bytes per document while clusters form
 * (lengths 4, clusters 8 for each pass and their union, 16 while a set of clusters is made), 8 more
 * with a quality score. Where shards are read on other machines, what they find goes through a flow
 * ({@link SharedKeys}), and the bytes per document here are the same.
 */
final class CorpusSearch {
  private static final long SORT_BYTES = 64L << 20;

  private final Job job;
  private final DeduplicateStep settings;
  final Ordinals ordinals;
  private final int[] lengths;
  private final double[] qualities;
  private final Preference preference;
  private long withoutShingles;
  private Clusters exact;
  private Clusters near;
  private Verification.Report verification;
  private long hugeBuckets;
  private int largestBucket;

  CorpusSearch(Job job, DeduplicateStep settings) {
    this.job = job;
    this.settings = settings;
    this.ordinals = Ordinals.of(job.corpus());
    this.lengths = new int[ordinals.documents()];
    this.qualities = settings.quality().isEmpty() ? null : new double[ordinals.documents()];
    this.preference =
        qualities == null ? Preference.longest(lengths) : Preference.best(qualities, lengths);
  }

  /** Finds the duplicates: exact ones first, near ones among what is left. */
  Clusters run() throws IOException {
    job.progress().stage("comparing", ordinals.documents(), "documents");
    if (job.isLocal()) {
      compareHere();
    } else {
      compareThere();
    }
    if (!settings.method().minhash()) {
      return exact;
    }
    if (settings.verify()) {
      near = verified(near.among(exact));
    }
    return exact.then(near);
  }

  private void compareHere() throws IOException {
    int documents = ordinals.documents();
    try (ExactDuplicates exactSearch = new ExactDuplicates(SORT_BYTES, job.scratch());
        NearDuplicates nearSearch = new NearDuplicates(SORT_BYTES, job.scratch())) {
      Scan scan = new Scan(settings, ordinals);
      job.pieces(
          ordinals.shards(),
          shard -> scan.run(job, shard, exactSearch::add, nearSearch::add),
          this::take);
      exact =
          settings.method().exact()
              ? exactSearch.clusters(documents, preference)
              : Clusters.singletons(documents);
      if (settings.method().minhash()) {
        near = nearSearch.clusters(documents, preference);
        hugeBuckets = nearSearch.hugeBuckets();
        largestBucket = nearSearch.largestBucket();
      }
    }
  }

  private void compareThere() throws IOException {
    int documents = ordinals.documents();
    LongFiles equal = files("exact", 3);
    LongFiles alike = files("near", 2);
    Scan scan = new Scan(settings, ordinals);
    Job here = job; // what goes to other machines must not hold this search
    job.pieces(ordinals.shards(), shard -> scan.toFiles(here, shard, equal, alike), this::take);
    exact = Clusters.singletons(documents);
    if (settings.method().exact()) {
      SharedKeys keys = new SharedKeys(documents);
      keys.join(job.engine(), equal);
      exact = keys.clusters(preference);
    }
    if (settings.method().minhash()) {
      SharedKeys keys = new SharedKeys(documents);
      keys.join(job.engine(), alike);
      near = keys.clusters(preference);
      hugeBuckets = keys.hugeBuckets();
      largestBucket = keys.largestBucket();
    }
  }

  private LongFiles files(String name, int width) {
    return new LongFiles(job.scratch().toAbsolutePath().toString(), name, width, ordinals.shards());
  }

  /** What the scan of a shard gives back: 4 bytes per document, 12 with qualities. */
  private record Scanned(int shard, int[] lengths, double[] qualities, long withoutShingles)
      implements Serializable {}

  private void take(Scanned scanned) {
    int start = ordinals.start(scanned.shard);
    System.arraycopy(scanned.lengths, 0, lengths, start, scanned.lengths.length);
    if (qualities != null) {
      System.arraycopy(scanned.qualities, 0, qualities, start, scanned.qualities.length);
    }
    withoutShingles += scanned.withoutShingles;
  }

  /** Takes the identity of a text. */
  private interface Identities {
    void add(int ordinal, Murmur3.Hash128 identity) throws IOException;
  }

  /** Takes the band keys of a text. */
  private interface Keys {
    void add(int ordinal, long[] keys) throws IOException;
  }

  /** Reads one shard, on whatever machine. */
  private record Scan(DeduplicateStep settings, Ordinals ordinals) {
    Scanned toFiles(Job job, int shard, LongFiles equal, LongFiles alike) {
      Scanned[] scanned = new Scanned[1];
      equal.write(
          shard,
          identities ->
              alike.write(
                  shard,
                  entries ->
                      scanned[0] =
                          run(
                              job,
                              shard,
                              (ordinal, identity) ->
                                  identities.write(identity.high(), identity.low(), ordinal),
                              (ordinal, keys) -> {
                                for (long key : keys) {
                                  entries.write(key, ordinal);
                                }
                              })));
      return scanned[0];
    }

    Scanned run(Job job, int shard, Identities identities, Keys near) throws IOException {
      BandKeys keys = settings.method().minhash() ? new BandKeys(settings.minHash()) : null;
      boolean scored = settings.quality().isPresent();
      int start = ordinals.start(shard);
      int ordinal = start;
      int documents = ordinals.start(shard + 1) - start;
      int[] lengths = new int[documents];
      double[] qualities = scored ? new double[documents] : null;
      long withoutShingles = 0;
      DocumentIds.Shard ids = new DocumentIds(job.scratch(), ordinals).shard(shard);
      try (CloseableIterator<CorpusView.Scored> read =
          job.corpus().read(shard, scored ? List.of(settings.quality().get()) : List.of())) {
        while (read.hasNext()) {
          CorpusView.Scored document = read.next();
          String text = document.document().text();
          Murmur3.Hash128 identity = ExactDuplicates.identity(text);
          ids.add(document.document().id(), identity);
          lengths[ordinal - start] = text.length();
          if (scored) {
            qualities[ordinal - start] =
                document.scores()[0] instanceof Number number ? number.doubleValue() : Double.NaN;
          }
          if (settings.method().exact()) {
            identities.add(ordinal, identity);
          }
          if (keys != null) {
            if (keys.take(text)) {
              near.add(ordinal, keys.keys());
            } else {
              withoutShingles++;
            }
          }
          ordinal++;
          job.progress().advance(1);
          Job.stopIfInterrupted();
        }
      }
      ids.finish();
      return new Scanned(shard, lengths, qualities, withoutShingles);
    }
  }

  private Clusters verified(Clusters candidates) throws IOException {
    ClusterFile file =
        ClusterFile.write(job.scratch().resolve("candidates.bin"), candidates, i -> 0);
    try (ShingleStore store = new ShingleStore(job.scratch(), ordinals)) {
      job.progress().stage("verifying", ordinals.documents(), "documents");
      Storing storing = new Storing(settings, ordinals, file);
      Job here = job; // what goes to other machines must not hold this search
      job.pieces(ordinals.shards(), shard -> storing.run(here, shard), store::add);
      Verification.Result result =
          Verification.verify(candidates, settings.threshold(), preference, store);
      verification = result.report();
      return result.clusters();
    }
  }

  /** Stores the shingles of one shard's documents that are in clusters, on whatever machine. */
  private record Storing(DeduplicateStep settings, Ordinals ordinals, ClusterFile candidates) {
    ShingleStore.Places run(Job job, int shard) throws IOException {
      MinHashSettings minHash = settings.minHash();
      Shingles shingles =
          new Shingles(minHash.rule(), ShingleHash.Family.XXH64, minHash.shingleWords());
      Path scratch = job.scratch();
      ClusterFile.Slice clusters =
          candidates.read(ordinals.start(shard), ordinals.start(shard + 1));
      return ShingleStore.write(
          scratch,
          shard,
          writer -> {
            int ordinal = ordinals.start(shard);
            try (CloseableIterator<Document> documents = job.corpus().read(shard)) {
              while (documents.hasNext()) {
                Document document = documents.next();
                if (clusters.size(ordinal) > 1) {
                  shingles.take(document.text());
                  writer.put(ordinal, shingles.distinct());
                }
                ordinal++;
                job.progress().advance(1);
                Job.stopIfInterrupted();
              }
            }
          });
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
    return withoutShingles;
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
}
