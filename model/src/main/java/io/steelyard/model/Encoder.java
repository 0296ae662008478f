package io.steelyard.model;

import java.util.List;

/**
 * Texts to vectors of one length, for distances between texts.
 *
 * <pre>{@code
 * EncoderFiles files = EncoderFiles.find(Path.of("minilm"));
 * try (Encoder encoder = Encoders.open(files, EncoderSettings.DEFAULT, 2)) {
 *   float[][] unit = encoder.encode(List.of("A cat sits.", "Une chatte est assise."));
 * }
 * }</pre>
 */
public interface Encoder extends AutoCloseable {
  /**
   * What was encoded so far.
   *
   * @param texts how many texts
   * @param cut texts that were longer than the encoder takes and lost their ends
   * @param tokens tokens that were looked at, special ones among them
   */
  record Report(long texts, long cut, long tokens) {
    public static final Report NOTHING = new Report(0, 0, 0);
  }

  /** Length of a vector. */
  int width();

  /**
   * One vector of norm 1 per text, in the order of the texts; a text that says nothing to the
   * encoder gets zeros. The same list gives the same vectors for any number of threads.
   */
  float[][] encode(List<String> texts);

  /** What was encoded since the encoder was opened. */
  default Report report() {
    return Report.NOTHING;
  }

  @Override
  void close();
}
