package io.steelyard.corpus.deduplicate;

import io.steelyard.core.artifact.Verdict;
import io.steelyard.core.step.Job;
import java.io.IOException;
import java.util.Map;

/** What is decided about each document of a shard once clusters are known, on whatever machine. */
record ClusterVerdicts(ClusterFile clusters, DocumentIds ids, boolean keep) {
  private static final int KEPT = 0;
  private static final int EXACT = 1;
  private static final int NEAR = 2;

  static ClusterVerdicts of(
      Job job, DeduplicateStep settings, CorpusSearch search, Clusters clusters) {
    ClusterFile file =
        ClusterFile.write(
            job.scratch().resolve("clusters.bin"),
            clusters,
            i -> {
              String reason = search.reason(clusters, i);
              return reason == null ? KEPT : reason.equals(DeduplicateStep.EXACT) ? EXACT : NEAR;
            });
    DocumentIds ids = new DocumentIds(job.scratch(), search.ordinals);
    return new ClusterVerdicts(file, ids, settings.keep());
  }

  Job.Judge judge(int shard) throws IOException {
    int start = ids.ordinals().start(shard);
    ClusterFile.Slice slice = clusters.read(start, ids.ordinals().start(shard + 1));
    Map<Integer, DocumentIds.Identity> survivors = ids.find(slice.survivors());
    int[] next = {start};
    return document -> {
      int ordinal = next[0]++;
      DocumentIds.Identity survivor = survivors.get(slice.survivor(ordinal));
      int mark = slice.mark(ordinal);
      Object[] scores = {
        (mark == KEPT ? document.id() : survivor.id()).toString(),
        (long) slice.size(ordinal),
        survivor.text().toString()
      };
      return mark == KEPT || keep
          ? Verdict.keep(document, scores)
          : Verdict.drop(
              document, mark == EXACT ? DeduplicateStep.EXACT : DeduplicateStep.NEAR, scores);
    };
  }
}
