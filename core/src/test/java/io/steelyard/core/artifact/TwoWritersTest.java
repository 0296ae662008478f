package io.steelyard.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine may run a task twice, even at the same time: what both write is whole. */
class TwoWritersTest {
  @TempDir Path folder;

  /** Both are in the middle of writing before either goes on. */
  private static void together(Writing a, Writing b)
      throws InterruptedException, ExecutionException {
    CyclicBarrier middle = new CyclicBarrier(2);
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      Future<?> first = two.submit(() -> a.write(middle));
      Future<?> second = two.submit(() -> b.write(middle));
      first.get();
      second.get();
    } finally {
      two.shutdown();
    }
  }

  private interface Writing {
    void write(CyclicBarrier middle);
  }

  private static void meet(CyclicBarrier middle) {
    try {
      middle.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private long leftovers() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".tmp")).count();
    }
  }

  @Test
  void theirBytesAreNeverMixed() throws Exception {
    Path file = folder.resolve("shard");
    byte[] a = "a".repeat(100_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] b = "b".repeat(200_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int round = 0; round < 20; round++) {
      together(middle -> write(file, a, middle), middle -> write(file, b, middle));
      assertThat(Files.readAllBytes(file)).isIn(a, b);
    }
    assertThat(leftovers()).isZero();
  }

  private static void write(Path file, byte[] bytes, CyclicBarrier middle) {
    AtomicFile.write(
        file,
        out -> {
          out.write(bytes, 0, 50_000);
          meet(middle);
          out.write(bytes, 50_000, bytes.length - 50_000);
        });
  }

  private static Document document(int i) {
    return new Document(
        new DocumentId("a.jsonl", i),
        "web",
        Part.TRAIN,
        "text number " + i * 7919,
        null,
        java.util.Map.of());
  }

  @Test
  void twoAttemptsAtAShardOfACorpusGiveOneThatMatchesItsStamp() throws Exception {
    Writing writing =
        middle ->
            Corpus.writeShard(
                folder,
                "part-00000",
                shard -> {
                  for (int i = 0; i < 2_000; i++) {
                    if (i == 1_000) {
                      meet(middle);
                    }
                    shard.add(document(i));
                  }
                });
    together(writing, writing);
    requireStamped(folder.resolve("part-00000" + Corpus.SUFFIX));
  }

  @Test
  void twoAttemptsAtVerdictsGiveTheSameBytes() throws Exception {
    Writing writing =
        middle ->
            Verdicts.writeShard(
                folder,
                "part-00000",
                List.of(Column.count("length", "bytes")),
                shard -> {
                  for (int i = 0; i < 2_000; i++) {
                    if (i == 1_000) {
                      meet(middle);
                    }
                    Document d = document(i);
                    shard.add(
                        d,
                        d.bytes(),
                        i % 3 == 0
                            ? Verdict.drop(d, "third", d.bytes())
                            : Verdict.keep(d, d.bytes()));
                  }
                });
    together(writing, writing);
    Path file = folder.resolve("part-00000" + Verdicts.SUFFIX);
    requireStamped(file);
    byte[] once = Files.readAllBytes(file);
    Files.delete(file);
    Verdicts.writeShard(
        folder,
        "part-00000",
        List.of(Column.count("length", "bytes")),
        shard -> {
          for (int i = 0; i < 2_000; i++) {
            Document d = document(i);
            shard.add(
                d,
                d.bytes(),
                i % 3 == 0 ? Verdict.drop(d, "third", d.bytes()) : Verdict.keep(d, d.bytes()));
          }
        });
    assertThat(Files.readAllBytes(file)).isEqualTo(once);
  }

  private void requireStamped(Path file) throws IOException {
    ShardStamp stamp = ShardStamp.read(file);
    assertThat(stamp).isNotNull();
    assertThat(Digest.crc32c(file)).isEqualTo(stamp.crc32c());
    assertThat(leftovers()).isZero();
  }
}
