package io.steelyard.corpus.deduplicate;

import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The distinct shingles of the documents that are to be verified, in a scratch file: 8 bytes per
 * shingle on disk, about 20 per document in memory. Filled from several threads, then read.
 */
final class ShingleStore implements Verification.ShingleSource, Closeable {
  private final Path file;
  private final FileChannel channel;
  private final Int2LongOpenHashMap positions = new Int2LongOpenHashMap();
  private long end;

  ShingleStore(Path folder) throws IOException {
    Files.createDirectories(folder);
    file = Files.createTempFile(folder, "shingles-", ".bin");
    channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    positions.defaultReturnValue(-1);
  }

  void put(int document, long[] shingles) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * (shingles.length + 1));
    bytes.putLong(shingles.length);
    for (long shingle : shingles) {
      bytes.putLong(shingle);
    }
    bytes.flip();
    long at;
    synchronized (this) {
      at = end;
      end += bytes.remaining();
      positions.put(document, at);
    }
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  @Override
  public long[] shingles(int document) throws IOException {
    long at = positions.get(document);
    if (at < 0) {
      throw new IOException("no shingles were stored for document " + document);
    }
    long[] shingles = new long[(int) read(at, 1).get(0)];
    read(at + Long.BYTES, shingles.length).get(shingles);
    return shingles;
  }

  private LongBuffer read(long at, int longs) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(longs * Long.BYTES);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new IOException("the scratch file of shingles ends early");
      }
    }
    return bytes.flip().asLongBuffer();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
