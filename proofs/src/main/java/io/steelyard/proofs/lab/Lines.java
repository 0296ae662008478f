package io.steelyard.proofs.lab;

import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Interval;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The lines of an experiment: sentences, and rows of Markdown tables. */
public record Lines(Consumer<String> out) {
  public void say(String format, Object... values) {
    out.accept(String.format(Locale.ROOT, format, values));
  }

  /** An empty line, then the head of a table. */
  public void table(String... columns) {
    out.accept("");
    out.accept("| " + String.join(" | ", columns) + " |");
    out.accept("|" + "---|".repeat(columns.length));
  }

  /** A row; numbers with three decimals, whatever else as it is. */
  public void row(Object... cells) {
    out.accept(
        "| " + Arrays.stream(cells).map(Lines::cell).collect(Collectors.joining(" | ")) + " |");
  }

  private static String cell(Object cell) {
    if (cell instanceof Double d) {
      return number(d);
    }
    return cell instanceof Estimate e ? number(e) : String.valueOf(cell);
  }

  public static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** {@code 0.350 [0.181, 0.567], n = 20}. */
  public static String number(Estimate estimate) {
    Interval interval = estimate.interval();
    return interval == null
        ? number(estimate.value()) + ", n = " + estimate.n()
        : String.format(
            Locale.ROOT,
            "%.3f [%.3f, %.3f], n = %d",
            estimate.value(),
            interval.lo(),
            interval.hi(),
            estimate.n());
  }
}
