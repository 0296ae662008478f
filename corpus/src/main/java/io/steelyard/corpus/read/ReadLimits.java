package io.steelyard.corpus.read;

/**
 * What a reader accepts from a file that it does not trust.
 *
 * @param documentBytes longest text in UTF-8 bytes; default 16 MiB
 * @param nesting deepest JSON nesting; default 100
 * @param ratio largest expansion of compressed data once {@link #FREE_BYTES} have come out; default
 *     1,000 (DEFLATE's own maximum is 1,032, text reaches about 100)
 */
public record ReadLimits(int documentBytes, int nesting, int ratio) {
  /** Output of a compressed file that is not held against the ratio: 16 MiB. */
  static final long FREE_BYTES = 16L << 20;

  public static final ReadLimits DEFAULT = new ReadLimits(16 << 20, 100, 1_000);

  public ReadLimits {
    require(documentBytes >= 1 && documentBytes <= 128 << 20, "document size", documentBytes);
    require(nesting >= 1 && nesting <= 1_000, "nesting limit", nesting);
    require(ratio >= 1, "decompression ratio", ratio);
  }

  private static void require(boolean good, String what, int value) {
    if (!good) {
      throw new IllegalArgumentException(
          what
              + " out of range: "
              + value
              + "; expected 1 to 128 MiB for documents, 1 to 1,000 for nesting, 1 or more for the"
              + " decompression ratio");
    }
  }

  /**
   * Longest raw record: four times the longest text, because JSON may write a two-byte character
   * with six bytes, and other fields stand beside the text.
   */
  int recordBytes() {
    return (int) Math.min(4L * documentBytes + 4096, Integer.MAX_VALUE - 64);
  }
}
