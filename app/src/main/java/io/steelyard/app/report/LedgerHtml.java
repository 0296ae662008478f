package io.steelyard.app.report;

import io.steelyard.app.Numbers;
import io.steelyard.app.report.RunView.StepView;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.step.Summary.Col;
import io.steelyard.core.step.Summary.Format;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What happened to every document: the cascade of all steps, rates by domain, closed accounts. */
final class LedgerHtml {
  private static final int MOST_REASONS = 12;
  private static final int MOST_DOMAINS = 80;

  private LedgerHtml() {}

  /** A bar for each step that took something away: kept, dropped by reason, lost before. */
  static void cascade(Html html, List<StepView> steps) {
    Map<String, Integer> colours = new LinkedHashMap<>();
    Map<String, Long> reasons = new LinkedHashMap<>();
    long first = 0;
    for (StepView step : steps) {
      first = Math.max(first, step.total().in.documents);
      losses(step.total()).forEach((r, a) -> reasons.merge(r, a.documents, Long::sum));
    }
    List<String> order = new ArrayList<>(reasons.keySet());
    order.sort((a, b) -> Long.compare(reasons.get(b), reasons.get(a)));
    for (String reason : order) {
      colours.put(reason, Math.min(colours.size(), MOST_REASONS));
    }
    html.open(
        "div",
        "class",
        "cascade",
        "role",
        "img",
        "aria-label",
        "Documents kept and removed at each step. The numbers are in the table below.");
    for (StepView step : steps) {
      Ledger.Account total = step.total();
      html.raw("<div class=\"bar-row\">");
      html.open("a", "class", "bar-name", "href", "#" + step.anchor());
      html.text(step.output().name()).close("a");
      html.raw("<span class=\"bar-track\"><span class=\"bar-line\">");
      segment(html, "kept", total.kept.documents, first, "kept");
      List<Map.Entry<String, Ledger.Amount>> lost = new ArrayList<>(losses(total).entrySet());
      lost.sort((a, b) -> Long.compare(b.getValue().documents, a.getValue().documents));
      for (Map.Entry<String, Ledger.Amount> entry : lost) {
        String reason = entry.getKey();
        segment(html, "r" + colours.get(reason), entry.getValue().documents, first, reason);
      }
      html.raw("</span></span><span class=\"bar-value\">");
      long removed = total.in.documents - total.kept.documents;
      html.text(Numbers.count(total.kept.documents));
      if (removed > 0) {
        html.raw(" ").element("em", "−" + Numbers.count(removed));
      }
      html.raw("</span></div>");
    }
    html.close("div");
    html.raw("<ul class=\"legend\"><li><i class=\"kept\"></i>kept</li>");
    int shown = 0;
    for (String reason : order) {
      if (shown++ < MOST_REASONS) {
        html.raw("<li><i class=\"r" + colours.get(reason) + "\"></i>").text(reason);
        html.raw(" ").element("span", Numbers.count(reasons.get(reason)), "class", "note");
        html.raw("</li>");
      }
    }
    if (order.size() > MOST_REASONS) {
      html.raw("<li><i class=\"r" + MOST_REASONS + "\"></i>");
      html.text((order.size() - MOST_REASONS) + " more reasons").raw("</li>");
    }
    html.raw("</ul><details class=\"numbers\"><summary>Numbers</summary>");
    List<List<Object>> rows = new ArrayList<>();
    for (StepView step : steps) {
      losses(step.total())
          .forEach(
              (reason, amount) ->
                  rows.add(
                      List.of(
                          step.output().name(),
                          reason,
                          amount.documents,
                          amount.bytes,
                          (double) amount.documents / Math.max(1, step.total().in.documents))));
    }
    TableHtml.write(
        html,
        List.of(
            new Col("step", Format.TEXT),
            new Col("reason", Format.TEXT),
            new Col("documents", Format.COUNT),
            new Col("text", Format.BYTES),
            new Col("of what came in", Format.SHARE)),
        rows);
    html.raw("</details>");
  }

  private static void segment(Html html, String kind, long n, long first, String name) {
    if (n > 0) {
      html.open(
          "span",
          "class",
          "seg " + kind,
          "style",
          String.format(Locale.ROOT, "--w:%.5f", (double) n / Math.max(1, first)),
          "title",
          name + ": " + Numbers.count(n) + " documents");
      html.close("span");
    }
  }

  private static Map<String, Ledger.Amount> losses(Ledger.Account account) {
    Map<String, Ledger.Amount> losses = new LinkedHashMap<>(account.dropped);
    account.rejected.forEach((reason, amount) -> losses.put("rejected: " + reason, amount));
    return losses;
  }

