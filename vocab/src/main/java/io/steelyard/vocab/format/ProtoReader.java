package io.steelyard.vocab.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the wire format of protocol buffers field by field: as much of it as SentencePiece files
 * need. Every length is checked against what is left, so that a damaged file costs no memory.
 *
 * <p>Example: bytes {@code 0A 02 68 69} are field 1 with the two bytes {@code hi}.
 */
final class ProtoReader {
  private final byte[] bytes;
  private final String name;
  private int at;
  private final int end;
  private int wireType;

  ProtoReader(byte[] bytes, String name) {
    this(bytes, 0, bytes.length, name);
  }

  private ProtoReader(byte[] bytes, int from, int to, String name) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.name = name;
  }

  TokenizerFormatException error(String what) {
    return new TokenizerFormatException(name + ": byte " + at + ": " + what);
  }

  /** The number of the next field, 0 at the end. */
  int next() {
    if (at == end) {
      return 0;
    }
    long tag = varint();
    wireType = (int) (tag & 7);
    long field = tag >>> 3;
    if (field < 1 || field > 1 << 29) {
      throw error("field " + field + " is none; is this a SentencePiece model?");
    }
    return (int) field;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw error("the file ends inside a number; it is cut short");
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw error("a number of more than 10 bytes; is this a SentencePiece model?");
  }

  /** A whole number or flag. */
  long number() {
    need(0, "a whole number");
    return varint();
  }

  float single() {
    need(5, "a number of 4 bytes");
    int from = take(4);
    return Float.intBitsToFloat(
        bytes[from] & 0xFF
            | (bytes[from + 1] & 0xFF) << 8
            | (bytes[from + 2] & 0xFF) << 16
            | (bytes[from + 3] & 0xFF) << 24);
  }

  byte[] content() {
    ProtoReader part = message();
    return Arrays.copyOfRange(bytes, part.at, part.end);
  }

  String text() {
    return new String(content(), StandardCharsets.UTF_8);
  }

  ProtoReader message() {
    need(2, "a field with a length");
    long length = varint();
    if (length < 0 || length > end - at) {
      throw error(
          "a field of "
              + Long.toUnsignedString(length)
              + " bytes where "
              + (end - at)
              + " are left; the file is cut short or no SentencePiece model");
    }
    int from = take((int) length);
    return new ProtoReader(bytes, from, at, name);
  }

  void skip() {
    switch (wireType) {
      case 0 -> varint();
      case 1 -> take(8);
      case 2 -> message();
      case 5 -> take(4);
      default ->
          throw error("wire type " + wireType + " is not known; is this a SentencePiece model?");
    }
  }

  private int take(int n) {
    if (n > end - at) {
      throw error("the file ends inside a field; it is cut short");
    }
    int from = at;
    at += n;
    return from;
  }

  private void need(int type, String what) {
    if (wireType != type) {
      throw error("expected " + what + "; is this a SentencePiece model?");
    }
  }
}
