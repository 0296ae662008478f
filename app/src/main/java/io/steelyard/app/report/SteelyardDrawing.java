package io.steelyard.app.report;

import io.steelyard.app.Numbers;
import java.util.List;
import java.util.Locale;

/**
 * A steelyard in SVG: on the short arm the heaviest domain, on the long arm the lightest. The beam
 * tilts by {@value #DEGREES_PER_DOUBLING} degrees for each doubling of their ratio, at most {@value
 * #STEEPEST}; level is balance. The area of each weight is its share.
 */
final class SteelyardDrawing {
  static final double DEGREES_PER_DOUBLING = 4;
  static final double STEEPEST = 18;

  private static final double PIVOT_X = 168;
  private static final double PIVOT_Y = 108;
  private static final double SHORT_ARM = 104;
  private static final double LONG_ARM = 288;

  private SteelyardDrawing() {}

  static double tilt(double ratio) {
    double doublings = Math.log(Math.max(1, ratio)) / Math.log(2);
    return Math.min(STEEPEST, DEGREES_PER_DOUBLING * doublings);
  }

  static void write(Html html, Weights weights, String label, String kind) {
    List<String> names = weights.heaviestFirst();
    String heavy = names.get(0);
    String light = names.get(names.size() - 1);
    for (int i = names.size() - 1; i > 0 && weights.share(light) == 0; i--) {
      light = names.get(i - 1);
    }
    double degrees = tilt(weights.ratio());
    double angle = -Math.toRadians(degrees);
    double leftX = PIVOT_X - SHORT_ARM * Math.cos(angle);
    double leftY = PIVOT_Y - SHORT_ARM * Math.sin(angle);
    double rightX = PIVOT_X + LONG_ARM * Math.cos(angle);
    double rightY = PIVOT_Y + LONG_ARM * Math.sin(angle);
    html.open(
        "svg",
        "viewBox",
        "0 0 480 304",
        "class",
        "steelyard " + kind,
        "role",
        "img",
        "aria-label",
        String.format(
            Locale.ROOT,
            "%s: a steelyard that tilts by %.0f degrees. The heaviest domain, %s, holds %s; the"
                + " lightest, %s, holds %s; a ratio of %s to 1.",
            label,
            degrees,
            heavy,
            Numbers.share(weights.share(heavy)),
            light,
            Numbers.share(weights.share(light)),
            Numbers.number(round(weights.ratio()))));
    // Level line, hook and pivot.
    html.raw("<line class=\"level\" x1=\"40\" y1=\"108\" x2=\"470\" y2=\"108\"/>");
    html.raw("<path class=\"frame\" d=\"M168 44v50M154 44h28\"/>");
    html.open("g", "transform", f("rotate(%.2f %.0f %.0f)", -degrees, PIVOT_X, PIVOT_Y));
    html.raw(
        "<path class=\"beam\" d=\"M62 102.5 L168 99.5 L456 105 L456 111 L168 116.5 L62 113.5"
            + " Z\"/>");
    for (int i = 1; i <= 12; i++) {
      double x = PIVOT_X + LONG_ARM * i / 12.5;
      html.raw(
          f(
              "<line class=\"notch\" x1=\"%.1f\" y1=\"104\" x2=\"%.1f\" y2=\"%s\"/>",
              x, x, i % 3 == 0 ? "112.5" : "108.5"));
    }
    html.raw("</g><circle class=\"pivot\" cx=\"168\" cy=\"108\" r=\"6\"/>");
    weight(html, leftX, leftY, heavy, weights.share(heavy), "load");
    weight(html, rightX - 14, rightY + 1, light, weights.share(light), "counter");
    html.close("svg");
  }

  private static void weight(
      Html html, double x, double y, String name, double share, String kind) {
    double side = Math.max(9, Math.min(92, 150 * Math.sqrt(share)));
    double top = y + 30;
    html.raw(f("<path class=\"chain\" d=\"M%.1f %.1fL%.1f %.1f\"/>", x, y, x, top));
    html.raw(
        f(
            "<path class=\"%s\" d=\"M%.1f %.1fh%.1fl%.1f %.1fh%.1fz\"/>",
            kind, x - side * 0.36, top, side * 0.72, side * 0.14, side, -side));
    html.raw(f("<text x=\"%.1f\" y=\"%.1f\" class=\"name\">", x, top + side + 19));
    html.text(name.length() > 16 ? name.substring(0, 15) + "…" : name).raw("</text>");
    html.raw(f("<text x=\"%.1f\" y=\"%.1f\" class=\"share\">", x, top + side + 36));
    html.text(Numbers.share(share)).raw("</text>");
  }

  static double round(double ratio) {
    return ratio >= 10 ? Math.rint(ratio * 10) / 10 : Math.rint(ratio * 100) / 100;
  }

  private static String f(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
