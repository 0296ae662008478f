package io.steelyard.app.report;

import io.steelyard.app.Numbers;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Chart;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.core.step.Summary.Line;
import io.steelyard.core.step.Summary.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Charts without a library: bars are elements whose width is a percentage, lines and areas are SVG
 * that stretches while its labels do not. They need no script, print well, and carry their numbers
 * as a table.
 */
final class ChartHtml {
  private static final int MOST_POINTS = 400;
  private static final int MOST_TICKS = 6;

  private ChartHtml() {}

  static void write(Html html, Chart chart) {
    html.open("figure", "class", "chart", "id", "chart-" + slug(chart.id()));
    html.element("figcaption", chart.title());
    if (notBlank(chart.note())) {
      html.element("p", chart.note(), "class", "note");
    }
    if (chart.x().isEmpty() || chart.lines().isEmpty()) {
      html.element("p", "Nothing to draw.", "class", "note");
    } else if (chart.shape() == Shape.BAR) {
      legend(html, chart.lines(), chart.lines().size() > 1);
      bars(html, chart);
    } else if (chart.shape() == Shape.STACKED_BAR) {
      legend(html, chart.lines(), true);
      stackedBars(html, chart);
    } else {
      plot(html, chart);
      legend(html, chart.lines(), chart.lines().size() > 1);
    }
    numbers(html, chart);
    html.close("figure");
  }

  private static void legend(Html html, List<Line> lines, boolean wanted) {
    if (!wanted) {
      return;
    }
    html.open("ul", "class", "legend");
    for (int i = 0; i < lines.size(); i++) {
      html.raw("<li><i class=\"" + colour(i) + "\"></i>").text(lines.get(i).name()).raw("</li>");
    }
    html.close("ul");
  }

  static String colour(int i) {
    return "c" + i % 24;
  }

  private static double value(Line line, int i) {
    Double v = i < line.y().size() ? line.y().get(i) : null;
    return v == null || v.isNaN() || v.isInfinite() ? Double.NaN : v;
  }

  private static void bars(Html html, Chart chart) {
    double max = 0;
    for (Line line : chart.lines()) {
      for (int i = 0; i < chart.x().size(); i++) {
        max = Math.max(max, orZero(value(line, i)));
      }
    }
    html.open("div", "class", "bars", "role", "img", "aria-label", about(chart));
    for (int i = 0; i < chart.x().size(); i++) {
      html.raw("<div class=\"bar-row\">").element("span", chart.x().get(i), "class", "bar-name");
      html.raw("<span class=\"bar-track\">");
      for (int l = 0; l < chart.lines().size(); l++) {
        double v = value(chart.lines().get(l), i);
        String shown = Double.isNaN(v) ? "no value" : Numbers.of(v, chart.yFormat());
        html.open("span", "class", "bar-line", "title", chart.lines().get(l).name() + ": " + shown);
        html.open("span", "class", "bar " + colour(l), "style", width(orZero(v), max))
            .close("span");
        html.element("span", shown, "class", "bar-value").close("span");
      }
      html.raw("</span></div>");
    }
    html.close("div");
  }

  private static void stackedBars(Html html, Chart chart) {
    double max = 0;
    for (int i = 0; i < chart.x().size(); i++) {
      double sum = 0;
      for (Line line : chart.lines()) {
        sum += Math.max(0, orZero(value(line, i)));
      }
      max = Math.max(max, sum);
    }
    html.open("div", "class", "bars", "role", "img", "aria-label", about(chart));
    for (int i = 0; i < chart.x().size(); i++) {
      html.raw("<div class=\"bar-row\">").element("span", chart.x().get(i), "class", "bar-name");
      html.raw("<span class=\"bar-track\"><span class=\"bar-line\">");
      double sum = 0;
      for (int l = 0; l < chart.lines().size(); l++) {
        double v = Math.max(0, orZero(value(chart.lines().get(l), i)));
        sum += v;
        if (v > 0) {
          String title = chart.lines().get(l).name() + ": " + Numbers.of(v, chart.yFormat());
          html.open("span", "class", "seg " + colour(l), "style", width(v, max), "title", title);
          html.close("span");
        }
      }
      html.element("span", Numbers.of(sum, chart.yFormat()), "class", "bar-value");
      html.raw("</span></span></div>");
    }
    html.close("div");
  }

