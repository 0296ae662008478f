package io.steelyard.corpus.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.flow.Engine;
import io.steelyard.core.flow.LocalEngine;
import io.steelyard.core.step.LongFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that meet through a flow give the clusters of keys that are sorted in one process. */
class SharedKeysTest {
  private static final int SHARDS = 7;
  private static final int EACH = 120;
  private static final int DOCUMENTS = SHARDS * EACH;
  private static final int BANDS = 4;

  @TempDir Path folder;

  private static long key(int document, int band) {
    // One key in three is shared by all, the others by few.
    long drawn = Draws.mix(3, document, band);
    return band == 0 && document % 3 == 0 ? 42 : Draws.below(drawn, 2_000) * 7919 + band;
  }

  private SharedKeys joined(LongFiles files) throws IOException {
    SharedKeys keys = new SharedKeys(DOCUMENTS);
    try (Engine engine = new LocalEngine(LocalEngine.Settings.of(folder))) {
      keys.join(engine, files);
    }
    return keys;
  }

  @Test
  void nearDuplicatesAreThose() throws IOException {
    LongFiles files = new LongFiles(folder.toString(), "near", 2, SHARDS);
    Clusters expected;
    int largest;
    try (NearDuplicates search = new NearDuplicates(1 << 20, folder)) {
      for (int shard = 0; shard < SHARDS; shard++) {
        int from = shard * EACH;
        files.write(
            shard,
            writer -> {
              for (int document = from; document < from + EACH; document++) {
                for (int band = 0; band < BANDS; band++) {
                  writer.write(key(document, band), document);
                }
              }
            });
        for (int document = from; document < from + EACH; document++) {
          long[] keys = new long[BANDS];
          for (int band = 0; band < BANDS; band++) {
            keys[band] = key(document, band);
          }
          search.add(document, keys);
        }
      }
      expected = search.clusters(DOCUMENTS, Preference.first());
      largest = search.largestBucket();
    }
    SharedKeys keys = joined(files);
    assertThat(keys.largestBucket()).isEqualTo(largest).isEqualTo(DOCUMENTS / 3);
    assertThat(keys.hugeBuckets()).isZero();
    same(keys.clusters(Preference.first()), expected);
  }

  @Test
  void exactDuplicatesAreThose() throws IOException {
    LongFiles files = new LongFiles(folder.toString(), "exact", 3, SHARDS);
    Clusters expected;
    try (ExactDuplicates search = new ExactDuplicates(1 << 20, folder)) {
      for (int shard = 0; shard < SHARDS; shard++) {
        int from = shard * EACH;
        files.write(
            shard,
            writer -> {
              for (int document = from; document < from + EACH; document++) {
                // Equal first halves alone are no copies.
                writer.write(document % 50, document % 100, document);
              }
            });
        for (int document = from; document < from + EACH; document++) {
          search.add(document, new Murmur3.Hash128(document % 50, document % 100));
        }
      }
      expected = search.clusters(DOCUMENTS, Preference.first());
    }
    same(joined(files).clusters(Preference.first()), expected);
    assertThat(expected.removed()).isEqualTo(DOCUMENTS - 100);
  }

  private static void same(Clusters clusters, Clusters expected) {
    for (int i = 0; i < DOCUMENTS; i++) {
      assertThat(clusters.survivor(i)).as("document %d", i).isEqualTo(expected.survivor(i));
      assertThat(clusters.size(i)).isEqualTo(expected.size(i));
    }
  }
}
