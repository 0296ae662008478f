package io.steelyard.vocab.tokens;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A little-endian file that appears whole or not at all: written beside its place as {@code
 * NAME.part}, flushed to disk and renamed by {@link #commit}. Closing without commit removes it.
 */
final class NewFile implements Closeable {
  private static final int BUFFER = 1 << 14;

  private final Path place;
  private final Path part;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private long written;
  private boolean committed;

  NewFile(Path place) throws IOException {
    this.place = place;
    this.part = place.resolveSibling(place.getFileName() + ".part");
    this.channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
  }

  /** Bytes written so far. */
  long length() {
    return written + buffer.position();
  }

  void putByte(int value) throws IOException {
    room(1).put((byte) value);
  }

  void putInt(int value) throws IOException {
    room(4).putInt(value);
  }

  void putLong(long value) throws IOException {
    room(8).putLong(value);
  }

  void put(byte[] bytes, int from, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int n = Math.min(length - done, room(1).remaining());
      buffer.put(bytes, from + done, n);
      done += n;
    }
  }

  void put(byte[] bytes) throws IOException {
    put(bytes, 0, bytes.length);
  }

  /** Appends all that another new file holds so far. */
  void append(NewFile other) throws IOException {
    other.flush();
    flush();
    long at = 0;
    while (at < other.written) {
      at += other.channel.transferTo(at, other.written - at, channel);
    }
    written += at;
  }

  private ByteBuffer room(int n) throws IOException {
    if (buffer.remaining() < n) {
      flush();
    }
    return buffer;
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      written += channel.write(buffer);
    }
    buffer.clear();
  }

  /** Puts the file in its place; it is on disk when this returns. */
  void commit() throws IOException {
    flush();
    channel.force(true);
    channel.close();
    Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    committed = true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!committed) {
      Files.deleteIfExists(part);
    }
  }
}
