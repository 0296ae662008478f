package io.steelyard.app;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns for the terminal; numbers to the right. */
final class TextTable {
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... head) {
    this.head = List.of(head);
  }

  TextTable row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell == null ? "" : Screen.safe(cell.toString()));
    }
    rows.add(row);
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void print(Screen screen) {
    int[] widths = new int[head.size()];
    boolean[] numbers = new boolean[head.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = head.get(c).length();
      boolean all = !rows.isEmpty();
      for (List<String> row : rows) {
        widths[c] = Math.max(widths[c], row.get(c).length());
        all &= row.get(c).matches("|[-+]?[\\d,.]+( ?(%|B|[kMGT]B|s))?");
      }
      numbers[c] = all;
    }
    screen.out().println(screen.bold(line(head, widths, numbers)));
    rows.forEach(row -> screen.out().println(line(row, widths, numbers)));
  }

  private static String line(List<String> cells, int[] widths, boolean[] numbers) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String pad = " ".repeat(widths[c] - cells.get(c).length());
      line.append(c == 0 ? "" : "  ");
      line.append(numbers[c] ? pad + cells.get(c) : cells.get(c) + pad);
    }
    return line.toString().stripTrailing();
  }
}
