package io.steelyard.core.flow;

import io.steelyard.core.stats.Mergeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A corpus-sized collection that is described lazily and run by an {@link Engine} in partitions,
 * with memory that does not grow with its size. It has no order until {@link #sortBy}.
 *
 * <p>Example, documents per language:
 *
 * <pre>{@code
 * Counts counts = engine.read(documents)
 *     .filter(d -> d.text().length() > 100)
 *     .aggregate(Counts.Tally::new, (tally, d) -> tally.add(d.domain()))
 *     .counts();
 * }</pre>
 *
 * <p>Floating sums are merged in partition order: the same for any threads, but tied to the
 * partitions of the source.
 */
public final class Flow<T> {
  private final Engine engine;
  private final Plan<T> plan;

  Flow(Engine engine, Plan<T> plan) {
    this.engine = engine;
    this.plan = plan;
  }

  /** What this flow will do. */
  public Plan<T> plan() {
    return plan;
  }

  public Engine engine() {
    return engine;
  }

  public <R> Flow<R> map(Fn.Mapping<T, R> mapping) {
    return pipe(records -> Iterators.map(records, mapping));
  }

  public Flow<T> filter(Fn.Condition<T> condition) {
    return pipe(records -> Iterators.filter(records, condition));
  }

  public <R> Flow<R> flatMap(Fn.Mapping<T, Iterator<R>> expansion) {
    return pipe(records -> Iterators.flatMap(records, expansion));
  }

  /** Each partition as a whole through a function that must read and give lazily. */
  public <R> Flow<R> pipe(Fn.Pipe<T, R> function) {
    return new Flow<>(engine, new Plan.Pipe<>(plan, function));
  }

  /** The records of both, duplicates kept. */
  public Flow<T> union(Flow<T> other) {
    return new Flow<>(engine, new Plan.Union<>(List.of(plan, other.plan)));
  }

  /**
   * Brings together the records of each key and gives them to {@code grouping}, which reads them
   * once, in the order of their encoded bytes, however many they are.
   */
  public <K, R> Flow<R> groupBy(
      Fn.Mapping<T, K> key, Codec<K> keys, Codec<T> codec, Fn.Grouping<K, T, R> grouping) {
    return new Flow<>(engine, new Plan.Exchange<>(plan, "groupBy", keyOf(key, keys), codec, false))
        .pipe(records -> Iterators.group(records, keys, grouping));
  }

  /**
   * Meets the records of two flows key by key. Those of the left side with one key are held in
   * memory: put the side with few records per key there. Keys on one side only are given too, with
   * an empty other side, so that inner, outer and anti joins are all one function away.
   */
  public <K, R, O> Flow<O> join(
      Flow<R> right,
      Fn.Mapping<T, K> leftKey,
      Fn.Mapping<R, K> rightKey,
      Codec<K> keys,
      Codec<T> leftCodec,
      Codec<R> rightCodec,
      Fn.Joining<K, T, R, O> joining) {
    Flow<Side<T, R>> lefts = map(Side::ofLeft);
    Flow<Side<T, R>> rights = right.map(Side::ofRight);
    SortKey<Side<T, R>> key =
        keyOf(
            side -> side.isLeft() ? leftKey.apply(side.left()) : rightKey.apply(side.right()),
            keys);
    Codec<Side<T, R>> codec = new Side.SideCodec<>(leftCodec, rightCodec);
    Plan<Side<T, R>> both = lefts.union(rights).plan;
    return new Flow<>(engine, new Plan.Exchange<>(both, "join", key, codec, false))
        .pipe(
            records ->
                Iterators.group(
                    records,
                    keys,
                    (k, sides) -> {
                      Iterators.Peeking<Side<T, R>> peeking = new Iterators.Peeking<>(sides);
                      List<T> left = new ArrayList<>();
                      while (peeking.hasNext() && peeking.peek().isLeft()) {
                        left.add(peeking.next().left());
                      }
                      return joining.apply(k, left, Iterators.map(peeking, Side::right));
                    }));
  }

  /** One of each set of records with equal bytes. */
  public Flow<T> distinct(Codec<T> codec) {
    SortKey<T> whole = (record, out) -> out.writeEncoded(record, codec);
    Codec<T> nothing = new KeyOnly<>();
    return new Flow<>(engine, new Plan.Exchange<>(plan, "distinct", whole, nothing, true))
        .pipe(records -> Iterators.map(records, keyed -> KeyOnly.decode(keyed.key(), codec)));
  }

  /** Spreads the records evenly over the engine's partitions, by the hash of their bytes. */
  public Flow<T> spread(Codec<T> codec) {
    SortKey<T> whole = (record, out) -> out.writeEncoded(record, codec);
    Codec<T> nothing = new KeyOnly<>();
    return new Flow<>(engine, new Plan.Exchange<>(plan, "spread", whole, nothing, false))
        .pipe(records -> Iterators.map(records, keyed -> KeyOnly.decode(keyed.key(), codec)));
  }

  /** Total order by key, ties by encoded bytes: a pure function of the multiset of records. */
  public Flow<T> sortBy(SortKey<T> key, Codec<T> codec) {
    return new Flow<>(engine, new Plan.Sort<>(plan, key, codec));
  }

  /** Each record with its number from 0, in the flow's order; runs the flow twice. */
  public Flow<Plan.Indexed<T>> withIndex() {
    return new Flow<>(engine, new Plan.Index<>(plan));
  }

  /** Computed once, at first use, and kept on disk until the engine closes. */
  public Flow<T> checkpoint(Codec<T> codec) {
    return new Flow<>(engine, new Plan.Checkpoint<>(plan, codec));
  }

  /** One accumulator per partition, merged in partition order. */
  public <A extends Mergeable<A>> A aggregate(Fn.Making<A> zero, Fn.Folding<A, T> folding) {
    List<A> total = new ArrayList<>(1);
    engine.run(
        "aggregate",
        plan,
        (partition, records) -> {
          A accumulator = zero.make();
          while (records.hasNext()) {
            folding.add(accumulator, records.next());
          }
          return accumulator;
        },
        accumulator -> {
          if (total.isEmpty()) {
            total.add(accumulator);
          } else {
            total.get(0).merge(accumulator);
          }
        });
    if (total.isEmpty()) {
      try {
        return zero.make();
      } catch (Exception e) {
        throw FlowException.at("aggregate of no partition", e);
      }
    }
    return total.get(0);
  }

  public long count() {
    long[] total = {0};
    engine.run(
        "count",
        plan,
        (partition, records) -> {
          long n = 0;
          for (; records.hasNext(); records.next()) {
            n++;
          }
          return n;
        },
        (Long n) -> total[0] = Math.addExact(total[0], n));
    return total[0];
  }

  /** The first k records in the order of {@link #sortBy}, without sorting the rest. */
  public List<T> topK(int k, SortKey<T> key, Codec<T> codec) {
    return aggregate(() -> new TopK<>(k, key, codec), TopK::add).records();
  }

  /** Writes each partition through the sink; returns the number of records written. */
  public long write(Sink<T> sink) {
    long[] total = {0};
    engine.run(
        "write",
        plan,
        (partition, records) -> {
          long n = 0;
          try (Sink.Writer<T> writer = sink.open(partition)) {
            for (; records.hasNext(); n++) {
              writer.write(records.next());
            }
            writer.commit();
          }
          return n;
        },
        (Long n) -> total[0] = Math.addExact(total[0], n));
    return total[0];
  }

  /**
   * All records one after the other on this thread, for what must be written as one stream. To have
   * the work before it done in parallel, put a {@link #checkpoint} or {@link #sortBy} in front.
   */
  public CloseableIterator<T> iterate() {
    return engine.iterate(plan);
  }

  /** All records in memory: for small results and tests. */
  public List<T> toList() {
    List<T> all = new ArrayList<>();
    engine.run(
        "toList",
        plan,
        (partition, records) -> {
          List<T> part = new ArrayList<>();
          records.forEachRemaining(part::add);
          return part;
        },
        all::addAll);
    return all;
  }

  private static <T, K> SortKey<T> keyOf(Fn.Mapping<T, K> key, Codec<K> keys) {
    return (record, out) -> {
      K k;
      try {
        k = key.apply(record);
      } catch (Exception e) {
        throw new FlowException.In("key", e);
      }
      out.writeEncoded(k, keys);
    };
  }
}
