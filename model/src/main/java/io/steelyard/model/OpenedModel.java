package io.steelyard.model;

import io.steelyard.model.files.ChatTemplate;
import io.steelyard.vocab.Tokenizer;
import java.util.Optional;

/**
 * A model with its tokenizer.
 *
 * @param model what gives logits
 * @param tokenizer text to its ids and back
 * @param start token to put before a text, or -1 where the model has none
 * @param ends tokens that end a text
 * @param chat how messages become one prompt; empty where the model brought no template
 * @param fingerprint SHA-256 over names, shapes and bytes of the weights' files
 */
public record OpenedModel(
    LanguageModel model,
    Tokenizer tokenizer,
    int start,
    int[] ends,
    Optional<ChatTemplate> chat,
    String fingerprint)
    implements AutoCloseable {
  /** A model without a chat template. */
  public OpenedModel(
      LanguageModel model, Tokenizer tokenizer, int start, int[] ends, String fingerprint) {
    this(model, tokenizer, start, ends, Optional.empty(), fingerprint);
  }

  @Override
  public void close() {
    model.close();
  }
}
