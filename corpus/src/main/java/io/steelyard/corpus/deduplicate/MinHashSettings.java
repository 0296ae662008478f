package io.steelyard.corpus.deduplicate;

/**
 * What decides which texts count as near-duplicates. {@link #standard} is the default; {@link
 * #parity} gives FineWeb's own signatures on words split at spaces.
 *
 * @param bands how the signature is cut; 14 x 8
 * @param shingleWords words per shingle; 5
 * @param family hash of a shingle
 * @param rule normalisation
 */
public record MinHashSettings(
    Bands bands, int shingleWords, ShingleHash.Family family, Normaliser.Rule rule) {
  public MinHashSettings {
    if (shingleWords < 1 || shingleWords > 100) {
      throw new IllegalArgumentException(
          "words per shingle must be from 1 to 100, was " + shingleWords);
    }
  }

  public static MinHashSettings standard() {
    return new MinHashSettings(
        Bands.DEFAULT, 5, ShingleHash.Family.XXH64, Normaliser.Rule.STANDARD);
  }

  public static MinHashSettings parity() {
    return new MinHashSettings(Bands.DEFAULT, 5, ShingleHash.Family.SHA1, Normaliser.Rule.COMPAT);
  }
}
