package io.steelyard.model.files;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a SentencePiece model in the wire format of protocol buffers: pieces (field 1), trainer
 * (2) and normaliser (3), as far as a byte-pair vocabulary needs them.
 */
final class SentencePieceBytes {
  private static final int BYTE_PAIRS = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  SentencePieceBytes piece(String text, float score, int type) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    varint(piece, 1 << 3 | 2);
    varint(piece, bytes.length);
    piece.writeBytes(bytes);
    varint(piece, 2 << 3 | 5);
    int bits = Float.floatToRawIntBits(score);
    for (int i = 0; i < 4; i++) {
      piece.write(bits >>> (8 * i));
    }
    varint(piece, 3 << 3);
    varint(piece, type);
    message(1, piece);
    return this;
  }

  SentencePieceBytes bytePairs(boolean byteFallback) {
    ByteArrayOutputStream trainer = new ByteArrayOutputStream();
    varint(trainer, 3 << 3);
    varint(trainer, BYTE_PAIRS);
    flag(trainer, 35, byteFallback);
    message(2, trainer);
    return this;
  }

  SentencePieceBytes normalizer(boolean dummyPrefix, boolean removeExtra) {
    ByteArrayOutputStream normalizer = new ByteArrayOutputStream();
    flag(normalizer, 3, dummyPrefix);
    flag(normalizer, 4, removeExtra);
    flag(normalizer, 5, true);
    message(3, normalizer);
    return this;
  }

  byte[] build() {
    return out.toByteArray();
  }

  private static void flag(ByteArrayOutputStream to, int field, boolean value) {
    varint(to, field << 3);
    to.write(value ? 1 : 0);
  }

  private void message(int field, ByteArrayOutputStream content) {
    varint(out, field << 3 | 2);
    varint(out, content.size());
    out.writeBytes(content.toByteArray());
  }

  private static void varint(ByteArrayOutputStream to, int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      to.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    to.write(rest);
  }
}
