package io.steelyard.corpus.read;

import java.util.HashMap;
import java.util.Map;

/**
 * The fields that a reader looks for, as a tree of names: for {@code /meta/lang} in slot 1, {@code
 * get("meta").get("lang").slot()} is 1.
 */
final class WantedFields {
  private final Map<String, WantedFields> inner = new HashMap<>();
  private int slot = -1;

  private WantedFields() {}

  /** Slot {@code i} for the i-th path; null paths are left out. */
  static WantedFields of(FieldPath... paths) {
    WantedFields root = new WantedFields();
    for (int i = 0; i < paths.length; i++) {
      if (paths[i] == null) {
        continue;
      }
      WantedFields at = root;
      for (String token : paths[i].tokens()) {
        requireNoValue(at, paths[i]);
        at = at.inner.computeIfAbsent(token, name -> new WantedFields());
      }
      requireNoValue(at, paths[i]);
      if (!at.inner.isEmpty()) {
        throw within(paths[i]);
      }
      at.slot = i;
    }
    return root;
  }

  private static void requireNoValue(WantedFields at, FieldPath path) {
    if (at.slot >= 0) {
      throw within(path);
    }
  }

  private static IllegalArgumentException within(FieldPath path) {
    return new IllegalArgumentException(
        "the field " + path + " lies within another field that is asked for, or holds one");
  }

  WantedFields get(String name) {
    return inner.get(name);
  }

  /** The slot of a field that is asked for; -1 on the way to one. */
  int slot() {
    return slot;
  }
}
