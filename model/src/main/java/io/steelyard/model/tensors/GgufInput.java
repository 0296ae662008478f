package io.steelyard.model.tensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * The head of a GGUF file, read from its first byte on. No length is believed before it was held
 * against what is left of the file.
 */
final class GgufInput {
  /** Longest text that is read. */
  static final int LONGEST_TEXT = 16 << 20;

  /** Most bytes before the data; the largest vocabularies take some tens of MiB. */
  private static final long LONGEST = 512L << 20;

  private static final int MOST_ELEMENTS = 16 << 20;

  private final String file;
  private final FileChannel channel;
  private final long size;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long filled;

  GgufInput(String file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
  }

  long size() {
    return size;
  }

  /** Bytes read so far. */
  long position() {
    return filled - buffer.remaining();
  }

  private long left() {
    return size - position();
  }

  byte int8(String what) throws IOException {
    need(1, what);
    return buffer.get();
  }

  short int16(String what) throws IOException {
    need(2, what);
    return buffer.getShort();
  }

  int int32(String what) throws IOException {
    need(4, what);
    return buffer.getInt();
  }

  long int64(String what) throws IOException {
    need(8, what);
    return buffer.getLong();
  }

  /**
   * A number of things that follow, each of at least {@code leastBytes}.
   *
   * @throws TensorFormatException where the file is too short for so many
   */
  long count(String what, int leastBytes) throws IOException {
    long n = int64(what);
    if (n < 0 || n > left() / leastBytes || n > MOST_ELEMENTS) {
      throw new TensorFormatException(
          file
              + ": "
              + shortened(what)
              + " is "
              + Long.toUnsignedString(n)
              + (n >= 0 && n <= left() / leastBytes
                  ? "; at most " + MOST_ELEMENTS + " are read"
                  : ", more than the " + left() + " bytes that are left can hold"));
    }
    return n;
  }

  String text(String what, int longest) throws IOException {
    long n = int64(what);
    if (n < 0 || n > left() || n > longest) {
      throw new TensorFormatException(
          file
              + ": "
              + shortened(what)
              + " has "
              + Long.toUnsignedString(n)
              + " bytes; "
              + left()
              + " are left in the file and at most "
              + longest
              + " are read");
    }
    byte[] bytes = new byte[(int) n];
    int have = Math.min(bytes.length, buffer.remaining());
    buffer.get(bytes, 0, have);
    if (have < bytes.length) {
      FileTensors.readFully(channel, filled, ByteBuffer.wrap(bytes, have, bytes.length - have));
      filled += bytes.length - have;
      check();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void need(int n, String what) throws IOException {
    if (buffer.remaining() >= n) {
      return;
    }
    if (left() < n) {
      throw new TensorFormatException(
          file + ": ends within " + shortened(what) + ", at byte " + size + "; is it cut off?");
    }
    buffer.compact();
    int some = (int) Math.min(buffer.remaining(), size - filled);
    int before = buffer.position();
    buffer.limit(before + some);
    FileTensors.readFully(channel, filled, buffer);
    filled += some;
    check();
  }

  private void check() {
    if (position() > LONGEST) {
      throw new TensorFormatException(
          file + ": more than " + LONGEST + " bytes before the data; no model's file is like that");
    }
  }

  static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }
}