  /** Share of documents removed, for each domain and step that removed any. */
  static void rates(Html html, List<StepView> all) {
    List<StepView> steps =
        all.stream().filter(s -> s.total().kept.documents < s.total().in.documents).toList();
    Set<String> domains = new TreeSet<>();
    steps.forEach(s -> domains.addAll(s.ledger().domains().keySet()));
    if (steps.isEmpty() || domains.size() < 2) {
      return;
    }
    double max = 0;
    for (StepView step : steps) {
      for (Ledger.Account account : step.ledger().domains().values()) {
        max = Math.max(max, rate(account));
      }
    }
    html.raw(
        "<figure class=\"table\"><figcaption>Share of documents removed, by domain</figcaption>");
    html.raw("<div class=\"scroll\" tabindex=\"0\"><table class=\"sortable heat\"><thead><tr>");
    html.raw("<th scope=\"col\">domain</th>");
    steps.forEach(s -> html.element("th", s.output().name(), "scope", "col", "class", "n"));
    html.raw("</tr></thead><tbody>");
    int shown = 0;
    for (String domain : domains) {
      if (shown++ == MOST_DOMAINS) {
        break;
      }
      html.raw("<tr>").element("th", domain, "scope", "row");
      for (StepView step : steps) {
        Ledger.Account account = step.ledger().domains().get(domain);
        if (account == null || account.in.documents == 0) {
          html.raw("<td class=\"n\" data-v=\"-1\">–</td>");
        } else {
          double rate = rate(account);
          html.element(
              "td",
              Numbers.share(rate),
              "class",
              "n",
              "data-v",
              rate,
              "style",
              String.format(Locale.ROOT, "--heat:%.3f", max > 0 ? rate / max : 0),
              "title",
              Numbers.count(account.in.documents - account.kept.documents)
                  + " of "
                  + Numbers.count(account.in.documents));
        }
      }
      html.raw("</tr>");
    }
    html.raw("</tbody></table></div></figure>");
  }

  private static double rate(Ledger.Account account) {
    return account.in.documents == 0
        ? 0
        : (double) (account.in.documents - account.kept.documents) / account.in.documents;
  }

  /** The account of one step by domain, with the line that shows that it closes. */
  static void account(Html html, StepView step) {
    Ledger.Account total = step.total();
    if (total.in.documents == 0) {
      return;
    }
    html.raw("<details class=\"ledger\"><summary>Ledger: ");
    html.text(
        Numbers.count(total.in.documents)
            + " in = "
            + Numbers.count(total.kept.documents)
            + " kept + "
            + Numbers.count(sum(total.dropped))
            + " dropped + "
            + Numbers.count(sum(total.rejected))
            + " rejected");
    html.raw(" <span class=\"note\">closes in documents and bytes</span></summary>");
    List<Col> columns =
        List.of(
            new Col("domain", Format.TEXT),
            new Col("in", Format.COUNT),
            new Col("kept", Format.COUNT),
            new Col("dropped", Format.COUNT),
            new Col("rejected", Format.COUNT),
            new Col("text in", Format.BYTES),
            new Col("text kept", Format.BYTES),
            new Col("edited away", Format.BYTES),
            new Col("moved to", Format.TEXT));
    List<List<Object>> rows = new ArrayList<>();
    step.ledger().domains().forEach((domain, account) -> rows.add(row(domain, account)));
    if (rows.size() > 1) {
      rows.add(row("all", total));
    }
    TableHtml.write(html, columns, rows);
    html.raw("</details>");
  }

  private static List<Object> row(String domain, Ledger.Account a) {
    StringBuilder moved = new StringBuilder();
    int shown = 0;
    for (Map.Entry<String, Ledger.Amount> move : a.movedTo.entrySet()) {
      if (shown++ == 4) {
        moved.append(", … ").append(a.movedTo.size() - 4).append(" more");
        break;
      }
      moved.append(moved.length() == 0 ? "" : ", ");
      moved.append(move.getKey()).append(' ').append(Numbers.count(move.getValue().documents));
    }
    return List.of(
        domain,
        a.in.documents,
        a.kept.documents,
        sum(a.dropped),
        sum(a.rejected),
        a.in.bytes,
        a.kept.bytes,
        a.edited,
        moved.toString());
  }

  private static long sum(Map<String, Ledger.Amount> amounts) {
    return amounts.values().stream().mapToLong(a -> a.documents).sum();
  }
}
