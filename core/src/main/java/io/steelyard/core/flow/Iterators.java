package io.steelyard.core.flow;

import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/** The lazy iterators that flow operations are made of; all of them pure of threads. */
final class Iterators {
  private Iterators() {}

  /** Computes its next record ahead; {@code null} ends it. */
  abstract static class Ahead<T> implements Iterator<T> {
    private T next;
    private boolean ready;

    abstract T advance();

    @Override
    public boolean hasNext() {
      if (!ready) {
        next = advance();
        ready = true;
      }
      return next != null;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ready = false;
      T result = next;
      next = null;
      return result;
    }
  }

  /** An iterator whose next record can be looked at. */
  static final class Peeking<T> extends Ahead<T> {
    private final Iterator<T> records;
    private T peeked;

    Peeking(Iterator<T> records) {
      this.records = records;
    }

    /** The next record, null at the end. */
    T peek() {
      return hasNext() ? peeked : null;
    }

    @Override
    T advance() {
      peeked = records.hasNext() ? records.next() : null;
      return peeked;
    }
  }

  static <T, R> Iterator<R> map(Iterator<T> records, Fn.Mapping<T, R> mapping) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public R next() {
        return Objects.requireNonNull(
            call("map", mapping, records.next()), "a flow carries no null: filter instead");
      }
    };
  }

  static <T> Iterator<T> filter(Iterator<T> records, Fn.Condition<T> condition) {
    return new Ahead<>() {
      @Override
      T advance() {
        while (records.hasNext()) {
          T record = records.next();
          if (call("filter", condition::test, record)) {
            return record;
          }
        }
        return null;
      }
    };
  }

  static <T, R> Iterator<R> flatMap(Iterator<T> records, Fn.Mapping<T, Iterator<R>> expansion) {
    return new Ahead<>() {
      private Iterator<R> current = Collections.emptyIterator();

      @Override
      R advance() {
        while (!current.hasNext()) {
          if (!records.hasNext()) {
            return null;
          }
          current = call("flatMap", expansion, records.next());
        }
        return current.next();
      }
    };
  }

  /** Groups neighbours that share a key; what a grouping leaves unread is skipped. */
  static <K, T, R> Iterator<R> group(
      Iterator<Plan.Keyed<T>> sorted, Codec<K> keys, Fn.Grouping<K, T, R> grouping) {
    Peeking<Plan.Keyed<T>> records = new Peeking<>(sorted);
    return new Ahead<>() {
      private Iterator<R> current = Collections.emptyIterator();
      private byte[] key;

      @Override
      R advance() {
        while (!current.hasNext()) {
          while (key != null && records.hasNext() && records.peek().key() == key) {
            records.next();
          }
          if (!records.hasNext()) {
            return null;
          }
          key = records.peek().key();
          current = start(key);
        }
        return current.next();
      }

      private Iterator<R> start(byte[] bytes) {
        Iterator<T> members =
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return records.hasNext() && records.peek().key() == bytes;
              }

              @Override
              public T next() {
                if (!hasNext()) {
                  throw new NoSuchElementException();
                }
                return records.next().record();
              }
            };
        return call("group", k -> grouping.apply(KeyOnly.decode(k, keys), members), bytes);
      }
    };
  }

  private static <T, R> R call(String operation, Fn.Mapping<T, R> function, T record) {
    try {
      return function.apply(record);
    } catch (FlowException.In e) {
      throw e;
    } catch (Exception e) {
      throw new FlowException.In(operation, e);
    }
  }

  static RuntimeException unchecked(IOException e) {
    return new FlowException.In("scratch", e);
  }
}
