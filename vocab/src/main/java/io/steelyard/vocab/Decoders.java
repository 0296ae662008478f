package io.steelyard.vocab;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stages of decoding that are not byte-level: each takes the list of tokens and gives a list.
 *
 * <p>Example (Llama-2): {@code ▁Hi, <0xC3>, <0xA9>} through replace {@code ▁ -> space}, byte
 * fallback, fuse and strip is {@code Hié}.
 */
public final class Decoders {
  private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

  private Decoders() {}

  public static Decoder sequence(List<Decoder> stages) {
    return tokens -> {
      List<byte[]> t = tokens;
      for (Decoder stage : stages) {
        t = stage.decode(t);
      }
      return t;
    };
  }

  /** Joins all tokens into one. */
  public static Decoder fuse() {
    return tokens -> {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      tokens.forEach(all::writeBytes);
      return new ArrayList<>(List.of(all.toByteArray()));
    };
  }

  /** Replaces a literal in each token. */
  public static Decoder replace(String pattern, String content) {
    return tokens ->
        map(
            tokens,
            t -> {
              String text = new String(t, StandardCharsets.UTF_8);
              return text.contains(pattern)
                  ? text.replace(pattern, content).getBytes(StandardCharsets.UTF_8)
                  : t;
            });
  }

  /**
   * Takes up to {@code start} and {@code stop} copies of a character off the ends of each token.
   */
  public static Decoder strip(String character, int start, int stop) {
    byte[] c = character.getBytes(StandardCharsets.UTF_8);
    return tokens ->
        map(
            tokens,
            t -> {
              int from = 0;
              for (int i = 0; i < start && at(t, from, c); i++) {
                from += c.length;
              }
              int to = t.length;
              for (int i = 0; i < stop && to - c.length >= from && at(t, to - c.length, c); i++) {
                to -= c.length;
              }
              return Arrays.copyOfRange(t, from, to);
            });
  }

  private static boolean at(byte[] text, int from, byte[] part) {
    return from >= 0
        && from + part.length <= text.length
        && Arrays.equals(text, from, from + part.length, part, 0, part.length);
  }

  /** Runs of {@code <0x00>} tokens become their bytes, or U+FFFD each where they are no UTF-8. */
  public static Decoder byteFallback() {
    return tokens -> {
      List<byte[]> out = new ArrayList<>();
      ByteArrayOutputStream run = new ByteArrayOutputStream();
      for (byte[] token : tokens) {
        int b = fallbackByte(token);
        if (b >= 0) {
          run.write(b);
        } else {
          flush(run, out);
          out.add(token);
        }
      }
      flush(run, out);
      return out;
    };
  }

  private static void flush(ByteArrayOutputStream run, List<byte[]> out) {
    if (run.size() == 0) {
      return;
    }
    byte[] bytes = run.toByteArray();
    run.reset();
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      out.add(bytes);
    } catch (CharacterCodingException e) {
      for (int i = 0; i < bytes.length; i++) {
        out.add(REPLACEMENT);
      }
    }
  }

  /** The byte that {@code <0x0A>} stands for, or -1. */
  static int fallbackByte(byte[] token) {
    if (token.length != 6
        || token[0] != '<'
        || token[1] != '0'
        || token[2] != 'x'
        || token[5] != '>') {
      return -1;
    }
    int high = Character.digit(token[3], 16);
    int low = Character.digit(token[4], 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** Metaspace: the mark becomes a space, and the one that was put before the text goes. */
  public static Decoder metaspace(String mark, boolean prepended) {
    return tokens -> {
      List<byte[]> out = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        String text = new String(tokens.get(i), StandardCharsets.UTF_8);
        if (i == 0 && prepended && text.startsWith(mark)) {
          text = text.substring(mark.length());
        }
        out.add(text.replace(mark, " ").getBytes(StandardCharsets.UTF_8));
      }
      return out;
    };
  }

  /** Word pieces: a token without the prefix starts a word. */
  public static Decoder wordPiece(String prefix, boolean cleanup) {
    return tokens -> {
      List<byte[]> out = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        String text = new String(tokens.get(i), StandardCharsets.UTF_8);
        if (i > 0) {
          text = text.startsWith(prefix) ? text.substring(prefix.length()) : " " + text;
        }
        out.add((cleanup ? clean(text) : text).getBytes(StandardCharsets.UTF_8));
      }
      return out;
    };
  }

  private static String clean(String text) {
    return text.replace(" .", ".")
        .replace(" ?", "?")
        .replace(" !", "!")
        .replace(" ,", ",")
        .replace(" ' ", "'")
        .replace(" n't", "n't")
        .replace(" 'm", "'m")
        .replace(" do not", " don't")
        .replace(" 's", "'s")
        .replace(" 've", "'ve")
        .replace(" 're", "'re");
  }

  /** BPE with a word suffix: the suffix becomes a space, and nothing at the end. */
  public static Decoder suffix(String suffix) {
    return tokens -> {
      List<byte[]> out = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        String text = new String(tokens.get(i), StandardCharsets.UTF_8);
        out.add(
            text.replace(suffix, i + 1 == tokens.size() ? "" : " ")
                .getBytes(StandardCharsets.UTF_8));
      }
      return out;
    };
  }

  /** A space between tokens: what a file without a decoder gets. */
  public static Decoder spaced() {
    return tokens -> {
      List<byte[]> out = new ArrayList<>();
      for (byte[] token : tokens) {
        if (!out.isEmpty()) {
          out.add(new byte[] {' '});
        }
        out.add(token);
      }
      return out;
    };
  }

  private static List<byte[]> map(
      List<byte[]> tokens, java.util.function.UnaryOperator<byte[]> each) {
    List<byte[]> out = new ArrayList<>(tokens.size());
    for (byte[] token : tokens) {
      out.add(each.apply(token));
    }
    return out;
  }
}
