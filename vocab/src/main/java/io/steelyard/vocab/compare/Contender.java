package io.steelyard.vocab.compare;

import io.steelyard.vocab.Tokenizer;

/**
 * A vocabulary in a comparison, by the name that it has there.
 *
 * <p>Example: {@code new Contender("gpt-4o", TokenizerFile.read(Path.of("o200k.tiktoken")))}.
 */
record Contender(String name, Tokenizer tokenizer) {}
