package io.steelyard.corpus.deduplicate;

import io.steelyard.core.artifact.DocumentId;
import io.steelyard.corpus.deduplicate.Murmur3.Hash128;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ids and text hashes of documents by ordinal in a scratch file, 32 bytes each: needed only for the
 * survivors that other documents point to. In memory: one string per source file.
 */
final class DocumentIds implements Closeable {
  private static final int BYTES = 32;

  private final Path file;
  private final FileChannel channel;
  private final List<String> paths = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  DocumentIds(Path folder) throws IOException {
    Files.createDirectories(folder);
    file = Files.createTempFile(folder, "ids-", ".bin");
    channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Writes the ids of one shard, whose documents are numbered from {@code start}. */
  Shard shard(int start) {
    return new Shard((long) start * BYTES);
  }

  final class Shard implements Closeable {
    private final ByteBuffer buffer = ByteBuffer.allocate(BYTES * 1024);
    private long position;

    private Shard(long position) {
      this.position = position;
    }

    void add(DocumentId id, Hash128 text) throws IOException {
      buffer.putLong(number(id.path())).putLong(id.record());
      buffer.putLong(text.high()).putLong(text.low());
      if (!buffer.hasRemaining()) {
        drain();
      }
    }

    private void drain() throws IOException {
      buffer.flip();
      while (buffer.hasRemaining()) {
        position += channel.write(buffer, position);
      }
      buffer.clear();
    }

    @Override
    public void close() throws IOException {
      drain();
    }
  }

  private synchronized int number(String path) {
    Integer number = numbers.get(path);
    if (number == null) {
      number = paths.size();
      paths.add(path);
      numbers.put(path, number);
    }
    return number;
  }

  DocumentId id(int ordinal) throws IOException {
    ByteBuffer record = read(ordinal);
    synchronized (this) {
      return new DocumentId(paths.get((int) record.getLong(0)), record.getLong(8));
    }
  }

  Hash128 text(int ordinal) throws IOException {
    ByteBuffer record = read(ordinal);
    return new Hash128(record.getLong(16), record.getLong(24));
  }

  private ByteBuffer read(int ordinal) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(BYTES);
    long from = (long) ordinal * BYTES;
    while (record.hasRemaining()) {
      if (channel.read(record, from + record.position()) < 0) {
        throw new IOException("no id was written for document " + ordinal);
      }
    }
    return record;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
