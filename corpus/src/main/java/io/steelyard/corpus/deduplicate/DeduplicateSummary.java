package io.steelyard.corpus.deduplicate;

import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code corpus.deduplicate} tells its reader: how many, how large, in which domains, which.
 */
final class DeduplicateSummary {
  private static final int EXAMPLES = 3;
  private static final int EXCERPT = 300;

  /** Upper ends of the rows of the histogram: FineWeb2's steps. */
  private static final int[] SIZES = {1, 2, 4, 99, 999, Integer.MAX_VALUE};

  private static final String[] SIZE_NAMES = {"1", "2", "3-4", "5-99", "100-999", "1,000 or more"};

  private final Job job;
  private final DeduplicateStep settings;
  private final CorpusSearch search;
  private final Clusters clusters;

  private DeduplicateSummary(
      Job job, DeduplicateStep settings, CorpusSearch search, Clusters clusters) {
    this.job = job;
    this.settings = settings;
    this.search = search;
    this.clusters = clusters;
  }

  static void write(Job job, DeduplicateStep settings, CorpusSearch search, Clusters clusters)
      throws IOException {
    DeduplicateSummary summary = new DeduplicateSummary(job, settings, search, clusters);
    summary.figures();
    summary.sizes();
    if (!settings.keep()) {
      summary.domains();
    }
    summary.verification();
    summary.examples();
  }

  private void figures() {
    long exact = 0;
    long near = 0;
    for (int i = 0; i < clusters.documents(); i++) {
      String reason = search.reason(clusters, i);
      exact += DeduplicateStep.EXACT.equals(reason) ? 1 : 0;
      near += DeduplicateStep.NEAR.equals(reason) ? 1 : 0;
    }
    String done = settings.keep() ? "marked, not dropped" : "dropped";
    if (settings.method().exact()) {
      job.summary().figure("exact duplicates", exact, Format.COUNT, done);
    }
    if (settings.method().minhash()) {
      job.summary().figure("near-duplicates", near, Format.COUNT, done);
      job.summary()
          .figure(
              "too short to compare",
              search.withoutShingles(),
              Format.COUNT,
              "fewer than " + settings.shingle() + " words: never dropped as near-duplicates");
      if (search.hugeBuckets() > 0) {
        job.summary()
            .warning(
                search.hugeBuckets()
                    + " band values are shared by more than "
                    + NearDuplicates.HUGE_BUCKET
                    + " documents (the most frequent by "
                    + search.largestBucket()
                    + "): probably boilerplate; remove it before, or set verify: true");
      }
    }
  }

  private void sizes() {
    long[] groups = new long[SIZES.length];
    long[] documents = new long[SIZES.length];
    clusters
        .histogram()
        .forEach(
            (size, count) -> {
              int row = 0;
              while (size > SIZES[row]) {
                row++;
              }
              groups[row] += count;
              documents[row] += size * count;
            });
    Summary.Table table =
        Summary.table(
            "cluster-sizes",
            "Clusters by size",
            "size 1: no duplicate was found",
            "documents in the cluster",
            Format.TEXT,
            "clusters",
            Format.COUNT,
            "documents",
            Format.COUNT);
    for (int row = 0; row < SIZES.length; row++) {
      Summary.row(table, SIZE_NAMES[row], groups[row], documents[row]);
    }
    job.summary().add(table);
  }

  private void domains() {
    Summary.Table table =
        Summary.table(
            "duplicates-by-domain",
            "Duplicates by domain",
            "documents dropped from each domain",
            "domain",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "exact",
            Format.COUNT,
            "near",
            Format.COUNT,
            "dropped",
            Format.SHARE);
    job.ledger()
        .domains()
        .forEach(
            (domain, account) -> {
              long exact = documents(account, DeduplicateStep.EXACT);
              long near = documents(account, DeduplicateStep.NEAR);
              long in = account.in.documents;
              Summary.row(
                  table, domain, in, exact, near, in == 0 ? 0.0 : (double) (exact + near) / in);
            });
    job.summary().add(table);
  }

  private static long documents(Ledger.Account account, String reason) {
    Ledger.Amount amount = account.dropped.get(reason);
    return amount == null ? 0 : amount.documents;
  }

