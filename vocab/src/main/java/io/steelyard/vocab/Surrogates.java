package io.steelyard.vocab;

/** What encoding does with half a surrogate pair, which no UTF-8 can hold. */
public enum Surrogates {
  /** Refuses the text and says where. */
  ERROR,
  /** Takes U+FFFD in its place, as tiktoken's Python layer does. */
  REPLACE
}
