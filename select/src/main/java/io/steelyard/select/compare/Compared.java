package io.steelyard.select.compare;

import java.util.Locale;

/** Methods that {@link CompareStep} can run. */
public enum Compared {
  /** ZIP-FIT with deflate at level 6. */
  ZIP_FIT,
  /** ZIP-FIT with a zstd dictionary. */
  ZIP_FIT_ZSTD,
  /** DSIR as published. */
  DSIR,
  /** Random within domains and lengths, in the pool's shares. */
  STRATIFIED,
  RANDOM;

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
