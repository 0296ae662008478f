package io.steelyard.core.step;

import java.util.List;
import java.util.Map;

/** A piece of a recipe with its position: what settings are read from. */
public sealed interface Value {
  Position at();

  /** Text as written; {@code null} stands for an empty value. */
  record Scalar(String text, Position at) implements Value {}

  record Items(List<Value> values, Position at) implements Value {}

  /** Keys in the order written; each with its own position. */
  record Fields(Map<String, Field> fields, Position at) implements Value {}

  /** One key of {@link Fields}. */
  record Field(Position at, Value value) {}

  /** What to call it in a message. */
  default String what() {
    if (this instanceof Scalar scalar) {
      return scalar.text() == null ? "nothing" : "'" + shortened(scalar.text()) + "'";
    }
    return this instanceof Items ? "a list" : "a group of keys";
  }

  /** One line of at most 60 characters: a recipe may be any file. */
  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ");
    int end = line.offsetByCodePoints(0, Math.min(60, line.codePointCount(0, line.length())));
    return end == line.length() ? line : line.substring(0, end) + "…";
  }
}
