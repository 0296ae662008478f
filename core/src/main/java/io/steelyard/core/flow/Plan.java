package io.steelyard.core.flow;

import java.io.Serializable;
import java.util.List;

/**
 * What a flow is to an engine: a tree of the few operations that an engine must be able to run. All
 * of {@link Flow} is written in these, so that a new engine implements seven cases.
 *
 * <p>A plan fixes the records; partitions and order within them are fixed as each case says.
 */
public sealed interface Plan<T> extends Serializable {

  /** The partitions of a source. */
  record Read<T>(Source<T> source) implements Plan<T> {}

  /** Each partition of the input through a function. */
  record Pipe<A, T>(Plan<A> input, Fn.Pipe<A, T> function) implements Plan<T> {}

  /** The partitions of all inputs, one input after the other. */
  record Union<T>(List<Plan<T>> inputs) implements Plan<T> {
    public Union {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * Brings records of equal keys together: partition {@code Draws.below(Draws.hash(key), P)} of P,
   * where P is a setting; within a partition by key bytes, then by record bytes, both unsigned.
   * Neighbours with equal keys share one key array, so a change of key is a change of reference.
   *
   * @param unique keep one of the records whose key and bytes are both equal
   */
  record Exchange<T>(Plan<T> input, String name, SortKey<T> key, Codec<T> codec, boolean unique)
      implements Plan<Keyed<T>> {}

  /** Total order over all partitions, first to last: by key bytes, then by record bytes. */
  record Sort<T>(Plan<T> input, SortKey<T> key, Codec<T> codec) implements Plan<T> {}

  /** Numbers the records from 0 in the order of partitions and within them. */
  record Index<T>(Plan<T> input) implements Plan<Indexed<T>> {}

  /** Kept once computed, until the engine closes. */
  record Checkpoint<T>(Plan<T> input, Codec<T> codec) implements Plan<T> {}

  /** A record beside the bytes of its key. */
  record Keyed<T>(byte[] key, T record) {}

  /** A record beside its number. */
  record Indexed<T>(long index, T record) {}
}
