package io.steelyard.corpus.deduplicate;

import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Inventory;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.artifact.Verdicts;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the documents that are left in canonical order, 0 to n - 1, from the counts in the
 * shards' stamps: shards can be read in parallel and each knows the number of its first document.
 * Example: shards with 10, 7 and 9 documents left start at 0, 10 and 17.
 */
public final class Ordinals implements Serializable {
  private final int[] starts;

  private Ordinals(int[] starts) {
    this.starts = starts;
  }

  /**
   * @throws WorkException if there are more documents than {@link NearDuplicates#MOST_DOCUMENTS}
   */
  public static Ordinals of(CorpusView view) {
    List<Verdicts> verdicts = view.verdicts();
    boolean judged = !verdicts.isEmpty();
    Map<String, ShardStamp> stamps = new HashMap<>();
    (judged ? verdicts.get(verdicts.size() - 1).manifest() : view.corpus().manifest())
        .parts()
        .forEach(stamp -> stamps.put(stamp.name(), stamp));
    int[] starts = new int[view.shards() + 1];
    for (int shard = 0; shard < view.shards(); shard++) {
      ShardStamp stamp =
          judged
              ? stamps.get(view.corpus().name(shard) + Verdicts.SUFFIX)
              : view.corpus().manifest().parts().get(shard);
      long end =
          starts[shard]
              + Json.MAPPER
                  .convertValue(stamp.notes().get("inventory"), Inventory.class)
                  .documents()
                  .total();
      if (end > NearDuplicates.MOST_DOCUMENTS) {
        throw new WorkException(
            "more than "
                + NearDuplicates.MOST_DOCUMENTS
                + " documents: split the corpus, for example by language, and treat each part"
                + " alone");
      }
      starts[shard + 1] = (int) end;
    }
    return new Ordinals(starts);
  }

  /** The number of a shard's first document; for the number of shards, that of all documents. */
  public int start(int shard) {
    return starts[shard];
  }

  /** The shard that holds a document. */
  public int shardOf(int document) {
    int at = Arrays.binarySearch(starts, document);
    if (at < 0) {
      return -at - 2;
    }
    // The last of several shards that start with it: those before are empty.
    while (starts[at + 1] == document) {
      at++;
    }
    return at;
  }

  public int documents() {
    return starts[starts.length - 1];
  }

  public int shards() {
    return starts.length - 1;
  }
}
