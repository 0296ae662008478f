package io.steelyard.app.report;

import io.steelyard.app.Numbers;
import io.steelyard.core.step.Summary.Balance;
import io.steelyard.core.step.Summary.Col;
import io.steelyard.core.step.Summary.Format;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Weight on domains before and after: two steelyards, and a row for each domain. */
final class BalanceHtml {
  private static final int MOST_DOMAINS = 60;

  private BalanceHtml() {}

  /** The two drawings side by side. */
  static void scales(Html html, Balance balance) {
    html.raw("<div class=\"scales\">");
    scale(html, Weights.of(balance.before()), balance.beforeLabel(), "before");
    scale(html, Weights.of(balance.after()), balance.afterLabel(), "after");
    html.raw("</div>");
  }

  private static void scale(Html html, Weights weights, String label, String kind) {
    html.open("figure", "class", "scale " + kind);
    if (weights.sum() > 0) {
      SteelyardDrawing.write(html, weights, label, kind);
    }
    html.open("figcaption").element("b", label).raw(" ");
    html.text(
        "heaviest to lightest "
            + Numbers.number(SteelyardDrawing.round(weights.ratio()))
            + " : 1, as even as "
            + String.format(Locale.ROOT, "%.1f", weights.effective())
            + " equal domains of "
            + nonEmpty(weights));
    html.close("figcaption").close("figure");
  }

  static long nonEmpty(Weights weights) {
    return weights.values().values().stream().filter(v -> v != null && v > 0).count();
  }

  static void write(Html html, Balance balance, boolean withScales) {
    html.open("figure", "class", "balance", "id", "balance-" + ChartHtml.slug(balance.id()));
    html.element("figcaption", balance.title());
    if (withScales && Weights.of(balance.before()).sum() > 0) {
      scales(html, balance);
    }
    domains(html, balance);
    html.close("figure");
  }

  /** One row for each domain: its share before and after on a common scale. */
  static void domains(Html html, Balance balance) {
    Weights before = Weights.of(balance.before());
    Weights after = Weights.of(balance.after());
    Set<String> names = new LinkedHashSet<>(before.heaviestFirst());
    names.addAll(after.heaviestFirst());
    double max = 0;
    for (String name : names) {
      max = Math.max(max, Math.max(before.share(name), after.share(name)));
    }
    html.open("ul", "class", "legend");
    html.raw("<li><i class=\"before\"></i>").text(balance.beforeLabel()).raw("</li>");
    html.raw("<li><i class=\"after\"></i>").text(balance.afterLabel()).raw("</li></ul>");
    html.open(
        "div",
        "class",
        "dumbbells",
        "role",
        "img",
        "aria-label",
        balance.title() + ": shares of each domain. The numbers are in the table below.");
    List<List<Object>> rows = new ArrayList<>();
    int shown = 0;
    for (String name : names) {
      double b = before.share(name);
      double a = after.share(name);
      rows.add(row(name, balance.before().get(name), b, balance.after().get(name), a));
      if (shown++ >= MOST_DOMAINS) {
        continue;
      }
      html.open(
          "div",
          "class",
          "dumbbell",
          "title",
          name + ": " + Numbers.share(b) + " → " + Numbers.share(a),
          "style",
          String.format(
              Locale.ROOT,
              "--b:%.4f;--a:%.4f;--lo:%.4f;--hi:%.4f",
              part(b, max),
              part(a, max),
              part(Math.min(a, b), max),
              part(Math.max(a, b), max)));
      html.element("span", name, "class", "bar-name");
      html.raw("<span class=\"rail\"><i class=\"link\"></i><i class=\"dot before\"></i>");
      html.raw("<i class=\"dot after\"></i></span><span class=\"bar-value\">");
      html.text(Numbers.share(b)).raw(" <em>→</em> ").element("b", Numbers.share(a));
      html.raw("</span></div>");
    }
    html.close("div");
    if (names.size() > MOST_DOMAINS) {
      html.element(
          "p",
          "The heaviest "
              + MOST_DOMAINS
              + " of "
              + names.size()
              + " domains; the rest is in the table.",
          "class",
          "note");
    }
    html.raw("<details class=\"numbers\"><summary>Numbers</summary>");
    String unit = balance.unit() == null || balance.unit().isBlank() ? "weight" : balance.unit();
    Format format = unit.equals("bytes") ? Format.BYTES : Format.NUMBER;
    TableHtml.write(
        html,
        List.of(
            new Col("domain", Format.TEXT),
            new Col(unit + " " + balance.beforeLabel(), format),
            new Col("share", Format.SHARE),
            new Col(unit + " " + balance.afterLabel(), format),
            new Col("share", Format.SHARE)),
        rows);
    html.raw("</details>");
  }

  private static double part(double share, double max) {
    return max <= 0 ? 0 : share / max;
  }

  private static List<Object> row(Object... cells) {
    List<Object> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell);
    }
    return row;
  }
}
