package io.steelyard.model.tensors;

import io.steelyard.core.RequestException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A GGUF file, versions 2 and 3: typed metadata, then tensors under llama.cpp's names and in its
 * row order. {@link GgufWeights} shows them under the names and in the order that models use.
 *
 * <p>Example: {@code Gguf.open(path).metadata().text("general.architecture")} is {@code llama}.
 */
public final class Gguf extends FileTensors {
  private final GgufMetadata metadata;

  private Gguf(Path path, FileChannel channel, GgufHeader header) {
    super(path, channel, header.tensors());
    this.metadata = header.metadata();
  }

  /**
   * Opens a file.
   *
   * @throws TensorFormatException where it is broken, or holds types that are not supported
   * @throws RequestException where it cannot be read
   */
  public static Gguf open(Path path) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      Gguf opened = new Gguf(path, channel, GgufHeader.read(path.toString(), channel));
      channel = null;
      return opened;
    } catch (IOException e) {
      throw new RequestException(
          path + ": cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")",
          e);
    } finally {
      SafeTensors.closeQuietly(channel);
    }
  }

  public GgufMetadata metadata() {
    return metadata;
  }
}
