package io.steelyard.corpus.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;

/**
 * One text file as one document, unchanged but for a byte-order mark at its start. In a source
 * tree, a file with a NUL byte among its first 8,000 is {@code binary_file}, as git sees it.
 */
final class TextReader extends FileReader {
  private static final int BINARY_WINDOW = 8_000;

  private final boolean binaries;
  private InputStream in;
  private boolean done;

  TextReader(InputFile file, ReadSettings settings) {
    super(file, settings);
    this.binaries = settings.format() == Format.SOURCE;
  }

  @Override
  void start(InputStream bytes) {
    in = bytes;
  }

  @Override
  Item advance() throws IOException {
    if (done) {
      return null;
    }
    done = true;
    Position at = position(1, 0);
    int longest = settings.limits().documentBytes() + 3;
    byte[] buffer = new byte[(int) Math.min(Math.max(file.size() + 1, 1 << 12), 1 << 18)];
    int length = 0;
    try {
      while (length <= longest) {
        if (length == buffer.length) {
          buffer = Arrays.copyOf(buffer, (int) Math.min(2L * length, longest + 1L));
        }
        int count = in.read(buffer, length, buffer.length - length);
        if (count < 0) {
          return document(buffer, length, at);
        }
        length += count;
      }
      return tooLong(at, length + rest(buffer));
    } catch (IOException e) {
      return failed(InputFailure.of(e), at, length);
    } catch (BadRecord bad) {
      return rejected(bad, at, length);
    }
  }

  private long rest(byte[] scratch) throws IOException {
    long count = 0;
    for (int n = in.read(scratch); n >= 0; n = in.read(scratch)) {
      count += n;
    }
    return count;
  }

  private Item document(byte[] bytes, int length, Position at) throws BadRecord {
    if (binaries && Bytes.find(bytes, 0, Math.min(length, BINARY_WINDOW), (byte) 0) >= 0) {
      throw new BadRecord(Reason.BINARY_FILE, "the file holds NUL bytes, so it is not source text");
    }
    if (ByteOrderMark.utf16(bytes, 0, length)) {
      throw new BadRecord(Reason.INVALID_UTF8, ByteOrderMark.UTF16_MESSAGE);
    }
    int from = ByteOrderMark.length(bytes, 0, length);
    String text = checked(decode(bytes, from, length, from));
    return new Accepted(at, text, domain(), null, Map.of());
  }
}
