package io.steelyard.corpus.deduplicate;

/**
 * Text to band keys, the costly part of near-duplicate search, for one thread: normalise, shingle,
 * sign, cut into bands. The arrays are reused from text to text.
 */
public final class BandKeys {
  private final Bands bands;
  private final MinHash minHash;
  private final Shingles shingles;
  private final long[] signature;
  private final long[] keys;

  public BandKeys(MinHashSettings settings) {
    bands = settings.bands();
    minHash = new MinHash(bands.functions());
    shingles = new Shingles(settings.rule(), settings.family(), settings.shingleWords());
    signature = new long[bands.functions()];
    keys = new long[bands.bands()];
  }

  /**
   * Signs {@code text}.
   *
   * @return false for a text with fewer words than a shingle: it has no keys and is never a
   *     near-duplicate
   */
  public boolean take(String text) {
    int count = shingles.take(text);
    if (!minHash.signature(shingles.values(), count, signature)) {
      return false;
    }
    for (int band = 0; band < keys.length; band++) {
      keys[band] = bands.key(signature, band);
    }
    return true;
  }

  /** The keys of the last text, one per band; overwritten by the next. */
  public long[] keys() {
    return keys;
  }

  /** The signature of the last text; overwritten by the next. */
  public long[] signature() {
    return signature;
  }

  /** The shingles of the last text. */
  public Shingles shingles() {
    return shingles;
  }
}
