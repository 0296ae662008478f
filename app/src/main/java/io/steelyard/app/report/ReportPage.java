package io.steelyard.app.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.app.Numbers;
import io.steelyard.app.report.RunView.StepView;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Balance;
import io.steelyard.core.step.Summary.Col;
import io.steelyard.core.step.Summary.Figure;
import io.steelyard.core.step.Summary.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The report of a run as one self-contained HTML file: it loads nothing, works without a script,
 * and its policy lets no request leave the page.
 */
public final class ReportPage {
  private static final int FIGURES_PER_STEP = 2;

  private final RunView run;
  private final Settings settings;
  private final Html html = new Html();

  /**
   * @param title above the page; the run's name if empty
   * @param examples documents shown for each reason
   * @param runFacts whether to show times and the machine, which differ from run to run
   */
  public record Settings(String title, int examples, boolean runFacts) {}

  private ReportPage(RunView run, Settings settings) {
    this.run = run;
    this.settings = settings;
  }

  public static String render(RunView run, Settings settings) {
    return new ReportPage(run, settings).page();
  }

  /** What the page may do: its own style and its one script, by digest. Also sent as a header. */
  public static String policy() {
    return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
        + sha256(resource("report.js"))
        + "'; img-src data:; base-uri 'none'; form-action 'none'";
  }

