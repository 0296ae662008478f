package io.steelyard.vocab.compare;

import io.steelyard.core.RequestException;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TiktokenRanks;
import io.steelyard.vocab.format.TokenizerFormatException;
import io.steelyard.vocab.format.TokenizerJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A vocabulary in a comparison, by the name that it has there.
 *
 * <p>Example: {@code Contender.read("gpt-4o", Path.of("o200k.tiktoken"))}: a rank file says nothing
 * about how text is cut, so its name must.
 */
record Contender(String name, Tokenizer tokenizer) {
  /** Reads a {@code tokenizer.json}, a folder with one, or a tiktoken rank file. */
  static Contender read(String name, Path path) throws IOException {
    String file = path.getFileName().toString().toLowerCase(Locale.ROOT);
    if (Files.isRegularFile(path) && file.endsWith(".tiktoken")) {
      return new Contender(
          name, Tokenizer.ofRanks(TiktokenRanks.read(path), pattern(path, file), List.of()));
    }
    Path json = Files.isDirectory(path) ? path.resolve("tokenizer.json") : path;
    if (!Files.isReadable(json)) {
      throw new RequestException(json + ": no such file, or it cannot be read");
    }
    try {
      return new Contender(name, TokenizerJson.read(json));
    } catch (TokenizerFormatException e) {
      throw new RequestException(path + ": " + e.getMessage(), e);
    }
  }

  private static PreTokenizer pattern(Path path, String file) {
    if (file.contains("o200k")) {
      return PreTokenizer.O200K;
    } else if (file.contains("cl100k")) {
      return PreTokenizer.CL100K;
    } else if (file.contains("r50k") || file.contains("p50k") || file.contains("gpt2")) {
      return PreTokenizer.GPT2;
    }
    throw new RequestException(
        path
            + ": a rank file does not say how text is cut; name it so that it has o200k, cl100k,"
            + " p50k, r50k or gpt2 in it");
  }
}
