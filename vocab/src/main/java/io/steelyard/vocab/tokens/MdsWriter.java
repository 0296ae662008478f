package io.steelyard.vocab.tokens;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import it.unimi.dsi.fastutil.bytes.ByteArrays;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes fixed-length token sequences as MosaicML Streaming shards (MDS version 2), with two
 * columns: {@code domain} (str) and {@code tokens} (ndarray of uint16 or int32).
 *
 * <p>A shard: number of samples n (u32), n+1 positions in the shard (u32), the settings as JSON,
 * the samples; a sample: the length of its domain's name (u32), the name, the tokens;
 * little-endian. {@code index.json} lists the shards and appears last.
 *
 * <p>Example: two sequences of four tokens, domains {@code en} and {@code cs}, make one shard whose
 * samples are {@code 2 "en" t t t t} and {@code 2 "cs" t t t t}, 14 bytes each.
 */
public final class MdsWriter implements Closeable {
  /** The size above which {@code MDSWriter} of the reference starts a new shard. */
  public static final int DEFAULT_SHARD_BYTES = 1 << 26;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ZSTD_LEVEL = 3;

  private final Path folder;
  private final int sequenceLength;
  private final TokenWidth width;
  private final int shardBytes;
  private final boolean compress;
  private final byte[] settings;
  private final ArrayNode shards = JsonNodeFactory.instance.arrayNode();
  private final IntArrayList ends = new IntArrayList();
  private byte[] samples = new byte[1 << 16];
  private int filled;
  private long total;
  private boolean committed;

  /**
   * @param folder an existing folder for the shards and {@code index.json}
   * @param shardBytes the largest shard, before compression
   * @param compress whether shards are zstd files
   */
  public MdsWriter(
      Path folder, int vocabularySize, int sequenceLength, int shardBytes, boolean compress)
      throws IOException {
    if (sequenceLength < 1) {
      throw new IllegalArgumentException(
          "sequence length " + sequenceLength + "; give 1 or more tokens");
    }
    this.folder = folder;
    this.sequenceLength = sequenceLength;
    this.width = TokenWidth.of(vocabularySize);
    this.shardBytes = shardBytes;
    this.compress = compress;
    this.settings = JSON.writeValueAsBytes(settings());
  }

  private ObjectNode settings() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putArray("column_encodings")
        .add("str")
        .add("ndarray:" + width.numpy() + ":" + sequenceLength);
    node.putArray("column_names").add("domain").add("tokens");
    node.putArray("column_sizes").addNull().add(sequenceLength * width.bytes());
    node.put("compression", compress ? "zstd" : null);
    node.put("format", "mds");
    node.putArray("hashes");
    node.put("size_limit", shardBytes);
    node.put("version", 2);
    return node;
  }

  /** Appends one sequence; {@code ids[from .. from + sequenceLength)}. */
  public void add(String domain, int[] ids, int from) throws IOException {
    byte[] name = domain.getBytes(StandardCharsets.UTF_8);
    int size = 4 + name.length + sequenceLength * width.bytes();
    long shard = 8L + 4L * (ends.size() + 1) + settings.length + filled + size;
    if (shard > shardBytes) {
      if (ends.isEmpty()) {
        throw new IllegalArgumentException(
            "one sequence of "
                + size
                + " bytes does not fit a shard of "
                + shardBytes
                + "; give a larger shard size");
      }
      writeShard();
    }
    samples = ByteArrays.grow(samples, filled + size, filled);
    TokenWidth.INT32.put(name.length, samples, filled);
    System.arraycopy(name, 0, samples, filled + 4, name.length);
    int at = filled + 4 + name.length;
    for (int i = 0; i < sequenceLength; i++, at += width.bytes()) {
      width.put(ids[from + i], samples, at);
    }
    filled += size;
    ends.add(filled);
    total++;
  }

  public long sequences() {
    return total;
  }

  private void writeShard() throws IOException {
    int head = 8 + 4 * ends.size() + settings.length;
    byte[] shard = new byte[head + filled];
    TokenWidth.INT32.put(ends.size(), shard, 0);
    TokenWidth.INT32.put(head, shard, 4);
    for (int i = 0; i < ends.size(); i++) {
      TokenWidth.INT32.put(head + ends.getInt(i), shard, 8 + 4 * i);
    }
    System.arraycopy(settings, 0, shard, 8 + 4 * ends.size(), settings.length);
    System.arraycopy(samples, 0, shard, head, filled);

    String name = String.format(Locale.ROOT, "shard.%05d.mds", shards.size());
    ObjectNode node = shards.addObject();
    node.setAll(settings());
    node.set("raw_data", file(name, shard.length));
    node.put("samples", ends.size());
    if (compress) {
      byte[] zipped = Zstd.compress(shard, ZSTD_LEVEL);
      node.set("zip_data", file(name + ".zstd", zipped.length));
      write(name + ".zstd", zipped);
    } else {
      node.putNull("zip_data");
      write(name, shard);
    }
    ends.clear();
    filled = 0;
  }

  private static ObjectNode file(String name, int bytes) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("basename", name).put("bytes", bytes).putObject("hashes");
    return node;
  }

  private void write(String name, byte[] bytes) throws IOException {
    try (NewFile file = new NewFile(folder.resolve(name))) {
      file.put(bytes);
      file.commit();
    }
  }

  /** Writes the last shard and {@code index.json}. */
  public void commit() throws IOException {
    if (!ends.isEmpty()) {
      writeShard();
    }
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    index.set("shards", shards);
    index.put("version", 2);
    write("index.json", JSON.writeValueAsBytes(index));
    committed = true;
  }

  /** Without {@link #commit} the shards written so far stay, and no index names them. */
  @Override
  public void close() {
    if (!committed) {
      ends.clear();
      filled = 0;
    }
  }
}