  private String page() {
    String title = settings.title().isBlank() ? run.title() : settings.title();
    html.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.open("meta", "http-equiv", "Content-Security-Policy", "content", policy());
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html.raw("<meta name=\"referrer\" content=\"no-referrer\">");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">");
    html.raw("<link rel=\"icon\" href=\"data:,\">");
    html.element("title", title + " · Steelyard");
    html.raw("<style>").raw(resource("report.css")).raw("</style></head><body>");
    header(title);
    html.raw("<main>");
    if (!oneTable()) {
      story();
    }
    domains();
    removed();
    findings();
    timings();
    provenance();
    html.raw(
        "</main><footer class=\"page\">Made by Steelyard. This file is whole: it loads nothing");
    html.raw(" and sends nothing.</footer>");
    html.raw("<script>").raw(resource("report.js")).raw("</script></body></html>\n");
    return html.toString();
  }

  /** One step that went through no documents: what it found is the story. */
  private boolean oneTable() {
    return run.steps().size() == 1 && run.documentSteps().isEmpty() && run.balance() == null;
  }

  private void header(String title) {
    html.raw("<header class=\"page\"><div class=\"brand\">");
    html.raw("<svg viewBox=\"0 0 48 24\" aria-hidden=\"true\"><path d=\"M14 2v6M2 8h44\"/>");
    html.raw("<path d=\"M6 8v5\"/><rect x=\"1\" y=\"13\" width=\"10\" height=\"9\" rx=\"1\"/>");
    html.raw(
        "<path d=\"M38 8v4\"/><rect x=\"36\" y=\"12\" width=\"4\" height=\"4\"/></svg>Steelyard");
    html.raw("</div><button type=\"button\" id=\"theme\" hidden>Dark</button>");
    html.element("h1", title);
    html.raw("<nav>");
    html.raw(oneTable() ? "" : "<a href=\"#story\">Overview</a>");
    if (run.balance() != null) {
      html.raw("<a href=\"#domains\">Domains</a>");
    }
    if (!run.documentSteps().isEmpty()) {
      html.raw("<a href=\"#removed\">Removed</a>");
    }
    html.raw("<a href=\"#steps\">Steps</a>");
    if (settings.runFacts()) {
      html.raw("<a href=\"#timings\">Time</a>");
    }
    html.raw("<a href=\"#provenance\">Provenance</a></nav></header>");
  }

  /** The first screen: what came in, what came out, how balanced before and after. */
  private void story() {
    html.raw("<section id=\"story\"><dl class=\"headline\">");
    List<StepView> steps = run.documentSteps();
    if (!steps.isEmpty()) {
      Ledger.Account first = steps.get(0).total();
      Ledger.Account last = steps.get(steps.size() - 1).total();
      tile(
          "Documents",
          Numbers.count(first.in.documents),
          Numbers.count(last.kept.documents),
          Numbers.share((double) last.kept.documents / Math.max(1, first.in.documents)) + " kept");
      tile(
          "Text",
          Numbers.bytes(first.in.bytes),
          Numbers.bytes(last.kept.bytes),
          Numbers.share((double) last.kept.bytes / Math.max(1, first.in.bytes)) + " kept");
    }
    Balance balance = run.balance();
    if (balance != null) {
      Weights before = Weights.of(balance.before());
      Weights after = Weights.of(balance.after());
      tile(
          "Heaviest to lightest",
          ratio(before),
          ratio(after),
          balance.beforeLabel() + " → " + balance.afterLabel());
      tile(
          "Effective domains",
          String.format(Locale.ROOT, "%.1f", before.effective()),
          String.format(Locale.ROOT, "%.1f", after.effective()),
          "of " + BalanceHtml.nonEmpty(after));
    }
    html.raw("</dl>");
    if (balance != null && Weights.of(balance.before()).sum() > 0) {
      BalanceHtml.scales(html, balance);
    }
    List<Figure> figures = new ArrayList<>();
    for (StepView step : run.steps()) {
      int shown = 0;
      for (Summary.Item item : step.summary().items()) {
        if (item instanceof Figure f && shown++ < FIGURES_PER_STEP) {
          figures.add(new Figure(f.label(), f.value(), f.format(), step.output().name()));
        }
      }
    }
    ItemHtml.figures(html, figures);
    html.raw("</section>");
  }

  static String ratio(Weights weights) {
    return Numbers.number(SteelyardDrawing.round(weights.ratio())) + " : 1";
  }

  private void tile(String label, String before, String after, String note) {
    html.raw("<div>").element("dt", label);
    html.raw("<dd><span>").text(before).raw("</span> <em aria-label=\"to\">→</em> ");
    html.element("strong", after).raw("</dd>").element("dd", note, "class", "note");
    html.raw("</div>");
  }

  private void domains() {
    Balance balance = run.balance();
    if (balance != null) {
      html.raw("<section id=\"domains\"><h2>Domains</h2>");
      html.element("p", balance.title(), "class", "lead");
      BalanceHtml.domains(html, balance);
      html.raw("</section>");
    }
  }

  private void removed() {
    List<StepView> steps = run.documentSteps();
    if (!steps.isEmpty()) {
      html.raw("<section id=\"removed\"><h2>What was removed, and why</h2>");
      LedgerHtml.cascade(html, steps);
      LedgerHtml.rates(html, steps);
      html.raw("</section>");
    }
  }

  private void findings() {
    html.raw("<section id=\"steps\"><h2>Steps</h2>");
    for (StepView step : run.steps()) {
      html.open("article", "id", step.anchor(), "class", "step");
      html.raw("<h3>").element("span", step.output().number(), "class", "number");
      html.text(step.output().name());
      if (!step.output().name().equals(step.output().step())) {
        html.raw(" ").element("small", step.output().step());
      }
      html.element("span", step.output().kind().word(), "class", "chip").raw("</h3>");
      ItemHtml.write(html, step.summary(), settings.examples(), run.balance());
      LedgerHtml.account(html, step);
      html.raw("</article>");
    }
    html.raw("</section>");
  }

  private void timings() {
    if (!settings.runFacts()) {
      return;
    }
    html.raw("<section id=\"timings\"><h2>Time</h2>");
    List<Object> names = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    double sum = 0;
    long peak = 0;
    for (StepView step : run.steps()) {
      names.add(step.output().name());
      seconds.add(step.seconds());
      sum += step.seconds();
      JsonNode facts = step.output().manifest().run();
      peak = Math.max(peak, facts.path("peakResidentBytes").asLong(0));
    }
    ChartHtml.write(
        html,
        new Summary.Chart(
            "timings",
            Numbers.seconds(sum)
                + " of work"
                + (peak > 0 ? ", at most " + Numbers.bytes(peak) + " resident" : ""),
            "As each step was made, which may have been in an earlier run.",
            Summary.Shape.BAR,
            "step",
            names,
            "seconds",
            Format.SECONDS,
            List.of(new Summary.Line("seconds", seconds))));
    html.raw("</section>");
  }

  private void provenance() {
    html.raw("<section id=\"provenance\"><h2>Provenance</h2>");
    html.element(
        "p",
        "Same recipe, inputs and seed ("
            + run.seed()
            + ") give the same digests, on any number of threads.",
        "class",
        "lead");
    if (!run.recipe().isBlank()) {
      html.raw("<details open><summary>The recipe</summary><pre>")
          .text(run.recipe())
          .raw("</pre></details>");
    }
    List<List<Object>> digests = new ArrayList<>();
    List<List<Object>> inputs = new ArrayList<>();
    for (StepView step : run.steps()) {
      var m = step.output().manifest();
      String name = step.output().name();
      digests.add(List.of(step.output().number(), name, m.version(), m.digest(), m.key()));
      m.inputs().forEach(input -> inputs.add(List.of(name, input)));
    }
    html.raw("<details open><summary>Digests</summary>");
    TableHtml.write(
        html,
        List.of(
            new Col("#", Format.COUNT),
            new Col("step", Format.TEXT),
            new Col("version", Format.COUNT),
            new Col("artifact SHA-256", Format.TEXT),
            new Col("step key", Format.TEXT)),
        digests);
    html.raw("</details><details><summary>Inputs</summary>");
    TableHtml.write(
        html, List.of(new Col("step", Format.TEXT), new Col("input", Format.TEXT)), inputs);
    html.raw("</details><details><summary>Settings, defaults included</summary>");
    for (StepView step : run.steps()) {
      html.element("h4", step.output().name());
      html.raw("<pre>").text(step.output().manifest().settings().toPrettyString()).raw("</pre>");
    }
    html.raw("</details>");
    if (settings.runFacts() && !run.steps().isEmpty()) {
      html.raw("<details><summary>Where it ran</summary>");
      List<List<Object>> facts = new ArrayList<>();
      for (StepView step : run.steps()) {
        JsonNode f = step.output().manifest().run();
        facts.add(
            List.of(
                step.output().name(),
                f.path("began").asText(),
                step.seconds(),
                f.path("threads").asInt(),
                f.path("steelyard").asText(),
                f.path("java").asText(),
                f.path("system").asText()));
      }
      TableHtml.write(
          html,
          List.of(
              new Col("step", Format.TEXT),
              new Col("began", Format.TEXT),
              new Col("time", Format.SECONDS),
              new Col("threads", Format.COUNT),
              new Col("Steelyard", Format.TEXT),
              new Col("Java", Format.TEXT),
              new Col("system", Format.TEXT)),
          facts);
      html.raw("</details>");
    }
    html.raw("</section>");
  }

  static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " is missing from the jar", e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
