package io.steelyard.select.zipfit;

/**
 * How likeness is measured.
 *
 * @param codec what compresses
 * @param level its level, at least 1
 * @param maxBytes bytes of a text that are looked at, cut between characters
 * @param symmetric whether each pair is compressed in both orders
 */
public record ZipFitSettings(Codec codec, int level, int maxBytes, boolean symmetric) {
  /** Deflate looks back 32 KiB: of longer texts it would see the end alone. */
  public static final int MOST_BYTES = 32 << 10;

  public static final int DEFAULT_BYTES = 16 << 10;

  public ZipFitSettings {
    if (level == 0) {
      throw new IllegalArgumentException(
          "level: 0 stores texts without compressing them, so that the shortest would win; choose"
              + " 1 to "
              + codec.highestLevel());
    }
    if (level < 1 || level > codec.highestLevel()) {
      throw new IllegalArgumentException(
          "level must be 1 to " + codec.highestLevel() + ", was " + level);
    }
    if (maxBytes < 1 || maxBytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "max-bytes must be 1 to 32 KiB, which is as far as deflate looks back; was " + maxBytes);
    }
    if (symmetric && codec == Codec.ZSTD) {
      throw new IllegalArgumentException(
          "symmetric: zstd compresses with a dictionary, which has no other order; use deflate");
    }
  }

  public static ZipFitSettings of(Codec codec) {
    return new ZipFitSettings(codec, codec.defaultLevel(), DEFAULT_BYTES, false);
  }
}