  private void verification() {
    Verification.Report report = search.verification();
    if (report == null) {
      return;
    }
    Summary.Table table =
        Summary.table(
            "verification",
            "Verification against the kept document",
            "near-duplicates below the threshold of " + settings.threshold() + " are parted",
            "what",
            Format.TEXT,
            "count",
            Format.COUNT);
    Summary.row(table, "documents in clusters before", report.members());
    Summary.row(table, "comparisons", report.checked());
    Summary.row(table, "documents parted", report.broken());
    Summary.row(table, "clusters that lost a document", report.clustersBroken());
    Summary.row(table, "documents left alone as comparisons ran out", report.unplaced());
    job.summary().add(table);
    job.summary()
        .figure("removals taken back", report.brokenShare(), Format.SHARE, "by verification");
  }

  /** A few dropped documents of each reason beside the one that was kept for them. */
  private void examples() throws IOException {
    List<Integer> exact = draw(DeduplicateStep.EXACT);
    List<Integer> near = draw(DeduplicateStep.NEAR);
    Map<Integer, Document> documents = new TreeMap<>();
    for (List<Integer> drawn : List.of(exact, near)) {
      for (int ordinal : drawn) {
        documents.put(ordinal, null);
        documents.put(clusters.survivor(ordinal), null);
      }
    }
    if (documents.isEmpty()) {
      return;
    }
    fetch(documents);
    List<Summary.Group> groups = new ArrayList<>();
    addGroup(groups, DeduplicateStep.EXACT, exact, documents);
    addGroup(groups, DeduplicateStep.NEAR, near, documents);
    job.summary()
        .add(
            new Summary.Examples(
                "duplicate-pairs",
                "Pairs of duplicates",
                "each document that goes, then the one that is kept for it",
                groups));
  }

  /** The ordinals with the smallest draws among the documents of one reason. */
  private List<Integer> draw(String reason) {
    long key = Draws.key(job.seed(), Purpose.EXAMPLES, reason);
    TreeMap<Long, Integer> smallest = new TreeMap<>();
    for (int i = 0; i < clusters.documents(); i++) {
      if (reason.equals(search.reason(clusters, i))) {
        smallest.put(Draws.mix(key, i), i);
        if (smallest.size() > EXAMPLES) {
          smallest.pollLastEntry();
        }
      }
    }
    return new ArrayList<>(smallest.values());
  }

  private void fetch(Map<Integer, Document> documents) throws IOException {
    for (int shard = 0; shard < search.ordinals.shards(); shard++) {
      int ordinal = search.ordinals.start(shard);
      int end = search.ordinals.start(shard + 1);
      int last = -1;
      for (int wanted : documents.keySet()) {
        last = wanted >= ordinal && wanted < end ? wanted : last;
      }
      if (last < 0) {
        continue;
      }
      try (CloseableIterator<Document> read = job.corpus().read(shard)) {
        for (; ordinal <= last; ordinal++) {
          Document document = read.next();
          if (documents.containsKey(ordinal)) {
            documents.put(ordinal, document);
          }
        }
      }
    }
  }

  private void addGroup(
      List<Summary.Group> groups,
      String reason,
      List<Integer> drawn,
      Map<Integer, Document> documents) {
    if (drawn.isEmpty()) {
      return;
    }
    Shingles shingles =
        new Shingles(settings.normalise(), ShingleHash.Family.XXH64, settings.shingle());
    List<Summary.Example> examples = new ArrayList<>();
    for (int ordinal : drawn) {
      Document gone = documents.get(ordinal);
      Document kept = documents.get(clusters.survivor(ordinal));
      shingles.take(gone.text());
      long[] left = shingles.distinct();
      shingles.take(kept.text());
      double similarity = Shingles.jaccard(left, shingles.distinct());
      String note =
          reason.equals(DeduplicateStep.EXACT)
              ? "equal to " + kept.id()
              : String.format(java.util.Locale.ROOT, "%.2f similar to %s", similarity, kept.id());
      examples.add(example(gone, note));
      examples.add(example(kept, "kept"));
    }
    groups.add(new Summary.Group(reason, "", examples));
  }

  private static Summary.Example example(Document document, String note) {
    String text = document.text();
    int end = Math.min(text.length(), EXCERPT);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return new Summary.Example(
        document.id().toString(), document.domain(), text.substring(0, end), note);
  }
}
