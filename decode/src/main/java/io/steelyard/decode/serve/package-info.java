/** A model on the terminal and behind a port: {@code steelyard decode} and {@code serve-model}. */
package io.steelyard.decode.serve;
