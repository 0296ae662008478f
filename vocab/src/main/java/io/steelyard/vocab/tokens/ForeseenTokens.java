package io.steelyard.vocab.tokens;

/**
 * What a forecast knows of the token shards, for the forecasts of steps that train on them.
 *
 * @param vocabulary tokens in the vocabulary
 * @param sequenceLength tokens of a sequence
 * @param sequences sequences that the order will hold, by estimate
 */
public record ForeseenTokens(int vocabulary, int sequenceLength, long sequences) {}
