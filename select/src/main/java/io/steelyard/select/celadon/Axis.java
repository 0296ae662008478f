package io.steelyard.select.celadon;

import java.util.Locale;

/** What a text is graded on, in the order of the published model's heads. */
public enum Axis {
  RACE("race/origin"),
  GENDER("gender/sex"),
  RELIGION("religion"),
  ABILITY("ability"),
  VIOLENCE("violence");

  /** Grades of an axis: 0 none or an objective mention, 1 implied, 2 clear, 3 promoted. */
  public static final int LEVELS = 4;

  public static final int COUNT = 5;

  private final String label;

  Axis(String label) {
    this.label = label;
  }

  /** The name in the paper's tables. */
  public String label() {
    return label;
  }

  /** The name of its score column. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
