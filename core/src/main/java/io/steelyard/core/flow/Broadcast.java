package io.steelyard.core.flow;

import java.io.Serializable;

/** A read-only value at hand in every partition, such as a vocabulary or a threshold table. */
@FunctionalInterface
public interface Broadcast<V> extends Serializable {
  V get();
}
