package io.steelyard.model.files;

import io.steelyard.model.ModelShape;

/** Sizes that fit together, before anything is allocated for them. */
final class Sizes {
  private static final int MOST_LAYERS = 10_000;
  private static final int WIDEST = 1 << 20;
  private static final int MOST_TOKENS = 1 << 24;

  private Sizes() {}

  static ModelShape checked(ModelShape s) {
    within("layers", s.layers(), MOST_LAYERS);
    within("width", s.width(), WIDEST);
    within("heads", s.heads(), WIDEST);
    within("key-value heads", s.keyValueHeads(), s.heads());
    within("head width", s.headWidth(), WIDEST);
    within("feed-forward width", s.inner(), WIDEST);
    within("vocabulary", s.vocabulary(), MOST_TOKENS);
    within("context", s.context(), Integer.MAX_VALUE);
    if (s.heads() % s.keyValueHeads() != 0) {
      throw new IllegalArgumentException(
          s.heads() + " heads are no multiple of " + s.keyValueHeads() + " key-value heads");
    }
    if (s.headWidth() % 2 != 0) {
      throw new IllegalArgumentException("head width " + s.headWidth() + " is odd");
    }
    if (s.family().equals("gpt2") && s.width() % s.heads() != 0) {
      throw new IllegalArgumentException(
          "width " + s.width() + " is no multiple of " + s.heads() + " heads");
    }
    return s;
  }

  private static void within(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + "; expected a number from 1 to " + most);
    }
  }
}
