package io.steelyard.select.zipfit;

/** What compresses. */
public enum Codec {
  /** Raw deflate: no header, so that short texts are not drawn together by it. */
  DEFLATE,
  /** gzip as the published code calls it: its 18 bytes of header and trailer count. */
  GZIP,
  /**
   * zstd with a dictionary trained on the target: one compression of each document instead of one
   * for each pair.
   */
  ZSTD;

  /** zlib's own default. */
  static final int DEFLATE_LEVEL = 6;

  /** zstd's own default. */
  static final int ZSTD_LEVEL = 3;

  /** Header and trailer of gzip. */
  static final int GZIP_BYTES = 18;

  int defaultLevel() {
    return this == ZSTD ? ZSTD_LEVEL : DEFLATE_LEVEL;
  }

  int highestLevel() {
    return this == ZSTD ? 19 : 9;
  }

  /** Bytes that every stream has beyond its data. */
  int overhead() {
    return this == GZIP ? GZIP_BYTES : 0;
  }
}
