package io.steelyard.app.report;

import io.steelyard.app.Numbers;
import io.steelyard.core.step.Summary.Col;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.core.step.Summary.Table;
import java.util.List;

/** Tables that scroll inside themselves on a narrow page and sort by a click on a column's head. */
final class TableHtml {
  private static final int MOST_ROWS = 500;

  private TableHtml() {}

  static void write(Html html, Table table) {
    html.open(
        "figure",
        "class",
        table.columns().size() > 4 ? "table wide" : "table",
        "id",
        "table-" + ChartHtml.slug(table.id()));
    html.element("figcaption", table.title());
    if (ChartHtml.notBlank(table.note())) {
      html.element("p", table.note(), "class", "note");
    }
    write(html, table.columns(), table.rows());
    html.close("figure");
  }

  static void write(Html html, List<Col> columns, List<List<Object>> rows) {
    html.raw("<div class=\"scroll\" tabindex=\"0\"><table class=\"sortable\"><thead><tr>");
    for (Col column : columns) {
      html.element(
          "th",
          column.name(),
          "scope",
          "col",
          "class",
          column.format() == Format.TEXT ? null : "n");
    }
    html.raw("</tr></thead><tbody>");
    int shown = 0;
    for (List<Object> row : rows) {
      if (shown++ == MOST_ROWS) {
        break;
      }
      html.raw("<tr>");
      for (int c = 0; c < columns.size(); c++) {
        Object cell = c < row.size() ? row.get(c) : null;
        boolean number = cell instanceof Number;
        html.open(
            "td",
            "class",
            number || columns.get(c).format() != Format.TEXT ? "n" : null,
            "data-v",
            number ? cell : null);
        html.text(Numbers.of(cell, columns.get(c).format())).close("td");
      }
      html.raw("</tr>");
    }
    html.raw("</tbody></table></div>");
    if (rows.size() > MOST_ROWS) {
      html.element(
          "p",
          "The first "
              + MOST_ROWS
              + " of "
              + Numbers.count(rows.size())
              + " rows; all are in summary.json.",
          "class",
          "note");
    }
  }
}
