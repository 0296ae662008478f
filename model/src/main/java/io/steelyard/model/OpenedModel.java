package io.steelyard.model;

import io.steelyard.vocab.Tokenizer;

/**
 * A model with its tokenizer.
 *
 * @param model what gives logits
 * @param tokenizer text to its ids and back
 * @param start token to put before a text, or -1 where the model has none
 * @param ends tokens that end a text
 * @param fingerprint SHA-256 over names, shapes and bytes of the weights' files
 */
public record OpenedModel(
    LanguageModel model, Tokenizer tokenizer, int start, int[] ends, String fingerprint)
    implements AutoCloseable {
  @Override
  public void close() {
    model.close();
  }
}
