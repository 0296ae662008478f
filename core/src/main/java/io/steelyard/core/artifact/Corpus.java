package io.steelyard.core.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.steelyard.core.RequestException;
import io.steelyard.core.flow.CloseableIterator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A corpus on disk: shards {@code part-00000.jsonl.zst}, ... in canonical order of document id.
 *
 * <p>{@code corpus.read(3)} gives the documents of shard 3; {@code corpus.find(id)} fetches one
 * document by decompressing one frame of about 1 MiB.
 */
public final class Corpus {
  public static final String SUFFIX = ".jsonl.zst";

  /** Longest frame that is decompressed: a frame's worth and one document of 16 MiB escaped. */
  private static final int MAX_FRAME = 128 << 20;

  private final Path folder;
  private final Manifest manifest;

  private Corpus(Path folder, Manifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  public static Corpus open(Path folder) {
    Manifest manifest = Manifest.read(folder);
    if (manifest.kind() != ArtifactKind.CORPUS) {
      throw new RequestException(
          folder + ": expected a corpus, found " + manifest.kind().word() + ".");
    }
    return new Corpus(folder, manifest);
  }

  /** Content of one shard. */
  @FunctionalInterface
  public interface ShardContent {
    void writeTo(CorpusShardWriter shard) throws IOException;
  }

  /** The name of shard {@code i}: {@code part-00012}. */
  public static String shardName(int i) {
    return String.format(Locale.ROOT, "part-%05d", i);
  }

  /** Writes shard {@code name} (without suffix) whole and stamps it, or returns its stamp. */
  public static ShardStamp writeShard(Path folder, String name, ShardContent content) {
    Path file = folder.resolve(name + SUFFIX);
    ShardStamp done = ShardStamp.read(file);
    if (done != null) {
      return done;
    }
    CorpusShardWriter.Finished[] finished = new CorpusShardWriter.Finished[1];
    AtomicFile.write(
        file,
        (OutputStream out) -> {
          CorpusShardWriter shard = new CorpusShardWriter(out);
          content.writeTo(shard);
          finished[0] = shard.finish();
        });
    ShardStamp stamp =
        ShardStamp.of(file, finished[0].records(), finished[0].sha256(), finished[0].notes());
    stamp.write(folder);
    return stamp;
  }

  public Path folder() {
    return folder;
  }

  public Manifest manifest() {
    return manifest;
  }

  public int shards() {
    return manifest.parts().size();
  }

  /** Name of a shard without suffix; verdicts about it carry the same name. */
  public String name(int shard) {
    String file = manifest.parts().get(shard).name();
    return file.substring(0, file.length() - SUFFIX.length());
  }

  public long documents() {
    return manifest.parts().stream().mapToLong(ShardStamp::records).sum();
  }

  /** Position of a shard's first document among all documents of the corpus. */
  public long firstOrdinal(int shard) {
    return manifest.parts().subList(0, shard).stream().mapToLong(ShardStamp::records).sum();
  }

  public Inventory inventory() {
    return inventory(manifest);
  }

  static Inventory inventory(Manifest manifest) {
    Inventory sum = new Inventory();
    for (ShardStamp part : manifest.parts()) {
      JsonNode noted = part.notes().get("inventory");
      if (noted != null) {
        sum.merge(Json.MAPPER.convertValue(noted, Inventory.class));
      }
    }
    return sum;
  }

  /** All documents of one shard, in order of id. */
  public CloseableIterator<Document> read(int shard) {
    Path file = folder.resolve(manifest.parts().get(shard).name());
    JsonNode frames = manifest.parts().get(shard).notes().path("frames");
    FileChannel channel = channel(file);
    return CloseableIterator.of(
        new Iterator<Document>() {
          private int frame;
          private Iterator<Document> documents = Collections.emptyIterator();

          @Override
          public boolean hasNext() {
            while (!documents.hasNext() && frame < frames.size()) {
              documents = frame(channel, file, frames.get(frame++));
            }
            return documents.hasNext();
          }

          @Override
          public Document next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            return documents.next();
          }
        },
        channel);
  }

  /** The document with this id, fetched through the index. */
  public Optional<Document> find(DocumentId id) {
    for (ShardStamp part : manifest.parts()) {
      JsonNode notes = part.notes();
      if (notes.has("first")
          && id.compareTo(DocumentId.parse(notes.get("first").asText())) >= 0
          && id.compareTo(DocumentId.parse(notes.get("last").asText())) <= 0) {
        return find(id, folder.resolve(part.name()), notes.get("frames"));
      }
    }
    return Optional.empty();
  }

  private Optional<Document> find(DocumentId id, Path file, JsonNode frames) {
    int lo = 0;
    int hi = frames.size() - 1;
    while (lo < hi) {
      int middle = (lo + hi + 1) >>> 1;
      if (DocumentId.parse(frames.get(middle).get(3).asText()).compareTo(id) <= 0) {
        lo = middle;
      } else {
        hi = middle - 1;
      }
    }
    try (FileChannel channel = channel(file)) {
      Iterator<Document> documents = frame(channel, file, frames.get(lo));
      while (documents.hasNext()) {
        Document document = documents.next();
        if (document.id().equals(id)) {
          return Optional.of(document);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw DocumentLines.broken(file.toString(), e);
    }
  }

  private static FileChannel channel(Path file) {
    try {
      return FileChannel.open(file);
    } catch (IOException e) {
      throw DocumentLines.broken(file.toString(), e);
    }
  }

  private static Iterator<Document> frame(FileChannel channel, Path file, JsonNode entry) {
    try {
      long offset = entry.get(0).asLong();
      int length = entry.get(1).asInt();
      int plain = entry.get(2).asInt();
      if (length < 0 || length > MAX_FRAME || plain < 0 || plain > MAX_FRAME) {
        throw new IOException("a frame of " + plain + " bytes is beyond the limit");
      }
      ByteBuffer packed = ByteBuffer.allocate(length);
      while (packed.hasRemaining()) {
        if (channel.read(packed, offset + packed.position()) < 0) {
          throw new IOException("the file ends inside a frame");
        }
      }
      byte[] lines = new byte[plain];
      long got = Zstd.decompressByteArray(lines, 0, plain, packed.array(), 0, length);
      if (got != plain) {
        throw new IOException("a frame has " + got + " bytes, " + plain + " were written");
      }
      return DocumentLines.read(lines, plain, file.toString());
    } catch (IOException | ZstdException e) {
      throw DocumentLines.broken(file.toString(), e);
    }
  }
}
