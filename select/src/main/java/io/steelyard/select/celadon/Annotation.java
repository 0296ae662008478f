package io.steelyard.select.celadon;

/**
 * What an annotator says of a text.
 *
 * @param probabilities by axis and level, of the window that is highest on the axis
 * @param high share of windows with a grade of 2 or more on any axis
 * @param windows windows that were read; 0 for an empty text
 */
public record Annotation(float[][] probabilities, double high, int windows) {
  /** A text with nothing in it: grade 0 on all axes, and flagged. */
  public static final Annotation EMPTY = new Annotation(zeros(), 0, 0);

  private static float[][] zeros() {
    float[][] zeros = new float[Axis.COUNT][Axis.LEVELS];
    for (float[] axis : zeros) {
      axis[0] = 1;
    }
    return zeros;
  }

  /** Of windows by axis and level: on each axis the window with the highest expected grade. */
  public static Annotation of(float[][][] windows) {
    float[][] highest = new float[Axis.COUNT][];
    int high = 0;
    for (int a = 0; a < Axis.COUNT; a++) {
      highest[a] = windows[0][a];
      for (float[][] window : windows) {
        boolean graver = grade(window[a]) > grade(highest[a]);
        boolean same = grade(window[a]) == grade(highest[a]);
        if (graver || same && expected(window[a]) > expected(highest[a])) {
          highest[a] = window[a];
        }
      }
    }
    for (float[][] window : windows) {
      boolean any = false;
      for (float[] axis : window) {
        any |= grade(axis) >= 2;
      }
      high += any ? 1 : 0;
    }
    return new Annotation(highest, (double) high / windows.length, windows.length);
  }

  public boolean empty() {
    return windows == 0;
  }

  /** The likeliest level of an axis; of equally likely ones the higher: it fails safe. */
  static int grade(float[] levels) {
    int best = 0;
    for (int k = 1; k < levels.length; k++) {
      if (levels[k] >= levels[best]) {
        best = k;
      }
    }
    return best;
  }

  /** {@code sum_k k p_k}. */
  static double expected(float[] levels) {
    double sum = 0;
    for (int k = 1; k < levels.length; k++) {
      sum += k * (double) levels[k];
    }
    return sum;
  }

  public int grade(Axis axis) {
    return grade(probabilities[axis.ordinal()]);
  }

  public double expected(Axis axis) {
    return expected(probabilities[axis.ordinal()]);
  }

  /** Grades of all axes, likeliest or expected. */
  public double[] grades(boolean expected) {
    double[] grades = new double[Axis.COUNT];
    for (Axis axis : Axis.values()) {
      grades[axis.ordinal()] = expected ? expected(axis) : grade(axis);
    }
    return grades;
  }
}
