package io.steelyard.vocab.tokens;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The tokens of one corpus shard on their way to the domains' files: documents in canonical order,
 * each as domain (i32), part (u8), text bytes (i64), number of tokens (i32), tokens (i32 each),
 * little-endian; after the last one the domain -1.
 */
final class EncodedShard implements Closeable {
  private static final int END = -1;
  private static final int BUFFER = 1 << 16;

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
    // Read once from front to back: a mapping would count as resident memory as large as the file.
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer in = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN).limit(0);
      int[] tokens = new int[1 << 10];
      for (int domain = more(channel, in, 4).getInt();
          domain != END;
          domain = more(channel, in, 4).getInt()) {
        more(channel, in, 13);
        int part = in.get();
        long textBytes = in.getLong();
        int n = in.getInt();
        tokens = tokens.length < n ? new int[Math.max(n, 2 * tokens.length)] : tokens;
        for (int i = 0; i < n; i++) {
          tokens[i] = more(channel, in, 4).getInt();
        }
        sink.document(domain, part, textBytes, tokens, n);
      }
    }
  }

  /** The buffer with at least {@code n} bytes to read. */
  private static ByteBuffer more(FileChannel channel, ByteBuffer in, int n) throws IOException {
    if (in.remaining() < n) {
      in.compact();
      int read = 0;
      while (in.position() < n && read >= 0) {
        read = channel.read(in);
      }
      in.flip();
      if (in.remaining() < n) {
        throw new EOFException("the file ends in the middle of a document");
      }
    }
    return in;
  }
}
