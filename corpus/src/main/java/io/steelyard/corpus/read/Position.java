package io.steelyard.corpus.read;

/**
 * Where a record stands. Example: the third line of {@code a.jsonl} is {@code a.jsonl:3}, record 2,
 * line 3, byte offset of its first byte.
 *
 * @param path path relative to the read root, with {@code /} between names
 * @param record number of the record in its file, from 0; rejected records are numbered too
 * @param line line on which the record starts, from 1; 0 where the format has no lines
 * @param offset byte offset of the record in the file after decompression; -1 where unknown
 */
public record Position(String path, long record, long line, long offset) {
  /** A position that means the whole file. */
  public static Position file(String path) {
    return new Position(path, 0, 0, 0);
  }

  @Override
  public String toString() {
    if (line > 0) {
      return path + ":" + line;
    }
    return offset == 0 && record == 0 ? path : path + ", record " + record;
  }
}
