package io.steelyard.vocab;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text of byte-level tokens as they come, one at a time: a character that is still incomplete is
 * held back until the tokens that complete it arrive.
 *
 * <p>Example: {@code 世} (bytes E4 B8 96) in two tokens {@code E4 B8} and {@code 96}: the first
 * gives "", the second "世".
 */
public final class StreamingDecoder {
  private final Tokenizer tokenizer;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

  /**
   * @throws IllegalArgumentException if the tokenizer's decoder needs the whole list of tokens
   */
  public StreamingDecoder(Tokenizer tokenizer) {
    if (tokenizer.parts().decoder() != Decoder.PLAIN) {
      throw new IllegalArgumentException(
          "only byte-level tokenizers can be decoded token by token; use Tokenizer.decode");
    }
    this.tokenizer = tokenizer;
  }

  /** The text that this token completes; may be empty. */
  public String add(int id) {
    pending.writeBytes(tokenizer.token(id));
    byte[] bytes = pending.toByteArray();
    int complete = bytes.length - incompleteTail(bytes);
    pending.reset();
    pending.write(bytes, complete, bytes.length - complete);
    return new String(bytes, 0, complete, StandardCharsets.UTF_8);
  }

  /** What is left when no more tokens come: U+FFFD for a character that was cut off, or "". */
  public String end() {
    String rest = new String(pending.toByteArray(), StandardCharsets.UTF_8);
    pending.reset();
    return rest;
  }

  /** Bytes at the end that start a character whose rest may still come. */
  private static int incompleteTail(byte[] bytes) {
    for (int n = 1; n <= Math.min(3, bytes.length); n++) {
      int b = bytes[bytes.length - n] & 0xFF;
      if (b < 0x80) {
        return 0;
      }
      if (b >= 0xC0) {
        int length = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
        boolean open =
            n < length && couldBe(Arrays.copyOfRange(bytes, bytes.length - n, bytes.length));
        return open ? n : 0;
      }
    }
    return 0;
  }

  /** Whether an incomplete sequence can still become well-formed. */
  private static boolean couldBe(byte[] head) {
    int lead = head[0] & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) {
      return false;
    }
    if (head.length == 1) {
      return true;
    }
    int second = head[1] & 0xFF;
    return switch (lead) {
      case 0xE0 -> second >= 0xA0;
      case 0xED -> second < 0xA0;
      case 0xF0 -> second >= 0x90;
      case 0xF4 -> second < 0x90;
      default -> true;
    };
  }
}