  private static String width(double v, double max) {
    return String.format(Locale.ROOT, "--w:%.4f", max <= 0 ? 0 : Math.max(0, v / max));
  }

  /** Lines, steps and stacked areas over a common x axis. */
  private static void plot(Html html, Chart chart) {
    int n = chart.x().size();
    double[] x = positions(chart.x());
    boolean stacked = chart.shape() == Shape.STACKED_AREA;
    double[][] y = new double[chart.lines().size()][n];
    double[] below = new double[n];
    double low = stacked ? 0 : Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int l = 0; l < y.length; l++) {
      for (int i = 0; i < n; i++) {
        double v = value(chart.lines().get(l), i);
        if (stacked) {
          below[i] += Math.max(0, orZero(v));
          v = below[i];
        }
        y[l][i] = v;
        low = Double.isNaN(v) ? low : Math.min(low, v);
        high = Double.isNaN(v) ? high : Math.max(high, v);
      }
    }
    if (!(high >= low)) {
      html.element("p", "No values.", "class", "note");
      return;
    }
    low = low > 0 && low < high * 0.6 ? 0 : low;
    if (stacked && chart.yFormat() == Format.SHARE && Math.abs(high - 1) < 1e-6) {
      high = 1;
    }
    Ticks ticks = Ticks.of(low, high);
    html.raw("<div class=\"plot\">");
    html.open("div", "class", "plot-area");
    for (double tick : ticks.values()) {
      html.open("span", "class", "y-tick", "style", place("top", 1 - ticks.at(tick)));
      html.text(Numbers.axis(tick, chart.yFormat())).close("span");
    }
    html.open(
        "svg",
        "viewBox",
        "0 0 1000 1000",
        "preserveAspectRatio",
        "none",
        "role",
        "img",
        "aria-label",
        about(chart));
    for (double tick : ticks.values()) {
      double at = 1000 * (1 - ticks.at(tick));
      html.raw(f("<line class=\"grid\" x1=\"0\" x2=\"1000\" y1=\"%.1f\" y2=\"%.1f\"/>", at, at));
    }
    int stride = Math.max(1, (n + MOST_POINTS - 1) / MOST_POINTS);
    for (int l = y.length - 1; l >= 0; l--) {
      double[] line = y[l];
      if (stacked) {
        double[] floor = l == 0 ? new double[n] : y[l - 1];
        String area = path(x, line, ticks, stride, false) + back(x, floor, ticks, stride) + "Z";
        html.open("path", "class", "area " + colour(l), "d", area);
      } else {
        boolean steps = chart.shape() == Shape.STEP;
        html.open("path", "class", "stroke " + colour(l), "d", path(x, line, ticks, stride, steps));
      }
      html.element("title", chart.lines().get(l).name()).close("path");
    }
    hover(html, chart, x, stride);
    html.close("svg").close("div");
    html.raw("<div class=\"x-axis\">");
    for (int i : xTicks(x)) {
      String align = i == 0 ? " first" : i == n - 1 ? " last" : "";
      html.open("span", "class", "x-tick" + align, "style", place("left", x[i]));
      html.text(xName(chart.x().get(i))).close("span");
    }
    html.raw("</div></div><p class=\"axes\">");
    html.text("↑ " + chart.yLabel() + "   → " + chart.xLabel()).raw("</p>");
  }

  /** Invisible columns whose titles tell the values under the pointer. */
  private static void hover(Html html, Chart chart, double[] x, int stride) {
    for (int i = 0; i < x.length; i += stride) {
      double from = i == 0 ? 0 : (x[i - stride] + x[i]) / 2;
      double to = i + stride >= x.length ? 1 : (x[i] + x[i + stride]) / 2;
      html.raw(
          f(
              "<rect class=\"hover\" x=\"%.2f\" y=\"0\" width=\"%.2f\" height=\"1000\"><title>",
              from * 1000, Math.max(0.5, (to - from) * 1000)));
      html.text(xName(chart.x().get(i)));
      int shown = 0;
      for (Line line : chart.lines()) {
        double v = value(line, i);
        if (!Double.isNaN(v) && shown++ < 24) {
          html.text("\n" + line.name() + ": " + Numbers.of(v, chart.yFormat()));
        }
      }
      html.raw("</title></rect>");
    }
  }

  private static double[] positions(List<Object> names) {
    int n = names.size();
    double[] x = new double[n];
    boolean numbers = n > 1;
    for (Object name : names) {
      numbers &= name instanceof Number;
    }
    double first = numbers ? ((Number) names.get(0)).doubleValue() : 0;
    double last = numbers ? ((Number) names.get(n - 1)).doubleValue() : 0;
    numbers &= last > first;
    for (int i = 0; i < n; i++) {
      x[i] =
          numbers
              ? (((Number) names.get(i)).doubleValue() - first) / (last - first)
              : n == 1 ? 0.5 : (double) i / (n - 1);
    }
    return x;
  }

  private static String path(double[] x, double[] y, Ticks ticks, int stride, boolean steps) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int i = 0;
        i < x.length;
        i = i < x.length - 1 ? Math.min(i + stride, x.length - 1) : i + 1) {
      if (Double.isNaN(y[i])) {
        pen = false;
        continue;
      }
      double px = 1000 * x[i];
      double py = 1000 * (1 - ticks.at(y[i]));
      if (!pen) {
        path.append(f("M%.1f %.1f", px, py));
      } else if (steps) {
        path.append(f("H%.1fV%.1f", px, py));
      } else {
        path.append(f("L%.1f %.1f", px, py));
      }
      pen = true;
    }
    return path.toString();
  }

  private static String back(double[] x, double[] y, Ticks ticks, int stride) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0;
        i < x.length;
        i = i < x.length - 1 ? Math.min(i + stride, x.length - 1) : i + 1) {
      order.add(0, i);
    }
    StringBuilder path = new StringBuilder();
    for (int i : order) {
      path.append(f("L%.1f %.1f", 1000 * x[i], 1000 * (1 - ticks.at(orZero(y[i])))));
    }
    return path.toString();
  }

  /** A few points whose names have room beside each other; the first and the last among them. */
  private static List<Integer> xTicks(double[] x) {
    List<Integer> ticks = new ArrayList<>();
    int last = x.length - 1;
    for (int i = 0; i <= last; i++) {
      boolean room = ticks.isEmpty() || x[i] - x[ticks.get(ticks.size() - 1)] >= 0.99 / MOST_TICKS;
      if (i == last || room && x[last] - x[i] >= 0.99 / MOST_TICKS) {
        ticks.add(i);
      }
    }
    return ticks;
  }

  private static String xName(Object x) {
    return x instanceof Number number
        ? Numbers.axis(number.doubleValue(), Format.NUMBER)
        : String.valueOf(x);
  }

  private static String place(String side, double at) {
    return f("%s:%.2f%%", side, 100 * at);
  }

  /** The text alternative: all numbers, folded away. */
  private static void numbers(Html html, Chart chart) {
    List<Summary.Col> columns = new ArrayList<>();
    columns.add(new Summary.Col(notBlank(chart.xLabel()) ? chart.xLabel() : "", Format.TEXT));
    chart.lines().forEach(line -> columns.add(new Summary.Col(line.name(), chart.yFormat())));
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < chart.x().size(); i++) {
      List<Object> row = new ArrayList<>();
      row.add(xName(chart.x().get(i)));
      for (Line line : chart.lines()) {
        double v = value(line, i);
        row.add(Double.isNaN(v) ? null : (Object) v);
      }
      rows.add(row);
    }
    html.raw("<details class=\"numbers\"><summary>Numbers</summary>");
    TableHtml.write(html, columns, rows);
    html.raw("</details>");
  }

  private static String about(Chart chart) {
    return chart.title()
        + ": "
        + chart.yLabel()
        + " by "
        + chart.xLabel()
        + ". The numbers are in the table below.";
  }

  static double orZero(double v) {
    return Double.isNaN(v) ? 0 : v;
  }

  static boolean notBlank(String text) {
    return text != null && !text.isBlank();
  }

  static String slug(String id) {
    return id == null ? "x" : id.replaceAll("[^A-Za-z0-9]+", "-");
  }

  private static String f(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
