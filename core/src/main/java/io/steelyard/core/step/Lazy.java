package io.steelyard.core.step;

import io.steelyard.core.flow.Fn;
import java.io.Serializable;

/**
 * A value that each machine makes for itself, once, when it is first needed: for what is made of
 * files that all machines see, such as a tokenizer.
 */
public final class Lazy<V> implements Serializable {
  private final Fn.Making<V> making;
  private transient V value;
  private transient boolean made;

  public Lazy(Fn.Making<V> making) {
    this.making = making;
  }

  public synchronized V get() throws Exception {
    if (!made) {
      value = making.make();
      made = true;
    }
    return value;
  }
}
