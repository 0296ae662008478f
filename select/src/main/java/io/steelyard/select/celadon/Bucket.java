package io.steelyard.select.celadon;

import java.util.Locale;

/** What a text's grades come to. */
public enum Bucket {
  /** Stays. */
  NONE,
  /** Out of pretraining; with a warning it may go to the end of training. */
  MILD,
  /** Out of pretraining. */
  TOXIC,
  /** In a language for which the annotator was not made: nothing is known. */
  UNKNOWN;

  /** {@code mild}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
