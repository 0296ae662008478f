package io.steelyard.corpus.deduplicate;

/**
 * Disjoint sets over document ordinals 0..n-1, 4 bytes per document. The root of a set is its
 * smallest ordinal, so the result does not depend on the order of unions.
 *
 * <p>Example: over five documents, {@code union(3, 1)} and {@code union(4, 3)} give the roots 0 1 2
 * 1 1.
 */
final class UnionFind {
  private final int[] parent;

  UnionFind(int documents) {
    parent = new int[documents];
    for (int i = 0; i < documents; i++) {
      parent[i] = i;
    }
  }

  int find(int document) {
    int i = document;
    while (parent[i] != i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  }

  /** True if the two sets were different. */
  boolean union(int left, int right) {
    int a = find(left);
    int b = find(right);
    if (a == b) {
      return false;
    }
    if (a < b) {
      parent[b] = a;
    } else {
      parent[a] = b;
    }
    return true;
  }

  int size() {
    return parent.length;
  }
}
