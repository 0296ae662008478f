package io.steelyard.select.zipfit;

/** Compressed lengths of one text after the other, alone and beside the targets; for one thread. */
interface PairLengths extends AutoCloseable {
  /** Takes the first {@code length} bytes as the text from here on. */
  void set(byte[] text, int length);

  /** {@code C(x)}. */
  int alone();

  /** {@code C(xy)} with target number {@code y}. */
  int before(int y);

  /** {@code C(yx)}. */
  int after(int y);

  @Override
  void close();
}
