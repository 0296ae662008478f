package io.steelyard.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.flow.Codec;
import io.steelyard.core.flow.Engine;
import io.steelyard.core.flow.EngineChoice;
import io.steelyard.core.flow.EngineSession;
import io.steelyard.core.flow.Flow;
import io.steelyard.core.flow.FlowException;
import io.steelyard.core.flow.FlowInterruptedException;
import io.steelyard.core.flow.NotShippableException;
import io.steelyard.core.flow.Progress;
import io.steelyard.core.flow.Source;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong is said in the words of the local engine, and nothing is left running. */
class SparkFailureTest {
  @TempDir static Path scratch;
  private static SparkSession session;

  @BeforeAll
  static void open() {
    SparkTests.requireJava();
    session = SparkTests.open("local[2]", scratch.resolve("session"));
  }

  @AfterAll
  static void close() {
    if (session != null) {
      session.close();
    }
  }

  private static Engine engine() {
    return session.engine(4, scratch.resolve("flows"), Progress.NONE);
  }

  @Test
  void aFailureNamesItsPartition() {
    try (Engine engine = engine()) {
      Flow<String> words = engine.read(Source.of(List.of(List.of("a"), List.of("b", "bad"))));
      assertThatThrownBy(
              () ->
                  words
                      .map(
                          w -> {
                            if (w.equals("bad")) {
                              throw new IllegalStateException("it is bad");
                            }
                            return w;
                          })
                      .count())
          .isInstanceOf(FlowException.class)
          .hasMessage(
              "count of partition 2 of 2, map failed with IllegalStateException: it is bad");
      assertThatThrownBy(
              () ->
                  words
                      .filter(
                          w -> {
                            throw new IOException("gone");
                          })
                      .distinct(Codec.STRING)
                      .count())
          .isInstanceOf(FlowException.class)
          .hasMessageMatching("count of partition [12] of 2, filter failed with IOException: gone");
      assertThatThrownBy(
              () ->
                  words
                      .groupBy(
                          w -> 1L,
                          Codec.LONG,
                          Codec.STRING,
                          (k, members) -> {
                            throw new IllegalArgumentException("bad group " + k);
                          })
                      .count())
          .hasMessageMatching(
              "count of group \\d of 4 after groupBy, group failed with"
                  + " IllegalArgumentException: bad group 1");
      assertThat(words.count()).isEqualTo(3);
    }
  }

  @Test
  void aWrongRequestStaysOne() {
    try (Engine engine = engine()) {
      assertThatThrownBy(
              () ->
                  engine.run(
                      "work",
                      engine.read(Source.of(List.of(List.of(1L)))).plan(),
                      (p, records) -> {
                        throw new RequestException("by: has more than 2 values");
                      },
                      none -> {}))
          .isInstanceOf(RequestException.class)
          .hasMessage("by: has more than 2 values");
    }
  }

  @Test
  void whatCannotBeSentIsToldBeforeAnyWork() {
    Thread thread = Thread.currentThread();
    try (Engine engine = engine()) {
      Flow<String> words = engine.read(Source.of(List.of(List.of("a"))));
      assertThatThrownBy(() -> words.map(w -> w + thread.getName()).count())
          .isInstanceOf(NotShippableException.class)
          .hasMessage("cannot be sent to another machine: java.lang.Thread");
    }
  }

  @Test
  void anInterruptedRunStops() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread runner =
        new Thread(
            () -> {
              try (Engine engine = engine()) {
                Flow<Long> endless =
                    engine
                        .read(Source.of(List.of(List.of(1L), List.of(2L))))
                        .map(
                            x -> {
                              Thread.sleep(60_000);
                              return x;
                            });
                started.countDown();
                endless.count();
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    runner.start();
    started.await();
    while (SparkTests.context(session).statusTracker().getActiveStageIds().length == 0) {
      Thread.onSpinWait();
    }
    runner.interrupt();
    runner.join(30_000);
    assertThat(runner.isAlive()).isFalse();
    assertThat(thrown.get()).isInstanceOf(FlowInterruptedException.class);
  }

  private static EngineSession open(String master) {
    return EngineSession.open(
        new EngineChoice("spark", Optional.of(master), 2), scratch.resolve("other"));
  }

  @Test
  void mastersThatAreNoneAreRefused() throws IOException {
    assertThatThrownBy(() -> open("loca[2]"))
        .isInstanceOf(RequestException.class)
        .hasMessage(
            "--master: 'loca[2]' is no Spark master; expected local[*], local[4],"
                + " spark://host:7077, yarn or k8s://https://host:443");
    assertThatThrownBy(() -> open("spark://somewhere"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("has no port");
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThatThrownBy(() -> open("spark://localhost:" + free))
        .isInstanceOf(RequestException.class)
        .hasMessageStartingWith("--master: no Spark master answers at spark://localhost:" + free)
        .hasMessageContaining("Is it started");
  }

  @Test
  void aMasterNeedsAnEngineWithMachines() {
    assertThatThrownBy(
            () ->
                EngineSession.open(
                    new EngineChoice("local", Optional.of("yarn"), 2), scratch.resolve("other")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("add --engine spark");
    assertThatThrownBy(
            () ->
                EngineSession.open(
                    new EngineChoice("sparc", Optional.empty(), 2), scratch.resolve("other")))
        .hasMessage("there is no engine 'sparc'; did you mean 'spark'?");
  }

  @Test
  void aFullDiskOfSparkIsNamed() {
    RuntimeException failure =
        Failures.of(
            "judging",
            new org.apache.spark.SparkException(
                "Job aborted due to stage failure: Task 3 in stage 2.0 failed 4 times",
                new TaskFailure(
                    "shard 3", new IOException("/tmp/spark-1/x.data: No space left on device"))));
    assertThat(failure)
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("a disk of Spark is full: /tmp/spark-1/x.data")
        .hasMessageContaining("spark.local.dir");
  }

  @Test
  void lostExecutorsAreNamed() {
    RuntimeException failure =
        Failures.of(
            "judging",
            new org.apache.spark.SparkException(
                "Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, most recent"
                    + " failure: Lost task 0.3 (TID 7) (host executor 3): ExecutorLostFailure"
                    + " (executor 3 exited caused by one of the running tasks) Reason: Command"
                    + " exited with code 137",
                null));
    assertThat(failure)
        .isInstanceOf(WorkException.class)
        .hasMessageStartingWith("executors were lost again and again")
        .hasMessageContaining("code 137")
        .hasMessageContaining("spark.executor.memory");
  }
}
