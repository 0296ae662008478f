package io.steelyard.vocab.tokens;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.vocab.tokens.Packing.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Random access to {@code order.idx} ({@link OrderWriter} has the format), mapped: any sequence of
 * the mixture by its place in the order, without reading those before it. The header is checked
 * when opened, every position when used.
 */
public final class OrderIndex {
  private static final int MAX_NAMES = 1 << 24;
  private static final int MAX_SEQUENCE_LENGTH = 1 << 24;

  private final Path path;
  private final MappedFile file;
  private final long sequences;
  private final long spans;
  private final long firstAt;
  private final long spansAt;
  private final int sequenceLength;
  private final List<String> names;

  OrderIndex(Path path, MappedFile file) throws IOException {
    this.path = path;
    this.file = file;
    if (file.length() < OrderWriter.HEADER || file.getLong(0) != OrderWriter.MAGIC) {
      throw bad("does not begin with STLYORDR; is it an order index?");
    }
    if (file.getLong(8) != OrderWriter.VERSION) {
      throw bad(
          "is of version "
              + file.getLong(8)
              + "; this reader knows version 1: it may be from a newer Steelyard");
    }
    sequences = file.getLong(16);
    spans = file.getLong(24);
    firstAt = file.getLong(32);
    spansAt = file.getLong(40);
    long length = file.getLong(64);
    if (length < 1 || length > MAX_SEQUENCE_LENGTH) {
      throw bad(
          "has sequences of " + length + " tokens; 1 to " + MAX_SEQUENCE_LENGTH + " are read");
    }
    sequenceLength = (int) length;
    long namesAt = file.getLong(48);
    long namesLength = file.getLong(56);
    if (!inside(sequences, 8, firstAt, 1)
        || !inside(spans, OrderWriter.SPAN, spansAt, 0)
        || namesLength > MAX_NAMES
        || !inside(namesLength, 1, namesAt, 0)) {
      throw bad("names more than its " + file.length() + " bytes hold; was it cut off?");
    }
    byte[] json = new byte[(int) namesLength];
    file.get(namesAt, json, 0, json.length);
    names = new ObjectMapper().readValue(json, new TypeReference<List<String>>() {});
  }

  private boolean inside(long n, int size, long at, int extra) {
    return n >= 0
        && at >= OrderWriter.HEADER
        && n <= file.length() / size
        && at <= file.length() - size * (n + extra);
  }

  public static OrderIndex open(Path path) throws IOException {
    return new OrderIndex(path, MappedFile.open(path));
  }

  private IOException bad(String what) {
    return new IOException(path + " " + what);
  }

  public long sequences() {
    return sequences;
  }

  public int sequenceLength() {
    return sequenceLength;
  }

  /** The token files by domain, relative to this file, without ending. */
  public List<String> names() {
    return names;
  }

  /** The spans of a sequence, in order. */
  public Span[] spans(long sequence) throws IOException {
    if (sequence < 0 || sequence >= sequences) {
      throw new IndexOutOfBoundsException(
          "sequence " + sequence + " of " + path + ", which has " + sequences);
    }
    long first = file.getLong(firstAt + 8 * sequence);
    long n = file.getLong(firstAt + 8 * sequence + 8) - first;
    if (first < 0 || n < 1 || n > sequenceLength || first > spans - n) {
      throw bad("gives sequence " + sequence + " the spans " + first + " to " + (first + n));
    }
    Span[] list = new Span[(int) n];
    for (int i = 0; i < n; i++) {
      long at = spansAt + OrderWriter.SPAN * (first + i);
      int domain = file.getInt(at + 16);
      if (domain < 0 || domain >= names.size()) {
        throw bad("names domain " + domain + " of " + names.size() + " in sequence " + sequence);
      }
      list[i] =
          new Span(
              domain,
              file.getInt(at + 20),
              file.getLong(at),
              file.getInt(at + 8),
              file.getInt(at + 12));
    }
    return list;
  }

  /** Reads the tokens of a sequence from the token files, by domain. */
  public void read(long sequence, List<MegatronReader> domains, int[] target) throws IOException {
    int at = 0;
    for (Span span : spans(sequence)) {
      if (span.length() < 1 || span.length() > sequenceLength - at || span.offset() < 0) {
        throw bad("has a span of " + span.length() + " tokens in sequence " + sequence);
      }
      domains.get(span.domain()).read(span.document(), span.offset(), span.length(), target, at);
      at += span.length();
    }
    if (at != sequenceLength) {
      throw bad("gives sequence " + sequence + " " + at + " tokens");
    }
  }
}
