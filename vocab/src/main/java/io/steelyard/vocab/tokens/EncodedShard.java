package io.steelyard.vocab.tokens;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The tokens of one corpus shard on their way to the domains' files: documents in canonical order,
 * each as domain (i32), part (u8), text bytes (i64), number of tokens (i32), tokens (i32 each),
 * little-endian; after the last one the domain -1.
 */
final class EncodedShard implements Closeable {
  private static final int END = -1;

  private final NewFile file;

  EncodedShard(Path path) throws IOException {
    file = new NewFile(path);
  }

  void add(int domain, int part, long textBytes, int[] tokens) throws IOException {
    file.putInt(domain);
    file.putByte(part);
    file.putLong(textBytes);
    file.putInt(tokens.length);
    for (int token : tokens) {
      file.putInt(token);
    }
  }

  void commit() throws IOException {
    file.putInt(END);
    file.commit();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Receives the documents of a shard. */
  @FunctionalInterface
  interface Sink {
    void document(int domain, int part, long textBytes, int[] tokens, int n) throws IOException;
  }

  static void read(Path path, Sink sink) throws IOException {
    MappedFile file = MappedFile.open(path);
    int[] tokens = new int[1 << 10];
    long at = 0;
    for (int domain = file.getInt(at); domain != END; domain = file.getInt(at)) {
      int part = file.getByte(at + 4);
      long textBytes = file.getLong(at + 5);
      int n = file.getInt(at + 13);
      at += 17;
      tokens = tokens.length < n ? new int[Math.max(n, 2 * tokens.length)] : tokens;
      for (int i = 0; i < n; i++, at += 4) {
        tokens[i] = file.getInt(at);
      }
      sink.document(domain, part, textBytes, tokens, n);
    }
  }
}
