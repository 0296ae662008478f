package io.steelyard.core.flow;

import java.io.IOException;
import java.io.Serializable;

/**
 * What records are ordered or routed by, written as comparable bytes.
 *
 * <p>Example, canonical document order: {@code
 * SortKey.<Doc>byName(Doc::path).then(SortKey.byNumber( Doc::record))}.
 */
@FunctionalInterface
public interface SortKey<T> extends Serializable {
  void write(T record, KeyWriter out) throws IOException;

  static <T> SortKey<T> byNumber(Fn.Number<T> number) {
    return (record, out) -> out.writeLong(number.of(record));
  }

  static <T> SortKey<T> byMeasure(Fn.Measure<T> measure) {
    return (record, out) -> out.writeDouble(measure.of(record));
  }

  /** Code-point order. */
  static <T> SortKey<T> byName(Fn.Name<T> name) {
    return (record, out) -> out.writeString(name.of(record));
  }

  /** By this key, and by {@code next} where it is equal. */
  default SortKey<T> then(SortKey<T> next) {
    return (record, out) -> {
      write(record, out);
      next.write(record, out);
    };
  }

  /** Largest first. */
  default SortKey<T> reversed() {
    return (record, out) -> {
      int start = out.length();
      write(record, out);
      out.reverse(start);
    };
  }
}
