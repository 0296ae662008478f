package io.steelyard.spark;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A value that goes to all executors once, and is unpacked once in each of their processes: tasks
 * of one process share it, as the threads of the local engine do.
 */
final class Shipped<V> implements Serializable {
  /** Smaller values travel with the task. */
  private static final int INLINE = 1 << 16;

  private static final int MOST_KEPT = 32;

  /** What this process unpacked last. */
  private static final Map<String, Object> UNPACKED =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Object> eldest) {
          return size() > MOST_KEPT;
        }
      };

  private final String id = UUID.randomUUID().toString();
  private final byte[] inline;
  private final Broadcast<byte[]> broadcast;

  private Shipped(byte[] inline, Broadcast<byte[]> broadcast) {
    this.inline = inline;
    this.broadcast = broadcast;
  }

  /**
   * @throws io.steelyard.core.flow.NotShippableException if it holds what cannot be sent
   */
  static <V> Shipped<V> of(JavaSparkContext spark, V value) {
    byte[] bytes = Packing.pack(value);
    return bytes.length <= INLINE
        ? new Shipped<>(bytes, null)
        : new Shipped<>(null, spark.broadcast(bytes));
  }

  @SuppressWarnings("unchecked")
  V get() {
    synchronized (UNPACKED) {
      Object value = UNPACKED.get(id);
      if (value == null) {
        value = Packing.unpack(inline != null ? inline : broadcast.value());
        UNPACKED.put(id, value);
      }
      return (V) value;
    }
  }
}
