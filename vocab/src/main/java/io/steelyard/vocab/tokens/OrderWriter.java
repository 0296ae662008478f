package io.steelyard.vocab.tokens;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.vocab.tokens.Packing.Span;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes {@code order.idx}: the global list of the sequences of a mixture, in the order in which
 * they are to be trained on, each as spans of the documents of the per-domain token files.
 *
 * <p>Little-endian. Sixteen u64: magic {@code STLYORDR}, version 1, number of sequences n, number
 * of spans m, position of the table of first spans, position of the spans, position and length of
 * the domain names, sequence length, end-of-document id or 2^64-1, number of domains, five zeros.
 * Then n+1 first spans (u64), so that sequence i has spans {@code first[i] .. first[i+1]-1}. Then m
 * spans of 24 bytes: document (u64), offset in tokens (u32), tokens (u32), domain (u32), epoch
 * (u32). Then the names of the token files by domain as a JSON array.
 *
 * <p>Example: 2 sequences of 4 tokens with 2 and 1 spans have first spans 0, 2, 3 at position 128,
 * spans at 152 and names at 224.
 */
public final class OrderWriter implements Closeable, Packing.Sink {
  static final long MAGIC = 0x5244524F594C5453L; // "STLYORDR"
  static final long VERSION = 1;
  static final int HEADER = 128;
  static final int SPAN = 24;
  static final long NO_TOKEN = -1L;

  private final NewFile order;
  private final NewFile spans;
  private final NewFile firsts;
  private final List<String> names;
  private final int sequenceLength;
  private final long endOfDocument;
  private long sequences;
  private long spanCount;

  /**
   * @param names by domain: the token files' path without ending, relative to {@code file}
   * @param endOfDocument the id that ends every document in the token files, or -1 for none
   */
  public OrderWriter(Path file, List<String> names, int sequenceLength, int endOfDocument)
      throws IOException {
    this.names = List.copyOf(names);
    this.sequenceLength = sequenceLength;
    this.endOfDocument = endOfDocument < 0 ? NO_TOKEN : endOfDocument;
    this.order = new NewFile(file);
    this.spans = new NewFile(file.resolveSibling(file.getFileName() + ".spans"));
    this.firsts = new NewFile(file.resolveSibling(file.getFileName() + ".first"));
  }

  @Override
  public void sequence(int domain, Span[] list, int n) throws IOException {
    firsts.putLong(spanCount);
    int tokens = 0;
    for (int i = 0; i < n; i++) {
      Span span = list[i];
      spans.putLong(span.document());
      spans.putInt(span.offset());
      spans.putInt(span.length());
      spans.putInt(span.domain());
      spans.putInt(span.epoch());
      tokens += span.length();
    }
    if (tokens != sequenceLength) {
      throw new IllegalArgumentException(
          "sequence " + sequences + " has " + tokens + " tokens; " + sequenceLength + " expected");
    }
    spanCount += n;
    sequences++;
  }

  public long sequences() {
    return sequences;
  }

  /** Puts the file in its place. */
  public void commit() throws IOException {
    firsts.putLong(spanCount);
    byte[] json = new ObjectMapper().writeValueAsBytes(names);
    long spansAt = HEADER + 8 * (sequences + 1);
    long namesAt = spansAt + SPAN * spanCount;
    long[] header = new long[HEADER / 8];
    header[0] = MAGIC;
    header[1] = VERSION;
    header[2] = sequences;
    header[3] = spanCount;
    header[4] = HEADER;
    header[5] = spansAt;
    header[6] = namesAt;
    header[7] = json.length;
    header[8] = sequenceLength;
    header[9] = endOfDocument;
    header[10] = names.size();
    for (long value : header) {
      order.putLong(value);
    }
    order.append(firsts);
    order.append(spans);
    order.put(json);
    order.commit();
  }

  @Override
  public void close() throws IOException {
    order.close();
    spans.close();
    firsts.close();
  }
}
