package io.steelyard.vocab.format;

import io.steelyard.vocab.BytePairModel;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/**
 * Reads tiktoken rank files: one token a line, its bytes in base 64, a space, its rank, which is
 * its id.
 *
 * <p>Example: {@code IQ== 0} is the token {@code !} with id 0.
 */
public final class TiktokenRanks {
  private static final int MAX_LINE = 4 * BytePairModel.MAX_TOKEN_BYTES / 3 + 32;

  private TiktokenRanks() {}

  /** Reads a file; see {@link #read(InputStream, String)}. */
  public static byte[][] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.getFileName().toString());
    }
  }

  /**
   * The tokens by id; null where a file leaves a gap.
   *
   * @param name what messages call the input
   * @throws TokenizerFormatException naming the line that is wrong
   */
  public static byte[][] read(InputStream input, String name) throws IOException {
    BufferedInputStream in = new BufferedInputStream(input, 1 << 16);
    byte[][] tokens = new byte[1024][];
    int size = 0;
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    int number = 0;
    long total = 0;
    while (true) {
      int b = in.read();
      if (b >= 0 && b != '\n') {
        line.write(b);
        if (line.size() > MAX_LINE) {
          throw new TokenizerFormatException(
              name + ":" + (number + 1) + ": line longer than " + MAX_LINE + " bytes");
        }
        continue;
      }
      number++;
      String text = line.toString(StandardCharsets.ISO_8859_1).strip();
      line.reset();
      if (!text.isEmpty()) {
        int space = text.indexOf(' ');
        byte[] token = token(text, space, name, number);
        int rank = rank(text, space, name, number);
        total += token.length;
        if (total > BytePairModel.MAX_TOTAL_BYTES) {
          throw new TokenizerFormatException(
              name
                  + ":"
                  + number
                  + ": more than "
                  + BytePairModel.MAX_TOTAL_BYTES
                  + " bytes of tokens");
        }
        if (rank >= tokens.length) {
          tokens = Arrays.copyOf(tokens, Math.max(rank + 1, 2 * tokens.length));
        }
        if (tokens[rank] != null) {
          throw new TokenizerFormatException(
              name + ":" + number + ": rank " + rank + " occurs twice");
        }
        tokens[rank] = token;
        size = Math.max(size, rank + 1);
      }
      if (b < 0) {
        break;
      }
    }
    if (size == 0) {
      throw new TokenizerFormatException(
          name + ": no tokens; lines of \"base64 rank\" are expected");
    }
    return Arrays.copyOf(tokens, size);
  }

  private static byte[] token(String line, int space, String name, int number) {
    try {
      byte[] token = Base64.getDecoder().decode(space < 0 ? "" : line.substring(0, space));
      if (token.length > 0) {
        return token;
      }
    } catch (IllegalArgumentException e) {
      // Not base 64: said below.
    }
    throw new TokenizerFormatException(
        name + ":" + number + ": expected a token in base 64, a space and its rank");
  }

  private static int rank(String line, int space, String name, int number) {
    try {
      int rank = Integer.parseInt(line.substring(space + 1).strip());
      if (rank >= 0 && rank < BytePairModel.MAX_TOKENS) {
        return rank;
      }
    } catch (NumberFormatException e) {
      // Not a number: said below.
    }
    throw new TokenizerFormatException(
        name
            + ":"
            + number
            + ": the rank must be a whole number from 0 to "
            + (BytePairModel.MAX_TOKENS - 1));
  }
}
