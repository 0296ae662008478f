package io.steelyard.core.step;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Counts the tokens of texts by a vocabulary, for rooms that lie below the one that encodes. Safe
 * to call from several threads.
 */
@FunctionalInterface
public interface TokenCounter {
  /** Tokens of a text, special tokens read as plain text. */
  long count(String text);

  /** Makes counters from vocabulary folders; found with {@link ServiceLoader}. */
  interface Provider {
    TokenCounter of(Path vocabulary) throws IOException;
  }

  /** A counter by the vocabulary in a folder, if a room that encodes is on the class path. */
  static Optional<TokenCounter> of(Path vocabulary) throws IOException {
    Optional<Provider> provider = ServiceLoader.load(Provider.class).findFirst();
    return provider.isPresent() ? Optional.of(provider.get().of(vocabulary)) : Optional.empty();
  }
}
