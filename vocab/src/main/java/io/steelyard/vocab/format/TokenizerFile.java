package io.steelyard.vocab.format;

import io.steelyard.core.RequestException;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads a tokenizer from whatever file a user has: a {@code tokenizer.json}, a folder with one, or
 * a tiktoken rank file. A rank file says nothing about how text is cut, so its name must.
 *
 * <p>Example: {@code TokenizerFile.read(Path.of("o200k_base.tiktoken"))}.
 */
public final class TokenizerFile {
  private TokenizerFile() {}

  /** The file that {@link #read} opens. */
  public static Path resolve(Path path) {
    return Files.isDirectory(path) ? path.resolve("tokenizer.json") : path;
  }

  /**
   * @throws RequestException naming the file, if it is not there or not a tokenizer
   */
  public static Tokenizer read(Path path) throws IOException {
    Path file = resolve(path);
    if (!Files.isReadable(file)) {
      throw new RequestException(file + ": no such file, or it cannot be read");
    }
    try {
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      return name.endsWith(".tiktoken")
          ? Tokenizer.ofRanks(TiktokenRanks.read(file), pattern(file, name), List.of())
          : TokenizerJson.read(file);
    } catch (TokenizerFormatException e) {
      throw new RequestException(path + ": " + e.getMessage(), e);
    }
  }

  private static PreTokenizer pattern(Path file, String name) {
    if (name.contains("o200k")) {
      return PreTokenizer.O200K;
    } else if (name.contains("cl100k")) {
      return PreTokenizer.CL100K;
    } else if (name.contains("r50k") || name.contains("p50k") || name.contains("gpt2")) {
      return PreTokenizer.GPT2;
    }
    throw new RequestException(
        file
            + ": a rank file does not say how text is cut; name it so that it has o200k, cl100k,"
            + " p50k, r50k or gpt2 in it");
  }
}
