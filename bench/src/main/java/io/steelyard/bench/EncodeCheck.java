package io.steelyard.bench;

import io.steelyard.vocab.Encoding;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Surrogates;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.SentencePieceFile;
import io.steelyard.vocab.format.TiktokenRanks;
import io.steelyard.vocab.format.TokenizerJson;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes texts and compares ids, decoded text and, where given, character offsets with what a peer
 * wrote.
 *
 * <p>Arguments: a tokenizer ({@code tokenizer.json}, or {@code PATTERN=file.tiktoken}) and a file
 * of records: text length and UTF-8, number of ids and ids, decoded length (or -1) and UTF-8,
 * number of offsets (or -1) and starts and ends in turn; all numbers big-endian, four bytes.
 */
public final class EncodeCheck {
  private EncodeCheck() {}

  public static void main(String[] args) throws IOException {
    long start = System.nanoTime();
    Tokenizer tokenizer = tokenizer(args[0]);
    long loaded = System.nanoTime() - start;
    int texts = 0;
    int[] wrong = new int[3];
    long tokens = 0;
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(Path.of(args[1])), 1 << 20))) {
      while (true) {
        int n = in.readInt();
        if (n < 0) {
          break;
        }
        String text = new String(in.readNBytes(n), StandardCharsets.UTF_8);
        int[] ids = ints(in, in.readInt());
        int decodedLength = in.readInt();
        String decoded =
            decodedLength < 0
                ? null
                : new String(in.readNBytes(decodedLength), StandardCharsets.UTF_8);
        int offsetCount = in.readInt();
        int[] offsets = offsetCount < 0 ? null : ints(in, 2 * offsetCount);
        texts++;
        tokens += ids.length;
        int[] ours = tokenizer.encode(text, true, Surrogates.ERROR);
        if (!Arrays.equals(ours, ids)) {
          report(wrong, 0, "ids", text, Arrays.toString(ids), Arrays.toString(ours));
          continue;
        }
        if (decoded != null && !tokenizer.decode(ids, true).equals(decoded)) {
          report(wrong, 1, "decoded", text, decoded, tokenizer.decode(ids, true));
        }
        if (offsets != null) {
          int[] found = offsets(tokenizer.encodeWithOffsets(text));
          if (!Arrays.equals(found, offsets)) {
            report(wrong, 2, "offsets", text, Arrays.toString(offsets), Arrays.toString(found));
          }
        }
      }
    }
    System.out.printf(
        "%-28s %7d texts %9d tokens; different: ids %d, decoded %d, offsets %d; loaded in %d ms%n",
        args.length > 2 ? args[2] : "",
        texts,
        tokens,
        wrong[0],
        wrong[1],
        wrong[2],
        loaded / 1_000_000);
    if (wrong[0] > 0) {
      System.exit(1);
    }
  }

  private static void report(
      int[] wrong, int kind, String what, String text, String theirs, String ours) {
    if (wrong[kind]++ < 3) {
      System.out.printf(
          "  different %s for %s%n    theirs %s%n    ours   %s%n",
          what, escape(text), escape(theirs), escape(ours));
    }
  }

  private static String escape(String text) {
    StringBuilder s = new StringBuilder();
    text.codePoints()
        .limit(300)
        .forEach(
            c -> {
              if (c >= 0x20 && c < 0x7F) {
                s.append((char) c);
              } else {
                s.append(String.format("\\u{%x}", c));
              }
            });
    return s.toString();
  }

  private static int[] offsets(Encoding encoding) {
    int[] flat = new int[2 * encoding.size()];
    for (int i = 0; i < encoding.size(); i++) {
      flat[2 * i] = encoding.charStarts()[i];
      flat[2 * i + 1] = encoding.charEnds()[i];
    }
    return flat;
  }

  private static int[] ints(DataInputStream in, int n) throws IOException {
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      values[i] = in.readInt();
    }
    return values;
  }

  static Tokenizer tokenizer(String name) throws IOException {
    int equals = name.indexOf('=');
    if (name.endsWith(".model")) {
      return SentencePieceFile.read(Path.of(name));
    }
    if (equals < 0) {
      return TokenizerJson.read(Path.of(name));
    }
    byte[][] ranks = TiktokenRanks.read(Path.of(name.substring(equals + 1)));
    return Tokenizer.ofRanks(ranks, pattern(name.substring(0, equals)), List.of());
  }

  static PreTokenizer pattern(String name) {
    return switch (name) {
      case "cl100k" -> PreTokenizer.CL100K;
      case "o200k" -> PreTokenizer.O200K;
      case "r50k" -> PreTokenizer.GPT2;
      default ->
          throw new IllegalArgumentException(
              "pattern " + name + "; expected r50k, cl100k or o200k");
    };
  }
}
