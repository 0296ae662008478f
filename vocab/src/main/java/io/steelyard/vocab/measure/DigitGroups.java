package io.steelyard.vocab.measure;

import io.steelyard.core.stats.Mergeable;

/**
 * Whether numbers are cut at their thousands: precision and recall of the borders inside runs of
 * digits against groups of three from the right.
 *
 * <p>Example: {@code 1|234|567} has both borders right, F1 = 1; {@code 12|345|67} has two borders,
 * none right, F1 = 0.
 */
public final class DigitGroups implements Mergeable<DigitGroups> {
  private static final long serialVersionUID = 1;
  private static final int GROUP = 3;

  private long made;
  private long wanted;
  private long right;

  /** Adds one number, given the lengths of its parts in digits. */
  public void add(int... parts) {
    int digits = 0;
    for (int part : parts) {
      digits += part;
    }
    wanted += (digits - 1) / GROUP;
    made += parts.length - 1;
    int at = 0;
    for (int i = 0; i + 1 < parts.length; i++) {
      at += parts[i];
      right += (digits - at) % GROUP == 0 ? 1 : 0;
    }
  }

  @Override
  public void merge(DigitGroups other) {
    made += other.made;
    wanted += other.wanted;
    right += other.right;
  }

  /** {@code 2 right / (made + wanted)}; NaN if no number has or needs a border. */
  public double f1() {
    return 2.0 * right / (made + wanted);
  }
}
