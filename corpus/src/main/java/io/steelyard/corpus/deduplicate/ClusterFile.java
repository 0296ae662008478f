package io.steelyard.corpus.deduplicate;

import io.steelyard.core.artifact.AtomicFile;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;

/**
 * Clusters in a scratch file, 9 bytes per document, so that whoever works on a shard, on whatever
 * machine, reads that shard's part alone.
 */
record ClusterFile(Path file) {
  private static final int BYTES = 9;

  /**
   * @param mark a small number for each document, such as why it goes
   */
  static ClusterFile write(Path file, Clusters clusters, IntUnaryOperator mark) {
    AtomicFile.scratch(
        file,
        out -> {
          DataOutputStream data = new DataOutputStream(out);
          for (int i = 0; i < clusters.documents(); i++) {
            data.writeInt(clusters.survivor(i));
            data.writeInt(clusters.size(i));
            data.writeByte(mark.applyAsInt(i));
          }
          data.flush();
        });
    return new ClusterFile(file);
  }

  /** The documents from {@code from} up to {@code to}. */
  Slice read(int from, int to) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((to - from) * BYTES);
    try (FileChannel channel = FileChannel.open(file)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, (long) from * BYTES + bytes.position()) < 0) {
          throw new IOException("the scratch file of clusters ends early");
        }
      }
    }
    return new Slice(from, to, bytes);
  }

  /** Part of the file. */
  record Slice(int from, int to, ByteBuffer bytes) {
    int survivor(int document) {
      return bytes.getInt((document - from) * BYTES);
    }

    int size(int document) {
      return bytes.getInt((document - from) * BYTES + 4);
    }

    int mark(int document) {
      return bytes.get((document - from) * BYTES + 8);
    }

    /** The survivors of its documents, each once, ascending. */
    int[] survivors() {
      return java.util.stream.IntStream.range(from, to)
          .map(this::survivor)
          .sorted()
          .distinct()
          .toArray();
    }
  }
}
