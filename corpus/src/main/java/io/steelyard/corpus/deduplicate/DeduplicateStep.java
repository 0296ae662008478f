package io.steelyard.corpus.deduplicate;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The recipe's {@code corpus.deduplicate}. Put {@code {method: exact}} before the cleaning rules
 * and {@code {method: minhash}} after them, or {@code both} once.
 *
 * <p>Every document gets the id of the document that stands for its cluster and the cluster's size;
 * the others of the cluster are dropped as {@code exact_duplicate} or {@code near_duplicate}, or
 * with {@code keep: true} only marked, for soft weights ({@link DuplicateWeights}).
 */
@Method(
    name = "corpus.deduplicate",
    about = "Keeps one of each group of equal (exact) or nearly equal (MinHash) documents.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.VERDICTS,
    source = "FineWeb, https://arxiv.org/abs/2406.17557; Lee et al., 2107.06499")
public record DeduplicateStep(
    @Setting(
            value =
                "exact: equal up to Unicode composition and white space; minhash: nearly equal;"
                    + " both: one after the other",
            or = "both")
        Pass method,
    @Setting(value = "MinHash bands (FineWeb: 14)", or = "14") int bands,
    @Setting(value = "MinHash rows per band (FineWeb: 8)", or = "8") int rows,
    @Setting(value = "words per shingle (FineWeb: 5)", or = "5") int shingle,
    @Setting(value = "hash of a shingle: xxh64, or sha1 for FineWeb's own signatures", or = "xxh64")
        ShingleHash.Family hash,
    @Setting(
            value =
                "standard removes accents from Latin, Greek and Cyrillic letters only; compat is"
                    + " FineWeb's rule, which removes marks in every script",
            or = "standard")
        Normaliser.Rule normalise,
    @Setting(
            value =
                "compare near-duplicates with the document kept for them, and part those below"
                    + " the threshold",
            or = "false")
        boolean verify,
    @Setting(value = "least Jaccard similarity of shingles when verifying", or = "0.8")
        double threshold,
    @Setting(
            value =
                "score of an earlier step: the document with the highest is kept; else the"
                    + " longest, then the first",
            or = "")
        Optional<String> quality,
    @Setting(value = "keep all documents, only mark their cluster", or = "false") boolean keep)
    implements Step {
  /** Which duplicates are looked for. */
  public enum Pass {
    EXACT,
    MINHASH,
    BOTH;

    boolean exact() {
      return this != MINHASH;
    }

    boolean minhash() {
      return this != EXACT;
    }
  }

  /** Reason codes. */
  public static final String EXACT = "exact_duplicate";

  public static final String NEAR = "near_duplicate";

  /** Score columns. */
  public static final String CLUSTER = "duplicate_of";

  public static final String CLUSTER_SIZE = "cluster_size";

  public static final String CLUSTER_TEXT = "cluster_text";

  public DeduplicateStep {
    if (bands < 1 || rows < 1 || (long) bands * rows > 65_536) {
      throw new IllegalArgumentException(
          "bands x rows must be from 1 to 65,536 hash functions, was " + bands + " x " + rows);
    }
    if (shingle < 1 || shingle > 100) {
      throw new IllegalArgumentException("shingle must be from 1 to 100 words, was " + shingle);
    }
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "threshold must be above 0 and at most 1, was " + threshold);
    }
  }

  MinHashSettings minHash() {
    return new MinHashSettings(new Bands(bands, rows), shingle, hash, normalise);
  }

  @Override
  public void run(Job job) throws IOException {
    CorpusSearch search = new CorpusSearch(job, this);
    Clusters clusters = search.run();
    ClusterVerdicts verdicts = ClusterVerdicts.of(job, this, search, clusters);
    job.judge(
        List.of(
            Column.text(CLUSTER, "id of the document that stands for the cluster"),
            Column.count(CLUSTER_SIZE, "documents in the cluster, 1 without duplicates"),
            Column.text(CLUSTER_TEXT, "128-bit hash of that document's text")),
        verdicts::judge);
    DeduplicateSummary.write(job, this, search, clusters);
  }

  /** How many duplicates there are cannot be told from the beginnings of files. */
  @Override
  public void foresee(Forecast forecast) {
    forecast.work(forecast.bytes(), method == Pass.EXACT ? 15e6 : 12e6); // as in the demo
    forecast.memory((128L << 20) + 40 * forecast.documents()); // see CorpusSearch
    forecast.unknown();
  }
}
