package io.steelyard.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flow that fails says where and why, stops at once, and leaves nothing behind. */
class FlowFailureTest {
  @TempDir Path scratch;

  private LocalEngine engine(int threads) {
    return new LocalEngine(new LocalEngine.Settings(threads, 4, 256 << 10, scratch));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (var left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
  }

  /** Partitions without end; counts the open ones. */
  private record Endless(int partitions, AtomicInteger open) implements Source<Long> {
    @Override
    public CloseableIterator<Long> open(int partition) {
      open.incrementAndGet();
      Iterator<Long> numbers = LongStream.iterate(0, i -> i + 1).iterator();
      return CloseableIterator.of(numbers, open::decrementAndGet);
    }

    @Override
    public String name(int partition) {
      return "part-" + partition + ".jsonl";
    }
  }

  @Test
  void failureNamesThePartitionAndStopsTheOthers() {
    AtomicInteger open = new AtomicInteger();
    try (Engine engine = engine(3)) {
      Flow<Long> flow = engine.read(new Endless(5, open)).withIndex().map(Plan.Indexed::record);
      Flow<Long> bad =
          engine
              .read(new Endless(5, open))
              .map(
                  x -> {
                    if (x == 100_000) {
                      throw new IllegalStateException("record 100000 is odd");
                    }
                    return x;
                  });
      assertThat(flow.plan()).isNotNull();
      assertThatThrownBy(bad::count)
          .isInstanceOf(FlowException.class)
          .hasMessageMatching(
              "count of part-\\d.jsonl, map failed with IllegalStateException: record 100000 is"
                  + " odd")
          .hasRootCauseInstanceOf(IllegalStateException.class);
    }
    assertThat(open).hasValue(0);
  }

  @Test
  void checkedExceptionsErrorsAndCodecFailuresAllFailTheFlow() {
    List<List<String>> one = List.of(List.of("a", "\uD800"));
    try (Engine engine = engine(2)) {
      Flow<String> flow = engine.read(Source.of(one));
      assertThatThrownBy(
              () ->
                  flow.filter(
                          w -> {
                            throw new IOException("gone");
                          })
                      .count())
          .hasMessage("count of partition 1 of 1, filter failed with IOException: gone");
      assertThatThrownBy(() -> flow.distinct(Codec.STRING).count())
          .hasMessageContaining("distinct of partition 1 of 1")
          .hasMessageContaining("lone surrogate at character 0");
      assertThatThrownBy(
              () ->
                  flow.map(
                          w -> {
                            throw new StackOverflowError();
                          })
                      .count())
          .hasMessageContaining("failed with StackOverflowError");
      assertThatThrownBy(() -> flow.map(w -> (String) null).count())
          .hasMessageContaining("no null");
      assertThatThrownBy(
              () ->
                  flow.map(w -> 1L)
                      .groupBy(
                          x -> x,
                          Codec.LONG,
                          Codec.LONG,
                          (k, members) -> {
                            throw new IllegalArgumentException("bad group " + k);
                          })
                      .count())
          .hasMessageMatching(
              "count of group \\d of 4 after groupBy, group failed with"
                  + " IllegalArgumentException: bad group 1");
    }
  }

  @Test
  void fullDiskSaysWhereAndWhatToDo() {
    AtomicLong room = new AtomicLong(200_000);
    Scratch.Disk full =
        file -> {
          OutputStream out = Files.newOutputStream(file);
          return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int count) throws IOException {
              if (room.addAndGet(-count) < 0) {
                throw new IOException("No space left on device");
              }
              out.write(from, offset, count);
            }

            @Override
            public void close() throws IOException {
              out.close();
            }
          };
        };
    LocalEngine.Settings settings = new LocalEngine.Settings(2, 4, 256 << 10, scratch);
    List<List<Long>> many = List.of(numbers(50_000), numbers(50_000));
    try (Engine engine = new LocalEngine(settings, Progress.NONE, full)) {
      Flow<Long> flow = engine.read(Source.of(many));
      assertThatThrownBy(flow.sortBy(SortKey.byNumber(x -> x), Codec.LONG)::count)
          .isInstanceOf(FlowException.class)
          .hasMessageContaining("sortBy of partition")
          .hasMessageContaining("cannot write the scratch file " + scratch)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("free space there or choose another scratch folder");
      assertThatThrownBy(flow.checkpoint(Codec.LONG)::count)
          .hasMessageContaining("checkpoint of partition")
          .hasMessageContaining("No space left on device");
    }
    room.set(100_000);
    try (LongRecordSorter sorter =
        new LongRecordSorter(2, 1 << 16, new Scratch(scratch, full, Progress.NONE))) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  sorter.add(i, i);
                }
              })
          .hasMessageContaining("No space left on device");
    }
  }

  @Test
  void scratchThatCannotBeMadeSaysSo() throws IOException {
    Path file = Files.createFile(scratch.resolve("file"));
    LocalEngine.Settings settings = new LocalEngine.Settings(1, 4, 256 << 10, file);
    try (Engine engine = new LocalEngine(settings)) {
      Flow<Long> flow = engine.read(Source.of(List.of(numbers(3))));
      assertThatThrownBy(flow.distinct(Codec.LONG)::count)
          .hasMessageContaining("cannot make a scratch folder in " + file);
    }
    Files.delete(file);
  }

  @Test
  void interruptEndsTheFlowAndKeepsTheFlag() throws InterruptedException {
    AtomicInteger open = new AtomicInteger();
    CountDownLatch running = new CountDownLatch(2);
    List<Throwable> thrown = new ArrayList<>();
    List<Boolean> flags = new ArrayList<>();
    Thread caller =
        new Thread(
            () -> {
              try (Engine engine = engine(2)) {
                engine
                    .read(new Endless(4, open))
                    .map(
                        x -> {
                          running.countDown();
                          return x;
                        })
                    .sortBy(SortKey.byNumber(x -> x), Codec.LONG)
                    .count();
              } catch (FlowException e) {
                thrown.add(e);
                flags.add(Thread.currentThread().isInterrupted());
              }
            });
    caller.start();
    running.await();
    caller.interrupt();
    caller.join();
    assertThat(thrown).hasSize(1).first().isInstanceOf(FlowInterruptedException.class);
    assertThat(flags).containsExactly(true);
    assertThat(open).hasValue(0);
  }

  @Test
  void callerThatFailsWhileTakingResultsStopsTheWork() {
    AtomicInteger open = new AtomicInteger();
    try (Engine engine = engine(2)) {
      Flow<Long> flow = engine.read(new Endless(9, open));
      assertThatThrownBy(
              () ->
                  engine.run(
                      "taking",
                      flow.plan(),
                      (partition, records) -> {
                        while (partition > 0 && records.hasNext()) {
                          records.next();
                        }
                        return partition;
                      },
                      partition -> {
                        throw new IllegalStateException("cannot take " + partition);
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("cannot take 0");
    }
    assertThat(open).hasValue(0);
  }

  @Test
  void sinkIsCommittedPerPartitionOnlyWhenWhole() {
    ConcurrentSkipListSet<String> events = new ConcurrentSkipListSet<>();
    Sink<Long> sink =
        partition ->
            new Sink.Writer<>() {
              @Override
              public void write(Long record) throws IOException {
                if (record == 7) {
                  throw new IOException("disk gone");
                }
              }

              @Override
              public void commit() {
                events.add("commit " + partition);
              }

              @Override
              public void close() {
                events.add("close " + partition);
              }
            };
    try (Engine engine = engine(1)) {
      Flow<Long> flow = engine.read(Source.of(List.of(List.of(1L, 2L), List.of(7L))));
      assertThatThrownBy(() -> flow.write(sink)).hasMessageContaining("partition 2 of 2");
      assertThat(events).containsExactly("close 0", "close 1", "commit 0");
      assertThat(flow.filter(x -> x < 7).write(sink)).isEqualTo(2);
    }
  }

  @Test
  void iterationCanBeLeftEarlyAndFailuresNameThePartition() throws IOException {
    AtomicInteger open = new AtomicInteger();
    try (Engine engine = engine(2)) {
      try (CloseableIterator<Long> records = engine.read(new Endless(2, open)).iterate()) {
        assertThat(records.next()).isZero();
        assertThat(open).hasValue(1);
      }
      assertThat(open).hasValue(0);
      Flow<Long> sorted =
          engine
              .read(Source.of(List.of(numbers(9), numbers(5))))
              .sortBy(SortKey.byNumber(x -> -x), Codec.LONG);
      try (CloseableIterator<Long> records = sorted.iterate()) {
        assertThat(records.next()).isEqualTo(8);
      }
      try (CloseableIterator<Long> records = sorted.map(x -> x / (x - 8)).iterate()) {
        assertThatThrownBy(records::next)
            .hasMessage(
                "iterate of the sorted records, map failed with ArithmeticException: / by zero");
      }
    }
  }

  @Test
  void plansCanBeShipped() throws IOException {
    try (Engine engine = engine(1)) {
      Flow<String> flow =
          engine
              .read(Source.of(List.of(new ArrayList<>(List.of(1L, 2L)))))
              .filter(x -> x > 0)
              .groupBy(x -> x, Codec.LONG, Codec.LONG, (k, all) -> List.of("" + k).iterator())
              .distinct(Codec.STRING)
              .sortBy(SortKey.<String>byName(x -> x).reversed(), Codec.STRING)
              .checkpoint(Codec.STRING);
      try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
        out.writeObject(flow.plan());
      }
    }
  }

  @Test
  void settingsAndUseAfterCloseAreRefused() {
    assertThatThrownBy(() -> new LocalEngine.Settings(0, 4, 1 << 20, scratch))
        .hasMessageContaining("0 threads");
    assertThatThrownBy(() -> new LocalEngine.Settings(1, 0, 1 << 20, scratch))
        .hasMessageContaining("0 partitions");
    assertThatThrownBy(() -> new LocalEngine.Settings(1, 4, 10, scratch))
        .hasMessageContaining("10 bytes of sorting memory");
    Engine engine = engine(1);
    Flow<Long> flow = engine.read(Source.of(List.of(numbers(1))));
    engine.close();
    assertThatThrownBy(flow::count).hasMessageContaining("closed");
    assertThatThrownBy(() -> flow.topK(0, SortKey.byNumber(x -> x), Codec.LONG))
        .hasMessageContaining("closed");
  }

  private static List<Long> numbers(int n) {
    return LongStream.range(0, n).boxed().toList();
  }
}
