package io.steelyard.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.counts.Counts;
import io.steelyard.core.draws.Draws;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Every operation gives the same at 1, 2 and 4 threads, with and without spilling. */
class FlowProperties {
  private static Path scratch;

  @BeforeContainer
  static void makeScratch() throws IOException {
    scratch = Files.createTempDirectory("flow-properties");
  }

  @AfterContainer
  static void nothingIsLeftBehind() throws IOException {
    try (var left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
    Files.delete(scratch);
  }

  /** Runs on four settings and returns the one result they all gave. */
  private static <R> R everywhere(Function<Engine, R> work) {
    R expected = null;
    for (int[] s : new int[][] {{1, 256 << 10}, {1, 64 << 20}, {2, 256 << 10}, {4, 1 << 20}}) {
      try (LocalEngine engine = new LocalEngine(new LocalEngine.Settings(s[0], 5, s[1], scratch))) {
        R result = work.apply(engine);
        if (expected == null) {
          expected = result;
        }
        assertThat(result).isEqualTo(expected);
      }
    }
    return expected;
  }

  @Provide
  Arbitrary<List<List<String>>> words() {
    return Arbitraries.strings()
        .withChars("abc\u0000\u00e9\u4e2d")
        .ofMaxLength(4)
        .list()
        .ofMaxSize(40)
        .list()
        .ofMaxSize(6);
  }

  private static List<String> flat(List<List<String>> words) {
    return words.stream().flatMap(List::stream).toList();
  }

  @Property(tries = 30, seed = "11")
  void sortIsTotalAndStable(@ForAll("words") List<List<String>> words) {
    List<String> sorted =
        everywhere(
            engine ->
                engine
                    .read(Source.of(words))
                    .sortBy(SortKey.byNumber(String::length), Codec.STRING)
                    .toList());
    List<String> expected = new ArrayList<>(flat(words));
    expected.sort(
        Comparator.comparing(String::length)
            .thenComparing((a, b) -> Arrays.compareUnsigned(encoded(a), encoded(b))));
    assertThat(sorted).isEqualTo(expected);
  }

  @Property(tries = 30, seed = "12")
  void distinctKeepsOneOfEach(@ForAll("words") List<List<String>> words) {
    List<String> distinct =
        everywhere(engine -> engine.read(Source.of(words)).distinct(Codec.STRING).toList());
    assertThat(distinct).doesNotHaveDuplicates();
    assertThat(new HashSet<>(distinct)).isEqualTo(new HashSet<>(flat(words)));
  }

  @Property(tries = 30, seed = "13")
  void groupsAreWholeAndInOrder(@ForAll("words") List<List<String>> words) {
    List<String> groups =
        everywhere(
            engine ->
                engine
                    .read(Source.of(words))
                    .groupBy(
                        w -> (long) w.length(),
                        Codec.LONG,
                        Codec.STRING,
                        (length, members) -> {
                          List<String> all = new ArrayList<>();
                          members.forEachRemaining(all::add);
                          return List.of(length + "=" + all).iterator();
                        })
                    .toList());
    TreeMap<Long, List<String>> expected = new TreeMap<>();
    flat(words)
        .forEach(w -> expected.computeIfAbsent((long) w.length(), l -> new ArrayList<>()).add(w));
    List<String> lines = new ArrayList<>();
    expected.forEach(
        (length, members) -> {
          members.sort((a, b) -> Arrays.compareUnsigned(encoded(a), encoded(b)));
          lines.add(length + "=" + members);
        });
    assertThat(groups).containsExactlyInAnyOrderElementsOf(lines);
  }

  @Property(tries = 30, seed = "14")
  void joinMeetsBothSidesAndShowsLonelyOnes(
      @ForAll("words") List<List<String>> left, @ForAll("words") List<List<String>> right) {
    List<String> joined =
        everywhere(
            engine ->
                engine
                    .read(Source.of(left))
                    .join(
                        engine.read(Source.of(right)).map(String::length),
                        w -> (long) w.length(),
                        n -> (long) n,
                        Codec.LONG,
                        Codec.STRING,
                        INT,
                        (Long key, List<String> ls, Iterator<Integer> rs) -> {
                          int n = 0;
                          for (; rs.hasNext(); n++) {
                            assertThat((long) rs.next()).isEqualTo(key);
                          }
                          return List.of(key + ":" + ls.size() + "x" + n).iterator();
                        })
                    .toList());
    List<String> expected = new ArrayList<>();
    for (int length = 0; length <= 4; length++) {
      int l = length;
      long ls = flat(left).stream().filter(w -> w.length() == l).count();
      long rs = flat(right).stream().filter(w -> w.length() == l).count();
      if (ls + rs > 0) {
        expected.add(l + ":" + ls + "x" + rs);
      }
    }
    assertThat(joined).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Property(tries = 30, seed = "15")
  void topKIsTheHeadOfTheSort(
      @ForAll("words") List<List<String>> words, @ForAll @IntRange(min = 1, max = 20) int k) {
    SortKey<String> key = SortKey.<String>byNumber(String::length).reversed();
    List<String> top =
        everywhere(engine -> engine.read(Source.of(words)).topK(k, key, Codec.STRING));
    List<String> sorted =
        everywhere(engine -> engine.read(Source.of(words)).sortBy(key, Codec.STRING).toList());
    assertThat(top).isEqualTo(sorted.subList(0, Math.min(k, sorted.size())));
  }

  @Property(tries = 30, seed = "16")
  void indexCountsAcrossPartitions(@ForAll("words") List<List<String>> words) {
    List<String> indexed =
        everywhere(
            engine ->
                engine
                    .read(Source.of(words))
                    .filter(w -> !w.isEmpty())
                    .withIndex()
                    .map(i -> i.index() + i.record())
                    .toList());
    List<String> expected = new ArrayList<>();
    for (String w : flat(words)) {
      if (!w.isEmpty()) {
        expected.add(expected.size() + w);
      }
    }
    assertThat(indexed).isEqualTo(expected);
  }

  @Property(tries = 20, seed = "17")
  void flatMapUnionAndAggregateAgreeWithLists(@ForAll("words") List<List<String>> words) {
    Counts counts =
        everywhere(
            engine -> {
              Flow<String> flow = engine.read(Source.of(words));
              return flow.union(flow)
                  .flatMap(w -> w.chars().mapToObj(Character::toString).iterator())
                  .aggregate(Counts.Tally::new, Counts.Tally::add)
                  .counts();
            });
    assertThat(counts.total()).isEqualTo(2L * flat(words).stream().mapToInt(String::length).sum());
  }

  @Example
  void manyRunsAreMergedInSteps() {
    // 60,000 records of about 60 bytes against 64 KiB of buffer: beyond the fan-in of 64 runs.
    List<List<Long>> parts = new ArrayList<>();
    for (int p = 0; p < 3; p++) {
      List<Long> part = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        part.add(Draws.mix(p, i) % 30_000);
      }
      parts.add(part);
    }
    List<Long> all = new ArrayList<>(parts.stream().flatMap(List::stream).toList());
    Collections.sort(all);
    long[] spilled = {0};
    Progress progress =
        new Progress() {
          @Override
          public synchronized void spilled(long more) {
            spilled[0] += more;
          }
        };
    try (LocalEngine engine =
        new LocalEngine(new LocalEngine.Settings(2, 5, 256 << 10, scratch), progress)) {
      Flow<Long> flow = engine.read(Source.of(parts));
      assertThat(flow.sortBy(SortKey.byNumber(x -> x), WIDE).toList()).isEqualTo(all);
      assertThat(spilled[0]).isGreaterThan(2 * 60_000 * 60L);
      assertThat(flow.distinct(WIDE).count()).isEqualTo(all.stream().distinct().count());
      assertThat(flow.spread(WIDE).count()).isEqualTo(60_000);
    }
  }

  @Example
  void checkpointIsComputedOnce() {
    int[] calls = {0};
    try (LocalEngine engine = new LocalEngine(new LocalEngine.Settings(2, 5, 1 << 20, scratch))) {
      Flow<Long> kept =
          engine
              .read(Source.of(List.of(List.of(1L, 2L), List.of(3L))))
              .map(
                  x -> {
                    synchronized (calls) {
                      calls[0]++;
                    }
                    return x * 10;
                  })
              .checkpoint(Codec.LONG);
      assertThat(kept.toList()).containsExactly(10L, 20L, 30L);
      assertThat(kept.union(kept).count()).isEqualTo(6);
      assertThat(calls[0]).isEqualTo(3);
    }
  }

  @Example
  void keysOrderAsTheirValues() throws IOException {
    double[] doubles = {
      Double.NEGATIVE_INFINITY,
      -1e300,
      -1,
      -Double.MIN_VALUE,
      0,
      Double.MIN_VALUE,
      1,
      1e300,
      Double.POSITIVE_INFINITY,
      Double.NaN
    };
    String[] names = {"", "\u0000", "\u0000a", "a", "a\u0000", "ab", "\uFF01", "\uD83D\uDE00"};
    KeyWriter a = new KeyWriter();
    KeyWriter b = new KeyWriter();
    for (int i = 1; i < doubles.length; i++) {
      a.clear();
      a.writeDouble(doubles[i - 1]);
      b.clear();
      b.writeDouble(doubles[i]);
      assertThat(Arrays.compareUnsigned(a.toByteArray(), b.toByteArray())).isNegative();
    }
    for (int i = 1; i < names.length; i++) {
      a.clear();
      a.writeString(names[i - 1]);
      a.writeLong(Long.MAX_VALUE);
      b.clear();
      b.writeString(names[i]);
      b.writeLong(Long.MIN_VALUE);
      assertThat(Arrays.compareUnsigned(a.toByteArray(), b.toByteArray())).isNegative();
    }
    for (int n = 0; n < 20; n++) {
      byte[] bytes = new byte[n];
      Arrays.fill(bytes, (byte) (200 + n));
      assertThat(LocalExchange.hash(bytes, n)).isEqualTo(Draws.hash(bytes));
    }
  }

  /** A long in 60 bytes, so that few records fill a buffer. */
  private static final Codec<Long> WIDE =
      new Codec<>() {
        @Override
        public void write(Long value, DataOutput out) throws IOException {
          out.writeLong(value);
          out.write(new byte[52]);
        }

        @Override
        public Long read(DataInput in) throws IOException {
          long value = in.readLong();
          in.readFully(new byte[52]);
          return value;
        }
      };

  private static final Codec<Integer> INT =
      new Codec<>() {
        @Override
        public void write(Integer value, DataOutput out) throws IOException {
          out.writeInt(value);
        }

        @Override
        public Integer read(DataInput in) throws IOException {
          return in.readInt();
        }
      };

  private static byte[] utf8(String value) {
    try {
      return Codec.utf8(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] encoded(String value) {
    byte[] bytes = utf8(value);
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }
}
