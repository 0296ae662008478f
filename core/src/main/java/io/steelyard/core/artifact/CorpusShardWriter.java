package io.steelyard.core.artifact;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes one shard of a corpus: documents in canonical order as JSON Lines, cut into independent
 * zstd frames of about 1 MiB of text, so that one document can be fetched without the others. The
 * stamp notes where each frame starts and the id that it starts with.
 */
public final class CorpusShardWriter {
  /** Uncompressed bytes after which a frame is closed. */
  static final int FRAME = 1 << 20;

  static final int LEVEL = 3;

  /** Grows; shows its buffer without copying. */
  private static final class Buffer extends ByteArrayOutputStream {
    byte[] array() {
      return buf;
    }
  }

  private final OutputStream out;
  private final Buffer frame = new Buffer();
  private final JsonGenerator json = DocumentLines.generator(frame);
  private final Digest digest = new Digest();
  private final ArrayNode frames = Json.MAPPER.createArrayNode();
  private final Inventory inventory = new Inventory();
  private final ZstdCompressCtx zstd = new ZstdCompressCtx();
  private final ObjectNode notes = Json.MAPPER.createObjectNode();
  private long offset;
  private long records;
  private long text;
  private DocumentId first;
  private DocumentId frameFirst;
  private DocumentId last;

  /** Writes to {@code out}, which the caller closes after {@link #finish}. */
  public CorpusShardWriter(OutputStream out) throws IOException {
    this.out = out;
    zstd.setLevel(LEVEL);
    zstd.setChecksum(true);
    zstd.setContentSize(true);
  }

  /**
   * @throws IllegalStateException if ids do not ascend: a defect of the caller
   */
  public void add(Document document) throws IOException {
    if (last != null && last.compareTo(document.id()) >= 0) {
      throw new IllegalStateException(document.id() + " after " + last + ": ids must ascend");
    }
    last = document.id();
    if (first == null) {
      first = last;
    }
    if (frameFirst == null) {
      frameFirst = last;
    }
    DocumentLines.write(document, json);
    json.flush();
    long bytes = document.bytes();
    inventory.add(document, bytes);
    text += bytes;
    records++;
    if (frame.size() >= FRAME) {
      closeFrame();
    }
  }

  /** UTF-8 bytes of text so far. */
  public long textBytes() {
    return text;
  }

  public long records() {
    return records;
  }

  /** Adds something to the stamp, such as a ledger. */
  public void note(String name, Object value) {
    notes.set(name, Json.MAPPER.valueToTree(value));
  }

  /** Ends the last frame; what to note in the stamp. */
  Finished finish() throws IOException {
    json.close();
    closeFrame();
    zstd.close();
    notes.set("frames", frames);
    notes.set("inventory", Json.MAPPER.valueToTree(inventory));
    if (first != null) {
      notes.put("first", first.toString());
      notes.put("last", last.toString());
    }
    return new Finished(records, digest.hex(), notes);
  }

  record Finished(long records, String sha256, ObjectNode notes) {}

  private void closeFrame() throws IOException {
    if (frame.size() == 0) {
      return;
    }
    digest.bytes(frame.array(), 0, frame.size());
    byte[] packed = new byte[(int) com.github.luben.zstd.Zstd.compressBound(frame.size())];
    int length = zstd.compressByteArray(packed, 0, packed.length, frame.array(), 0, frame.size());
    out.write(packed, 0, length);
    ArrayNode entry = frames.addArray();
    entry.add(offset).add(length).add(frame.size()).add(frameFirst.toString());
    offset += length;
    frame.reset();
    frameFirst = null;
  }
}
