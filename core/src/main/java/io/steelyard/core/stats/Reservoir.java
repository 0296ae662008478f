package io.steelyard.core.stats;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A uniform sample of at most k items: those of the smallest rank {@code Draws.mix(seed, purpose,
 * id)}. Which items are kept depends on the ids alone, never on the order of adding or merging.
 *
 * <p>Example: three examples per reason for the report, {@code new Reservoir<String>(3, seed,
 * EXAMPLES)}, with the document's id hash as id. Ids must be distinct.
 */
public final class Reservoir<T> implements Mergeable<Reservoir<T>> {
  private record Item<T>(long rank, long id, T value) implements Serializable {}

  private static final Comparator<Item<?>> WORST_FIRST = new WorstFirst();

  private final int capacity;
  private final long key;
  private final PriorityQueue<Item<T>> kept;

  public Reservoir(int capacity, long seed, Purpose purpose) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a reservoir of " + capacity + " items keeps nothing");
    }
    this.capacity = capacity;
    this.key = Draws.key(seed, purpose);
    this.kept = new PriorityQueue<>(Math.min(capacity, 1024), WORST_FIRST);
  }

  public void add(long id, T value) {
    long rank = Draws.mix(key, id);
    if (kept.size() < capacity || beats(rank, id, kept.peek())) {
      offer(new Item<>(rank, id, value));
    }
  }

  /** Whether {@code id} would be kept now: spares building a value that would be thrown away. */
  public boolean wants(long id) {
    return kept.size() < capacity || beats(Draws.mix(key, id), id, kept.peek());
  }

  @Override
  public void merge(Reservoir<T> other) {
    if (capacity != other.capacity || key != other.key) {
      throw new IllegalArgumentException("reservoirs of different size or seed cannot be merged");
    }
    for (Item<T> item : other.kept) {
      if (kept.size() < capacity || beats(item.rank, item.id, kept.peek())) {
        offer(item);
      }
    }
  }

  /** The kept items in order of rank. */
  public List<T> items() {
    List<Item<T>> items = new ArrayList<>(kept);
    items.sort(WORST_FIRST.reversed());
    return items.stream().map(Item::value).toList();
  }

  private void offer(Item<T> item) {
    kept.add(item);
    if (kept.size() > capacity) {
      kept.poll();
    }
  }

  private static boolean beats(long rank, long id, Item<?> worst) {
    int c = Long.compareUnsigned(rank, worst.rank);
    return c < 0 || c == 0 && id < worst.id;
  }

  private static final class WorstFirst implements Comparator<Item<?>>, Serializable {
    @Override
    public int compare(Item<?> a, Item<?> b) {
      int c = Long.compareUnsigned(b.rank, a.rank);
      return c != 0 ? c : Long.compare(b.id, a.id);
    }
  }
}
