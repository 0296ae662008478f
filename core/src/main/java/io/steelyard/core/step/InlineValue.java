package io.steelyard.core.step;

import io.steelyard.core.recipe.YamlReader;

/** A value written on one line, as in a recipe: a default, or what follows an option. */
public final class InlineValue {
  private InlineValue() {}

  /** Lists and groups ({@code [a, b]}, {@code {a: 1}}) are read as YAML, all else is text. */
  public static Value parse(String text, Position at) {
    String t = text.strip();
    if (t.isEmpty()) {
      return new Value.Scalar(null, at);
    }
    if (t.startsWith("[") || t.startsWith("{")) {
      return YamlReader.read(t, at);
    }
    return new Value.Scalar(t, at);
  }
}
