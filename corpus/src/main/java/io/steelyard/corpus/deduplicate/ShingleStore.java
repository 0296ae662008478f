package io.steelyard.corpus.deduplicate;

import io.steelyard.core.artifact.AtomicFile;
import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The distinct shingles of the documents that are to be verified, in a scratch file for each shard:
 * 8 bytes per shingle on disk, about 20 per document in memory. Written on any machine, read on
 * one.
 */
final class ShingleStore implements Verification.ShingleSource, Closeable {
  private static final int MOST_OPEN = 64;

  private final Path folder;
  private final Ordinals ordinals;
  private final Int2LongOpenHashMap positions = new Int2LongOpenHashMap();
  private final Map<Integer, FileChannel> open =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, FileChannel> eldest) {
          if (size() <= MOST_OPEN) {
            return false;
          }
          try {
            eldest.getValue().close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return true;
        }
      };

  ShingleStore(Path folder, Ordinals ordinals) {
    this.folder = folder;
    this.ordinals = ordinals;
    positions.defaultReturnValue(-1);
  }

  /** Where the shingles of one shard's documents lie in its file. */
  record Places(int[] documents, long[] positions) implements Serializable {}

  /** Takes the shingles of one document after the other. */
  interface Writer {
    void put(int document, long[] shingles) throws IOException;
  }

  /** Gives all shingles of a shard to a writer. */
  interface Content {
    void writeTo(Writer writer) throws IOException;
  }

  static Places write(Path folder, int shard, Content content) {
    it.unimi.dsi.fastutil.ints.IntArrayList documents =
        new it.unimi.dsi.fastutil.ints.IntArrayList();
    it.unimi.dsi.fastutil.longs.LongArrayList places =
        new it.unimi.dsi.fastutil.longs.LongArrayList();
    AtomicFile.scratch(
        file(folder, shard),
        out -> {
          DataOutputStream data = new DataOutputStream(out);
          long[] end = {0};
          content.writeTo(
              (document, shingles) -> {
                documents.add(document);
                places.add(end[0]);
                data.writeLong(shingles.length);
                for (long shingle : shingles) {
                  data.writeLong(shingle);
                }
                end[0] += Long.BYTES * (shingles.length + 1L);
              });
          data.flush();
        });
    return new Places(documents.toIntArray(), places.toLongArray());
  }

  private static Path file(Path folder, int shard) {
    return folder.resolve("shingles-" + shard + ".bin");
  }

  void add(Places places) {
    for (int i = 0; i < places.documents.length; i++) {
      positions.put(places.documents[i], places.positions[i]);
    }
  }

  @Override
  public long[] shingles(int document) throws IOException {
    long at = positions.get(document);
    if (at < 0) {
      throw new IOException("no shingles were stored for document " + document);
    }
    int shard = ordinals.shardOf(document);
    FileChannel channel = open.get(shard);
    if (channel == null) {
      channel = FileChannel.open(file(folder, shard));
      open.put(shard, channel);
    }
    long[] shingles = new long[(int) read(channel, at, 1).get(0)];
    read(channel, at + Long.BYTES, shingles.length).get(shingles);
    return shingles;
  }

  private static LongBuffer read(FileChannel channel, long at, int longs) throws IOException {
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
    for (FileChannel channel : open.values()) {
      channel.close();
    }
  }
}
