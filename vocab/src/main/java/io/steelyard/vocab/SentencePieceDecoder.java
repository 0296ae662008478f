package io.steelyard.vocab;

import io.steelyard.vocab.pretokenize.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Joins tokens as SentencePiece does: control tokens vanish, the unknown token becomes {@code " ⁇
 * "} or what the model says, runs of byte tokens become their text, marks become spaces, and the
 * space that was put before the text goes.
 *
 * <p>Example: {@code ▁Hi, <unk>, <0xC3>, <0xA9>, ▁you, </s>} is {@code "Hi ⁇ é you"}.
 *
 * @param unknown the unknown token
 * @param surface what stands for it
 * @param controls tokens that vanish
 * @param bytes whether {@code <0x00>} to {@code <0xFF>} are bytes
 * @param dropsFirst whether a mark at the start goes
 * @param dropsAll whether all tokens at the start that are only a mark go
 */
public record SentencePieceDecoder(
    ByteBuffer unknown,
    String surface,
    Set<ByteBuffer> controls,
    boolean bytes,
    boolean dropsFirst,
    boolean dropsAll)
    implements Decoder {
  private static final String MARK = "\u2581";
  private static final int REPLACEMENT = 0xFFFD;

  @Override
  public List<byte[]> decode(List<byte[]> tokens) {
    StringBuilder text = new StringBuilder();
    List<byte[]> out = new ArrayList<>();
    List<byte[]> run = new ArrayList<>();
    boolean seen = false;
    boolean markDropped = false;
    for (byte[] token : tokens) {
      if (bytes && Decoders.fallbackByte(token) >= 0) {
        run.add(token);
        continue;
      }
      flush(run, text);
      if (markDropped || !text.isEmpty()) {
        seen = true;
      }
      markDropped = false;
      ByteBuffer key = ByteBuffer.wrap(token);
      if (controls.contains(key)) {
        continue;
      }
      if (key.equals(unknown)) {
        text.append(surface);
        continue;
      }
      String piece = new String(token, StandardCharsets.UTF_8);
      if (!seen && dropsFirst && piece.startsWith(MARK)) {
        piece = piece.substring(MARK.length());
        markDropped = !dropsAll;
      }
      text.append(piece.replace(MARK, " "));
    }
    flush(run, text);
    out.add(text.toString().getBytes(StandardCharsets.UTF_8));
    return out;
  }

  private static void flush(List<byte[]> run, StringBuilder text) {
    if (run.isEmpty()) {
      return;
    }
    byte[] bytes = new byte[run.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Decoders.fallbackByte(run.get(i));
    }
    run.clear();
    for (int i = 0; i < bytes.length; ) {
      int c = Utf8.codePointAt(bytes, i, bytes.length);
      text.appendCodePoint(c < 0 ? REPLACEMENT : c);
      i += c < 0 ? 1 : Utf8.length(c);
    }
  }
}
