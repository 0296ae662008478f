package io.steelyard.vocab.train;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.PriorityQueue;

/**
 * Words of one full table in a file, sorted by their bytes: for each word its length (int), bytes
 * and count (long), then a length of 0.
 */
final class SpilledWords {
  private static final int BUFFER = 1 << 16;

  /** Receives words in ascending order of their bytes, each once. */
  @FunctionalInterface
  interface Sink {
    void word(byte[] bytes, int length, long count) throws IOException;
  }

  private final Path file;

  private SpilledWords(Path file) {
    this.file = file;
  }

  static SpilledWords write(WordTable table, Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "words", ".run");
    int[] order = new int[table.size()];
    int n = 0;
    for (int i = 0; i < table.capacity(); i++) {
      if (table.length(i) > 0) {
        order[n++] = i;
      }
    }
    IntArrays.quickSort(order, table::compare);
    byte[] word = new byte[64];
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER))) {
      for (int position : order) {
        int length = table.length(position);
        word = length > word.length ? new byte[2 * length] : word;
        table.copy(position, word, 0);
        out.writeInt(length);
        out.write(word, 0, length);
        out.writeLong(table.count(position));
      }
      out.writeInt(0);
    }
    return new SpilledWords(file);
  }

  /** Adds up equal words of all runs. */
  static void merge(Collection<SpilledWords> runs, Sink sink) throws IOException {
    PriorityQueue<Cursor> heads = new PriorityQueue<>();
    try {
      for (SpilledWords run : runs) {
        Cursor cursor = new Cursor(run.file);
        if (cursor.next()) {
          heads.add(cursor);
        } else {
          cursor.in.close();
        }
      }
      byte[] word = new byte[64];
      while (!heads.isEmpty()) {
        Cursor first = heads.peek();
        int length = first.length;
        word = length > word.length ? new byte[2 * length] : word;
        System.arraycopy(first.word, 0, word, 0, length);
        long count = 0;
        while (!heads.isEmpty() && heads.peek().holds(word, length)) {
          Cursor head = heads.poll();
          count = Math.addExact(count, head.count);
          if (head.next()) {
            heads.add(head);
          } else {
            head.in.close();
          }
        }
        sink.word(word, length, count);
      }
    } finally {
      for (Cursor cursor : heads) {
        cursor.in.close();
      }
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  private static final class Cursor implements Comparable<Cursor> {
    final DataInputStream in;
    byte[] word = new byte[64];
    int length;
    long count;

    Cursor(Path file) throws IOException {
      in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
    }

    boolean next() throws IOException {
      length = in.readInt();
      if (length == 0) {
        return false;
      }
      word = length > word.length ? new byte[2 * length] : word;
      in.readFully(word, 0, length);
      count = in.readLong();
      return true;
    }

    boolean holds(byte[] other, int otherLength) {
      return Arrays.equals(word, 0, length, other, 0, otherLength);
    }

    @Override
    public int compareTo(Cursor other) {
      return Arrays.compareUnsigned(word, 0, length, other.word, 0, other.length);
    }
  }
}
