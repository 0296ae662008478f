package io.steelyard.vocab;

import java.util.Arrays;

/**
 * Byte strings with a number each, walked byte by byte: an open-addressing table from (node, byte)
 * to node, so that a vocabulary of a quarter of a million tokens takes some tens of megabytes and
 * no objects.
 *
 * <p>Example: with {@code ab -> 3} added to the root 0, {@code child(child(0, 'a'), 'b')} is a node
 * whose {@link #value} is 3.
 */
final class ByteTrie {
  /** No such child, or no value. */
  static final int NONE = -1;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /** (node << 8 | byte) + 1; 0 is empty. */
  private long[] keys = new long[1 << 10];

  private int[] children = new int[1 << 10];
  private int shift = 64 - 10;
  private int[] values = new int[256];
  private int[] parents = new int[256];
  private byte[] labels = new byte[256];
  private int nodes;

  ByteTrie() {
    root();
  }

  /** A new root, with a trie of its own. */
  int root() {
    return node(NONE, (byte) 0);
  }

  private int node(int parent, byte label) {
    if (nodes == values.length) {
      values = Arrays.copyOf(values, 2 * nodes);
      parents = Arrays.copyOf(parents, 2 * nodes);
      labels = Arrays.copyOf(labels, 2 * nodes);
    }
    values[nodes] = NONE;
    parents[nodes] = parent;
    labels[nodes] = label;
    return nodes++;
  }

  /** Gives the string {@code text[from..to)} a value below this root, in place of one it had. */
  void add(int root, byte[] text, int from, int to, int value) {
    int node = root;
    for (int i = from; i < to; i++) {
      int next = child(node, text[i]);
      node = next == NONE ? extend(node, text[i]) : next;
    }
    values[node] = value;
  }

  private int extend(int node, byte label) {
    if (2 * (nodes + 1) > keys.length) {
      grow();
    }
    int child = node(node, label);
    put((long) node << 8 | label & 0xFF, child);
    return child;
  }

  private void put(long key, int child) {
    int mask = keys.length - 1;
    int slot = (int) (key * MULTIPLIER >>> shift);
    while (keys[slot] != 0) {
      slot = slot + 1 & mask;
    }
    keys[slot] = key + 1;
    children[slot] = child;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldChildren = children;
    keys = new long[2 * oldKeys.length];
    children = new int[keys.length];
    shift--;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        put(oldKeys[i] - 1, oldChildren[i]);
      }
    }
  }

  /** The node below {@code node} by this byte, or {@link #NONE}. */
  int child(int node, byte label) {
    long key = ((long) node << 8 | label & 0xFF) + 1;
    int mask = keys.length - 1;
    int slot = (int) ((key - 1) * MULTIPLIER >>> shift);
    while (true) {
      long found = keys[slot];
      if (found == key) {
        return children[slot];
      }
      if (found == 0) {
        return NONE;
      }
      slot = slot + 1 & mask;
    }
  }

  /** The value of the string that ends at this node, or {@link #NONE}. */
  int value(int node) {
    return values[node];
  }

  /** The value of a whole string, or {@link #NONE}. */
  int find(int root, byte[] text, int from, int to) {
    int node = root;
    for (int i = from; i < to; i++) {
      node = child(node, text[i]);
      if (node == NONE) {
        return NONE;
      }
    }
    return values[node];
  }

  /** Number of nodes; a node's parent has a lower number unless strings were added out of order. */
  int size() {
    return nodes;
  }

  int parent(int node) {
    return parents[node];
  }

  byte label(int node) {
    return labels[node];
  }
}
