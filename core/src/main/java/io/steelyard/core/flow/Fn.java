package io.steelyard.core.flow;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/**
 * The functions that a flow is made of. They are serialisable, since an engine may ship them, and
 * free to throw: an exception fails the flow. They must be pure: an engine may run one again. One
 * that spends seconds on a single record should watch its thread's interrupt flag, by which an
 * engine cancels: between records the engine looks itself.
 */
public final class Fn {
  private Fn() {}

  /** One record to one record. */
  @FunctionalInterface
  public interface Mapping<T, R> extends Serializable {
    R apply(T record) throws Exception;
  }

  /** Whether a record stays. */
  @FunctionalInterface
  public interface Condition<T> extends Serializable {
    boolean test(T record) throws Exception;
  }

  /** A number of a record. */
  @FunctionalInterface
  public interface Measure<T> extends Serializable {
    double of(T record);
  }

  /** A whole number of a record. */
  @FunctionalInterface
  public interface Number<T> extends Serializable {
    long of(T record);
  }

  /** A name of a record. */
  @FunctionalInterface
  public interface Name<T> extends Serializable {
    String of(T record);
  }

  /**
   * All records of one partition to others, lazily: for work that keeps buffers between records.
   */
  @FunctionalInterface
  public interface Pipe<T, R> extends Serializable {
    Iterator<R> apply(Iterator<T> records) throws Exception;
  }

  /** A fresh value, for example an empty accumulator. */
  @FunctionalInterface
  public interface Making<A> extends Serializable {
    A make() throws Exception;
  }

  /** Adds a record to an accumulator. */
  @FunctionalInterface
  public interface Folding<A, T> extends Serializable {
    void add(A accumulator, T record) throws Exception;
  }

  /** All records of one key, to be read once, to any number of results. */
  @FunctionalInterface
  public interface Grouping<K, T, R> extends Serializable {
    Iterator<R> apply(K key, Iterator<T> records) throws Exception;
  }

  /** The records of one key on both sides; either may be empty. The right side is read once. */
  @FunctionalInterface
  public interface Joining<K, L, R, O> extends Serializable {
    Iterator<O> apply(K key, List<L> left, Iterator<R> right) throws Exception;
  }

  /** The work of one partition, whose result goes back to the caller. */
  @FunctionalInterface
  public interface Task<T, R> extends Serializable {
    R apply(int partition, Iterator<T> records) throws Exception;
  }

  /** One of several numbered pieces of work, whose result goes back to the caller. */
  @FunctionalInterface
  public interface Piece<R> extends Serializable {
    R run(int piece) throws Exception;
  }
}
