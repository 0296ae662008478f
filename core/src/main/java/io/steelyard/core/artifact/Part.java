package io.steelyard.core.artifact;

import java.util.Locale;

/** Which part of the corpus a document belongs to. Nothing is trained on the last two. */
public enum Part {
  TRAIN,
  VALIDATION,
  TEST;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Part of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
