package io.steelyard.vocab;

import io.steelyard.vocab.format.TiktokenRanks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The published rank files that a test dependency carries inside its archive. */
public final class PublishedVocabularies {
  private static final Map<String, byte[][]> RANKS = new ConcurrentHashMap<>();
  private static final Map<String, Tokenizer> TOKENIZERS = new ConcurrentHashMap<>();

  private PublishedVocabularies() {}

  public static byte[][] ranks(String name) {
    return RANKS.computeIfAbsent(
        name,
        n -> {
          try (InputStream in =
              com.knuddels.jtokkit.Encodings.class.getResourceAsStream(
                  "/com/knuddels/jtokkit/" + n + "_base.tiktoken")) {
            return TiktokenRanks.read(in, n);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  public static PreTokenizer pattern(String name) {
    return switch (name) {
      case "cl100k" -> PreTokenizer.CL100K;
      case "o200k" -> PreTokenizer.O200K;
      default -> PreTokenizer.GPT2;
    };
  }

  public static Tokenizer tokenizer(String name) {
    return TOKENIZERS.computeIfAbsent(
        name, n -> Tokenizer.ofRanks(ranks(n), pattern(n), List.of()));
  }
}
