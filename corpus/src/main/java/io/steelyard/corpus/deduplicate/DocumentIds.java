package io.steelyard.corpus.deduplicate;

import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.corpus.deduplicate.Murmur3.Hash128;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Ids and text hashes of documents by ordinal, in a scratch file for each shard that any machine
 * may read: 32 bytes a document, then the paths of its source files. They are looked up for the
 * documents that others point to.
 *
 * @param folder of the scratch files
 */
record DocumentIds(Path folder, Ordinals ordinals) {
  private static final int BYTES = 32;

  /** What is known of a document without its text. */
  record Identity(DocumentId id, Hash128 text) {}

  /** Takes the ids of one shard, in order; they are there when {@link #finish} returns. */
  final class Shard {
    private final int shard;
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private final DataOutputStream data = new DataOutputStream(records);
    private final ByteArrayOutputStream paths = new ByteArrayOutputStream();
    private final Map<String, Integer> places = new HashMap<>();

    private Shard(int shard) {
      this.shard = shard;
    }

    void add(DocumentId id, Hash128 text) throws IOException {
      Integer place = places.get(id.path());
      if (place == null) {
        place = paths.size();
        byte[] path = id.path().getBytes(StandardCharsets.UTF_8);
        paths.write(ByteBuffer.allocate(4).putInt(path.length).array());
        paths.write(path);
        places.put(id.path(), place);
      }
      data.writeLong(place);
      data.writeLong(id.record());
      data.writeLong(text.high());
      data.writeLong(text.low());
    }

    void finish() {
      AtomicFile.scratch(
          file(shard),
          out -> {
            records.writeTo(out);
            paths.writeTo(out);
          });
    }
  }

  Shard shard(int shard) {
    return new Shard(shard);
  }

  private Path file(int shard) {
    return folder.resolve("ids-" + shard + ".bin");
  }

  /** Looks up documents, which must ascend. */
  Map<Integer, Identity> find(int[] ascending) throws IOException {
    Map<Integer, Identity> found = new HashMap<>();
    for (int i = 0; i < ascending.length; ) {
      int shard = ordinals.shardOf(ascending[i]);
      int first = ordinals.start(shard);
      int end = ordinals.start(shard + 1);
      try (FileChannel channel = FileChannel.open(file(shard))) {
        for (; i < ascending.length && ascending[i] < end; i++) {
          found.put(ascending[i], read(channel, ascending[i] - first, end - first));
        }
      }
    }
    return found;
  }

  private static Identity read(FileChannel channel, int index, int documents) throws IOException {
    ByteBuffer record = read(channel, (long) index * BYTES, BYTES);
    long path = (long) documents * BYTES + record.getLong(0);
    int length = read(channel, path, 4).getInt(0);
    byte[] name = read(channel, path + 4, length).array();
    return new Identity(
        new DocumentId(new String(name, StandardCharsets.UTF_8), record.getLong(8)),
        new Hash128(record.getLong(16), record.getLong(24)));
  }

  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new IOException("the scratch file of document ids ends early");
      }
    }
    return bytes;
  }
}
