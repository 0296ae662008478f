package io.steelyard.core.step;

/** Where something was written: a line of a recipe, or an option of the command line. */
public record Position(String source, int line, int column) {
  /** An option, which has no line. */
  public static Position option(String name) {
    return new Position("option " + name, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
