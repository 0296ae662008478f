package io.steelyard.model.tensors;

import io.steelyard.core.RequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * A safetensors file: eight bytes of header length, a JSON header that names each tensor's type,
 * shape and place, then the bytes.
 *
 * <p>Everything that the header claims is held against the file before anything is allocated for
 * it; see {@link SafeTensorsHeader}.
 */
public final class SafeTensors extends FileTensors {
  private final Map<String, String> metadata;

  private SafeTensors(Path path, FileChannel channel, SafeTensorsHeader header) {
    super(path, channel, header.tensors());
    this.metadata = header.metadata();
  }

  /**
   * Opens one file.
   *
   * @throws TensorFormatException where the header is broken or does not fit the file
   * @throws RequestException where the file cannot be read
   */
  public static SafeTensors open(Path path) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      SafeTensors opened = new SafeTensors(path, channel, header(path, channel));
      channel = null;
      return opened;
    } catch (IOException e) {
      throw new RequestException(
          path + ": cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")",
          e);
    } finally {
      closeQuietly(channel);
    }
  }

  private static SafeTensorsHeader header(Path path, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new TensorFormatException(
          path + ": " + size + " bytes; a safetensors file has at least 8, the header's length");
    }
    ByteBuffer eight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, 0, eight);
    long length = eight.getLong(0);
    if (length < 0 || length > SafeTensorsHeader.LONGEST) {
      throw new TensorFormatException(
          path
              + ": header of "
              + Long.toUnsignedString(length)
              + " bytes; at most "
              + SafeTensorsHeader.LONGEST
              + " are read. Is this a safetensors file?");
    }
    if (length > size - 8) {
      throw new TensorFormatException(
          path
              + ": header of "
              + length
              + " bytes in a file of "
              + size
              + "; the file is cut off, or no safetensors file");
    }
    byte[] bytes = new byte[(int) length];
    readFully(channel, 8, ByteBuffer.wrap(bytes));
    return SafeTensorsHeader.parse(path.toString(), bytes, size);
  }

  /** Free text that the writer put beside the tensors. */
  public Map<String, String> metadata() {
    return metadata;
  }

  static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException ignored) {
        // nothing was written through it
      }
    }
  }
}
