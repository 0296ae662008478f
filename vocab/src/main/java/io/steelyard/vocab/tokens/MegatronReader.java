package io.steelyard.vocab.tokens;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads a Megatron indexed dataset ({@link MegatronWriter} has the format), ours or anyone's with
 * ids of type uint16 or int32 and one or more sequences per document. The files are mapped; nothing
 * but the header is read ahead. The header is checked when opened, every position when used.
 */
public final class MegatronReader {
  private static final int HEADER = 34;

  private final Path prefix;
  private final MappedFile bin;
  private final MappedFile index;
  private final TokenWidth width;
  private final long sequences;
  private final long bounds;
  private final long lengthsAt;
  private final long positionsAt;
  private final long boundsAt;

  MegatronReader(Path prefix, MappedFile bin, MappedFile index) throws IOException {
    this.prefix = prefix;
    this.bin = bin;
    this.index = index;
    if (index.length() < HEADER) {
      throw bad("has " + index.length() + " bytes; the header alone has " + HEADER);
    }
    for (int i = 0; i < MegatronWriter.MAGIC.length; i++) {
      if (index.getByte(i) != MegatronWriter.MAGIC[i]) {
        throw bad("does not begin with MMIDIDX; is it a Megatron index?");
      }
    }
    if (index.getLong(9) != MegatronWriter.VERSION) {
      throw bad("is of version " + index.getLong(9) + "; this reader knows version 1");
    }
    this.width = widthOf(index.getByte(17));
    this.sequences = index.getLong(18);
    this.bounds = index.getLong(26);
    // Each sequence takes 12 bytes and each bound 8: no count can exceed the file, or overflow.
    if (sequences < 0
        || bounds < 1
        || sequences > index.length() / 12
        || bounds > index.length() / 8
        || HEADER + 12 * sequences + 8 * bounds > index.length()) {
      throw bad(
          "names "
              + sequences
              + " sequences and "
              + bounds
              + " bounds, more than its "
              + index.length()
              + " bytes hold; was it cut off?");
    }
    this.lengthsAt = HEADER;
    this.positionsAt = HEADER + 4 * sequences;
    this.boundsAt = HEADER + 12 * sequences;
    if (bound(0) != 0 || bound(bounds - 1) != sequences) {
      throw bad("has document bounds that do not run from 0 to " + sequences);
    }
  }

  /**
   * @param prefix path without {@code .bin} or {@code .idx}
   * @throws IOException if a file cannot be read or is not in the format; the message says which
   */
  public static MegatronReader open(Path prefix) throws IOException {
    return new MegatronReader(
        prefix,
        MappedFile.open(MegatronWriter.beside(prefix, ".bin")),
        MappedFile.open(MegatronWriter.beside(prefix, ".idx")));
  }

  private TokenWidth widthOf(int code) throws IOException {
    for (TokenWidth w : TokenWidth.values()) {
      if (w.code() == code) {
        return w;
      }
    }
    throw bad("stores ids as type " + code + "; this reader knows 8 (uint16) and 4 (int32)");
  }

  private IOException bad(String what) {
    return new IOException(MegatronWriter.beside(prefix, ".idx") + " " + what);
  }

  public TokenWidth width() {
    return width;
  }

  public long documents() {
    return bounds - 1;
  }

  /** Tokens of one document; it has at most 2^31-1. */
  public int length(long document) throws IOException {
    long total = 0;
    for (long s = first(document); s < first(document + 1); s++) {
      int length = index.getInt(lengthsAt + 4 * s);
      total = length < 0 ? Long.MAX_VALUE : total + length;
      if (total > bin.length()) {
        break; // more than there is; said below
      }
    }
    if (total > Math.min(bin.length() / width.bytes(), Integer.MAX_VALUE - 8)) {
      throw bad("gives document " + document + " the length " + total + ", more than its .bin has");
    }
    return (int) total;
  }

  /** All tokens of one document. */
  public int[] read(long document) throws IOException {
    int[] ids = new int[length(document)];
    read(document, 0, ids.length, ids, 0);
    return ids;
  }

  /** Copies tokens {@code offset .. offset+n-1} of a document to {@code target[to..]}. */
  public void read(long document, int offset, int n, int[] target, int to) throws IOException {
    int skip = offset;
    int done = 0;
    byte[] bytes = new byte[0];
    for (long s = first(document); s < first(document + 1) && done < n; s++) {
      int length = index.getInt(lengthsAt + 4 * s);
      if (length < 0) {
        throw bad("gives sequence " + s + " the length " + length);
      }
      int some = Math.min(length - skip, n - done);
      if (some > 0) {
        long at = index.getLong(positionsAt + 8 * s) + (long) skip * width.bytes();
        long size = (long) some * width.bytes();
        if (at < 0 || at > bin.length() - size) {
          throw bad("places sequence " + s + " outside the .bin of " + bin.length() + " bytes");
        }
        if (bytes.length < size) {
          bytes = new byte[Math.toIntExact(size)];
        }
        bin.get(at, bytes, 0, (int) size);
        for (int i = 0; i < some; i++) {
          target[to + done + i] = width.get(bytes, i * width.bytes());
        }
        done += some;
      }
      skip = Math.max(0, skip - length);
    }
    if (done < n) {
      throw new IndexOutOfBoundsException(
          "tokens "
              + offset
              + " to "
              + (offset + n)
              + " asked of document "
              + document
              + " of "
              + prefix
              + ", which has fewer");
    }
  }

  private long first(long document) throws IOException {
    if (document < 0 || document >= bounds) {
      throw new IndexOutOfBoundsException(
          "document " + document + " of " + prefix + ", which has " + documents());
    }
    long sequence = bound(document);
    if (sequence < 0 || sequence > sequences) {
      throw bad("bounds document " + document + " at sequence " + sequence);
    }
    return sequence;
  }

  private long bound(long i) {
    return index.getLong(boundsAt + 8 * i);
  }
}
