package io.steelyard.corpus.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTextTest {
  private static final String LONG =
      "A steelyard is a balance with unequal arms: a small counterweight, well placed, balances a"
          + " heavy load, and the long arm shows how heavy it is.";

  private static HtmlText.Page page(String body) {
    return HtmlText.of(
        "<html><head><title> Scales </title></head><body>" + body + "</body></html>");
  }

  @Test
  void keepsParagraphsAndTheHeadingsThatLeadToThem() {
    HtmlText.Page page =
        page(
            "<nav><a href=/>Home</a> <a href=/x>All scales</a></nav><h1>Scales</h1><p>"
                + LONG
                + "</p><h2>See also</h2><ul><li><a href=a>Balance</a><li><a href=b>Weights</a></ul>"
                + "<footer>© 2026</footer>");
    assertThat(page.text()).isEqualTo("Scales\n\n" + LONG);
    assertThat(page.title()).isEqualTo("Scales");
    assertThat(page.dropped()).containsEntry("navigation", 2).containsEntry("links", 2);
  }

  @Test
  void writesListsAndTablesAsText() {
    HtmlText.Page page =
        page(
            "<p>"
                + LONG
                + "</p><ul><li>Move the weight along the long arm until both sides are"
                + " level<li>Read the mark under the weight and write it"
                + " down</ul><table><tr><th>arm</th><th>weight</th></tr><tr><td>short</td><td><p>12"
                + " kg</p></td></tr><tr><td>long</td><td>1 kg</td></tr></table>");
    assertThat(page.text())
        .isEqualTo(
            LONG
                + "\n\n- Move the weight along the long arm until both sides are level\n"
                + "- Read the mark under the weight and write it down\n\n"
                + "arm | weight\nshort | 12 kg\nlong | 1 kg");
  }

  @Test
  void keepsTheSpacesOfPreformattedText() {
    HtmlText.Page page =
        page("<p>" + LONG + "</p><pre>for (int i = 0;\n     i &lt; 3; i++)\n  weigh(i);\n</pre>");
    assertThat(page.text()).endsWith("\n\nfor (int i = 0;\n     i < 3; i++)\n  weigh(i);");
  }

  @Test
  void takesShortLinesOnlyNearText() {
    String page =
        page("<div>Subscribe!</div><div>One</div><div>Two</div><div>Three</div><p>"
                + LONG
                + "</p><p>So it is.</p>")
            .text();
    assertThat(page).isEqualTo("Two\n\nThree\n\n" + LONG + "\n\nSo it is.");
  }

  @Test
  void takesOutScriptsFormsAndWhatIsHidden() {
    HtmlText.Page page =
        page(
            "<script>var x = 1;</script><style>p {}</style><form><input><label>Name</label></form>"
                + "<p hidden>"
                + LONG
                + "</p><div style='display: none'>"
                + LONG
                + "</div><p>"
                + LONG
                + "</p><div class='cookie-banner'>We use cookies.</div>");
    assertThat(page.text()).isEqualTo(LONG);
    assertThat(page.dropped())
        .containsEntry("form", 1)
        .containsEntry("hidden", 2)
        .containsEntry("navigation", 1);
  }

  @Test
  void believesMainWhereItHoldsAText() {
    String twice = LONG + " " + LONG;
    assertThat(page("<p>" + LONG + "</p><main><p>" + twice + "</p></main>").text())
        .isEqualTo(twice);
    assertThat(page("<p>" + LONG + "</p><main><p>short</p></main>").text()).startsWith(LONG);
  }

  @Test
  void measuresBytesSoThatChineseParagraphsCount() {
    String chinese = "杆秤是一种不等臂的秤，用一个小小的秤砣就能称出很重的东西，秤杆上的刻度表示重量，自古就用于集市。";
    assertThat(page("<p>" + chinese + "</p>").text()).isEqualTo(chinese);
  }

  @Test
  void givesNothingForPagesOfLinks() {
    HtmlText.Page page = page("<a href=a>" + LONG + "</a><p><a href=b>" + LONG + "</a></p>");
    assertThat(page.text()).isEmpty();
    assertThat(page("").text()).isEmpty();
    assertThat(HtmlText.of("").text()).isEmpty();
    assertThat(HtmlText.of("plain words").text()).isEmpty();
  }

  @Test
  void readsDeepAndBrokenMarkup() {
    String deep = "<div>".repeat(20_000) + LONG;
    assertThat(HtmlText.of(deep).text()).isEqualTo(LONG);
    assertThat(HtmlText.of("<p><b>" + LONG + "<table><td>x").text()).startsWith(LONG);
  }
}
