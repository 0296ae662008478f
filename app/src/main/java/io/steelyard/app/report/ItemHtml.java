package io.steelyard.app.report;

import io.steelyard.app.Numbers;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Interval;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Balance;
import io.steelyard.core.step.Summary.Chart;
import io.steelyard.core.step.Summary.Estimates;
import io.steelyard.core.step.Summary.Example;
import io.steelyard.core.step.Summary.Examples;
import io.steelyard.core.step.Summary.Figure;
import io.steelyard.core.step.Summary.Group;
import io.steelyard.core.step.Summary.Named;
import io.steelyard.core.step.Summary.Table;
import io.steelyard.core.step.Summary.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Renders what a step found by type; knows no method. */
final class ItemHtml {
  private static final int MOST_WARNINGS = 3;

  private ItemHtml() {}

  /**
   * All items of a summary: warnings, then figures in one row, then the rest in order.
   *
   * @param drawn the balance that the page has drawn already, or null
   */
  static void write(Html html, Summary summary, int examples, Balance drawn) {
    List<Figure> figures = new ArrayList<>();
    List<Warning> warnings = new ArrayList<>();
    for (Summary.Item item : summary.items()) {
      if (item instanceof Warning warning) {
        warnings.add(warning);
      } else if (item instanceof Figure figure) {
        figures.add(figure);
      }
    }
    warnings(html, warnings);
    figures(html, figures);
    html.raw("<div class=\"items\">");
    for (Summary.Item item : summary.items()) {
      if (item instanceof Table table) {
        TableHtml.write(html, table);
      } else if (item instanceof Chart chart) {
        ChartHtml.write(html, chart);
      } else if (item instanceof Balance balance) {
        if (balance.equals(drawn)) {
          html.open("p", "class", "note").text(balance.title() + ": drawn under ");
          html.raw("<a href=\"#domains\">Domains</a>.</p>");
        } else {
          BalanceHtml.write(html, balance, true);
        }
      } else if (item instanceof Estimates estimates) {
        estimates(html, estimates);
      } else if (item instanceof Examples shown) {
        examples(html, shown, examples);
      }
    }
    html.raw("</div>");
  }

  private static void warnings(Html html, List<Warning> warnings) {
    for (int i = 0; i < warnings.size(); i++) {
      if (i == MOST_WARNINGS) {
        html.raw("<details><summary>").text(warnings.size() - i + " more notes").raw("</summary>");
      }
      html.open("p", "class", "warning")
          .raw("<b>Note</b> ")
          .text(warnings.get(i).text())
          .close("p");
    }
    html.raw(warnings.size() > MOST_WARNINGS ? "</details>" : "");
  }

  static void figures(Html html, List<Figure> figures) {
    if (figures.isEmpty()) {
      return;
    }
    html.raw("<dl class=\"figures\">");
    for (Figure figure : figures) {
      html.raw("<div>").element("dt", figure.label());
      html.element("dd", Numbers.of(figure.value(), figure.format()));
      if (ChartHtml.notBlank(figure.note())) {
        html.element("dd", figure.note(), "class", "note");
      }
      html.raw("</div>");
    }
    html.raw("</dl>");
  }

  /** Points with whiskers on a common scale; n and method beside each. */
  private static void estimates(Html html, Estimates estimates) {
    html.open("figure", "class", "estimates", "id", "estimates-" + ChartHtml.slug(estimates.id()));
    html.element("figcaption", estimates.title());
    if (ChartHtml.notBlank(estimates.note())) {
      html.element("p", estimates.note(), "class", "note");
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Named named : estimates.values()) {
      Estimate e = named.estimate();
      if (Double.isFinite(e.value())) {
        low =
            Math.min(low, e.interval() == null ? e.value() : finite(e.interval().lo(), e.value()));
        high =
            Math.max(high, e.interval() == null ? e.value() : finite(e.interval().hi(), e.value()));
      }
    }
    if (high >= low) {
      Ticks ticks = Ticks.of(low, high);
      for (Named named : estimates.values()) {
        estimate(html, named, ticks);
      }
      html.raw(
          "<div class=\"estimate scale-row\"><span class=\"bar-name\"></span><span"
              + " class=\"rail\">");
      for (double tick : List.of(ticks.low(), ticks.high())) {
        html.open("span", "class", tick == ticks.low() ? "end first" : "end last");
        html.text(Numbers.number(tick)).close("span");
      }
      html.raw("</span><span class=\"bar-value\"></span></div>");
    }
    html.close("figure");
  }

  private static void estimate(Html html, Named named, Ticks ticks) {
    Estimate e = named.estimate();
    html.raw("<div class=\"estimate\">").element("span", named.label(), "class", "bar-name");
    html.raw("<span class=\"rail\">");
    String text;
    if (Double.isNaN(e.value())) {
      text = "undefined, n = " + Numbers.count(e.n());
    } else {
      Interval interval = e.interval();
      double at = ticks.at(e.value());
      if (interval != null) {
        double from = ticks.at(finite(interval.lo(), e.value()));
        double to = ticks.at(finite(interval.hi(), e.value()));
        html.open("i", "class", "whisker", "style", f("--lo:%.4f;--hi:%.4f", from, to)).close("i");
      }
      html.open("i", "class", "dot after", "style", f("--a:%.4f", at)).close("i");
      text =
          Numbers.number(e.value())
              + (interval == null
                  ? " (full count, n = " + Numbers.count(e.n()) + ")"
                  : f(
                      " [%s, %s] %s%% %s, n = %s",
                      Numbers.number(interval.lo()),
                      Numbers.number(interval.hi()),
                      Numbers.number(interval.level() * 100),
                      interval.method(),
                      Numbers.count(e.n())));
    }
    html.raw("</span>").element("span", text, "class", "bar-value").raw("</div>");
  }

  private static double finite(double end, double otherwise) {
    return Double.isFinite(end) ? end : otherwise;
  }

  private static void examples(Html html, Examples examples, int most) {
    html.open("figure", "class", "examples", "id", "examples-" + ChartHtml.slug(examples.id()));
    html.element("figcaption", examples.title());
    if (ChartHtml.notBlank(examples.note())) {
      html.element("p", examples.note(), "class", "note");
    }
    for (Group group : examples.groups()) {
      html.raw("<details class=\"group\"><summary>").element("b", group.name());
      if (ChartHtml.notBlank(group.note())) {
        html.raw(" ").element("span", group.note(), "class", "note");
      }
      html.raw("</summary>");
      int shown = 0;
      for (Example example : group.examples()) {
        if (shown++ < most) {
          html.raw("<blockquote>").element("p", example.excerpt(), "dir", "auto");
          html.raw("<footer>").element("code", example.document());
          html.element("span", example.domain(), "class", "chip");
          html.text(example.note() == null ? "" : example.note()).raw("</footer></blockquote>");
        }
      }
      html.raw("</details>");
    }
    html.close("figure");
  }

  private static String f(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
