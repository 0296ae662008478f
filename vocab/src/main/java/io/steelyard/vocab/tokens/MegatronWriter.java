package io.steelyard.vocab.tokens;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes token documents as Megatron's indexed dataset: {@code NAME.bin} holds the ids one document
 * after the other, {@code NAME.idx} where each begins. One sequence per document.
 *
 * <p>The index: {@code MMIDIDX\0\0}, version 1 (u64), type of the ids (u8: 8 uint16, 4 int32),
 * number of sequences n (u64), number of document bounds n+1 (u64), n lengths in tokens (i32), n
 * byte positions in the .bin (i64), n+1 document bounds as sequence numbers (i64); little-endian.
 *
 * <p>Example: documents {@code [5, 6]} and {@code [7]} of a small vocabulary give a .bin of 6
 * bytes, lengths 2, 1, positions 0, 4 and bounds 0, 1, 2.
 *
 * <p>Holds 4 bytes for each document. Both files appear only on {@link #commit}, the index last.
 */
public final class MegatronWriter implements Closeable {
  static final byte[] MAGIC = "MMIDIDX\0\0".getBytes(StandardCharsets.ISO_8859_1);
  static final long VERSION = 1;

  private final NewFile bin;
  private final Path indexPath;
  private final TokenWidth width;
  private final int vocabularySize;
  private final IntArrayList lengths = new IntArrayList();
  private byte[] bytes = new byte[1 << 12];
  private long tokens;

  /**
   * @param prefix path without {@code .bin} or {@code .idx}; its folder exists
   */
  public MegatronWriter(Path prefix, int vocabularySize) throws IOException {
    if (vocabularySize < 1) {
      throw new IllegalArgumentException("vocabulary size " + vocabularySize + "; give 1 or more");
    }
    this.vocabularySize = vocabularySize;
    this.width = TokenWidth.of(vocabularySize);
    this.bin = new NewFile(beside(prefix, ".bin"));
    this.indexPath = beside(prefix, ".idx");
  }

  static Path beside(Path prefix, String ending) {
    return prefix.resolveSibling(prefix.getFileName() + ending);
  }

  /** Appends the document {@code ids[from..to)}, which may be empty. */
  public void add(int[] ids, int from, int to) throws IOException {
    int size = (to - from) * width.bytes();
    if (size > bytes.length) {
      bytes = new byte[Math.max(size, 2 * bytes.length)];
    }
    for (int i = from, at = 0; i < to; i++, at += width.bytes()) {
      if (ids[i] < 0 || ids[i] >= vocabularySize) {
        throw new IllegalArgumentException(
            "token "
                + ids[i]
                + " at position "
                + (i - from)
                + " of document "
                + lengths.size()
                + " is not in the vocabulary of "
                + vocabularySize);
      }
      width.put(ids[i], bytes, at);
    }
    bin.put(bytes, 0, size);
    lengths.add(to - from);
    tokens += to - from;
  }

  public int documents() {
    return lengths.size();
  }

  public long tokens() {
    return tokens;
  }

  /** Writes the index and puts both files in their places. */
  public void commit() throws IOException {
    try (NewFile index = new NewFile(indexPath)) {
      writeIndex(index);
      bin.commit();
      index.commit();
    }
  }

  private void writeIndex(NewFile index) throws IOException {
    int n = lengths.size();
    index.put(MAGIC);
    index.putLong(VERSION);
    index.putByte(width.code());
    index.putLong(n);
    index.putLong(n + 1L);
    for (int i = 0; i < n; i++) {
      index.putInt(lengths.getInt(i));
    }
    long position = 0;
    for (int i = 0; i < n; i++) {
      index.putLong(position);
      position += (long) lengths.getInt(i) * width.bytes();
    }
    for (int i = 0; i <= n; i++) {
      index.putLong(i);
    }
  }

  @Override
  public void close() throws IOException {
    bin.close();
  }
}
