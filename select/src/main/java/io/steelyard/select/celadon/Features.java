package io.steelyard.select.celadon;

import io.steelyard.select.features.HashedGrams;
import java.util.Arrays;
import java.util.List;

/** Texts as features of {@link LinearHeads}. */
interface Features {
  /** How many features there are. */
  int count();

  /** A reader of rows for one thread. */
  Row row();

  /** The features of one text at a time. */
  interface Row {
    /** Reads row i. */
    void read(int i);

    int size();

    int feature(int j);

    float value(int j);
  }

  /** Vectors of an encoder, one component a feature. */
  record Dense(float[][] vectors) implements Features {
    @Override
    public int count() {
      return vectors[0].length;
    }

    @Override
    public Row row() {
      return new Row() {
        private float[] vector;

        @Override
        public void read(int i) {
          vector = vectors[i];
        }

        @Override
        public int size() {
          return vector.length;
        }

        @Override
        public int feature(int j) {
          return j;
        }

        @Override
        public float value(int j) {
          return vector[j];
        }
      };
    }
  }

  /**
   * Hashed runs of 3 to 5 characters: the value of a bucket is its share of the text's runs, times
   * {@link #SCALE}. Rows are hashed anew each time they are read: that costs less than to keep
   * them.
   */
  record Hashed(List<String> texts, int bits) implements Features {
    /** Shares are small: without a factor steps would be too. */
    static final float SCALE = 32;

    @Override
    public int count() {
      return 1 << bits;
    }

    @Override
    public Row row() {
      HashedGrams grams = new HashedGrams(bits, false);
      int[] counts = new int[grams.buckets()];
      return new Row() {
        private int[] distinct = new int[1024];
        private float[] values = new float[1024];
        private int n;

        @Override
        public void read(int i) {
          grams.take(texts.get(i));
          if (distinct.length < grams.size()) {
            distinct = new int[grams.size()];
            values = new float[grams.size()];
          }
          n = 0;
          for (int g = 0; g < grams.size(); g++) {
            if (counts[grams.bucket(g)]++ == 0) {
              distinct[n++] = grams.bucket(g);
            }
          }
          Arrays.sort(distinct, 0, n);
          for (int j = 0; j < n; j++) {
            values[j] = SCALE * counts[distinct[j]] / grams.size();
            counts[distinct[j]] = 0;
          }
        }

        @Override
        public int size() {
          return n;
        }

        @Override
        public int feature(int j) {
          return distinct[j];
        }

        @Override
        public float value(int j) {
          return values[j];
        }
      };
    }
  }
}
