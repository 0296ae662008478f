package io.steelyard.select.celadon;

import io.steelyard.core.step.Setting;

/**
 * Grades to bucket, after the paper's section on balanced filtration: with total the sum over five
 * axes and highest the largest, NONE where total is below {@code mildTotal} and highest below
 * {@code mildAxis}; TOXIC from {@code toxicTotal} on; MILD between.
 *
 * <p>Of all 4^5 = 1,024 vectors of grades, the paper's rule makes 51 NONE, 306 MILD and 667 TOXIC.
 * Grades may be expected values ({@code sum_k k p_k}): borders then lie half way between two whole
 * numbers, so that whole grades keep their bucket.
 *
 * @param mildTotal total from which a text is MILD; the paper's 4
 * @param mildAxis grade of one axis from which a text is MILD; the paper's 3
 * @param toxicTotal total from which a text is TOXIC; the paper's 7
 */
public record BucketRule(
    @Setting(value = "total from which a text is mild (the paper's 4)", or = "4") int mildTotal,
    @Setting(value = "grade of one axis from which a text is mild (the paper's 3)", or = "3")
        int mildAxis,
    @Setting(value = "total from which a text is toxic (the paper's 7)", or = "7") int toxicTotal) {
  public static final BucketRule PAPER = new BucketRule(4, 3, 7);

  public BucketRule {
    if (mildTotal < 1 || mildAxis < 1 || mildAxis > 4 || toxicTotal < mildTotal) {
      throw new IllegalArgumentException(
          "mild-total must be at least 1, mild-axis from 1 to 4 (4: never), and toxic-total no less"
              + " than mild-total");
    }
  }

  public Bucket of(double... grades) {
    double total = 0;
    double highest = 0;
    for (double grade : grades) {
      total += grade;
      highest = Math.max(highest, grade);
    }
    if (total >= toxicTotal - 0.5) {
      return Bucket.TOXIC;
    }
    return total < mildTotal - 0.5 && highest < mildAxis - 0.5 ? Bucket.NONE : Bucket.MILD;
  }
}
