package io.steelyard.mix;

/** How large each document of a domain is, in one unit; document i of a domain is its i-th id. */
public interface Sizes {
  /** The longest document the sampler accepts, in units: 2^27 - 1. */
  long MAX = (1L << 27) - 1;

  long of(long document);

  long total();

  /** Sizes held in an array (not copied). */
  static Sizes of(int... sizes) {
    long total = 0;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] < 0 || sizes[i] > MAX) {
        throw new IllegalArgumentException(
            "document " + i + " has the size " + sizes[i] + "; expected 0 to " + MAX);
      }
      total += sizes[i];
    }
    long sum = total;
    return new Sizes() {
      @Override
      public long of(long document) {
        return sizes[(int) document];
      }

      @Override
      public long total() {
        return sum;
      }
    };
  }

  /** Documents that are all of one size, such as packed sequences. */
  static Sizes constant(long documents, long size) {
    if (size < 0 || size > MAX) {
      throw new IllegalArgumentException("the size " + size + " is not in 0 to " + MAX);
    }
    long total = Math.multiplyExact(documents, size);
    return new Sizes() {
      @Override
      public long of(long document) {
        return size;
      }

      @Override
      public long total() {
        return total;
      }
    };
  }
}
