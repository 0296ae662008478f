package io.steelyard.vocab;

import io.steelyard.core.step.TokenCounter;
import io.steelyard.vocab.format.TokenizerJson;
import java.io.IOException;
import java.nio.file.Path;

/** Counts tokens by the {@code tokenizer.json} of a vocabulary folder. */
public final class VocabularyCounter implements TokenCounter.Provider {
  @Override
  public TokenCounter of(Path vocabulary) throws IOException {
    Tokenizer tokenizer = TokenizerJson.read(vocabulary.resolve("tokenizer.json"));
    return tokenizer::count;
  }
}
