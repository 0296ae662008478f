package io.steelyard.bench;

import io.steelyard.vocab.format.TokenizerJson;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a tokenizer (first argument, as for {@link EncodeCheck}) as {@code tokenizer.json}. */
public final class WriteTokenizer {
  private WriteTokenizer() {}

  public static void main(String[] args) throws IOException {
    TokenizerJson.write(EncodeCheck.tokenizer(args[0]), Path.of(args[1]));
  }
}
