package io.steelyard.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.app.report.ReportStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir static Path folder;

  private static Path run;
  private static String page;

  @BeforeAll
  static void render() throws IOException {
    run = Session.toyRun(folder, ToySteps.RECIPE.replace("name: toy", "name: toy # <b>&\"'"));
    page = Files.readString(step("06-report").resolve(ReportStep.FILE));
  }

  private static Path step(String prefix) throws IOException {
    try (var folders = Files.list(run)) {
      return folders
          .filter(f -> f.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void hostileTextIsShownAndNeverActs() {
    assertThat(page)
        .doesNotContain("<script>alert")
        .doesNotContain("<img")
        .doesNotContain("\u202e");
    assertThat(page).contains("&lt;script&gt;alert(&#39;xss&#39;)&lt;/script&gt;");
    assertThat(page).contains("length &lt;b&gt;").contains("name: toy # &lt;b&gt;&amp;&quot;&#39;");
  }

  @Test
  void loadsNothing() {
    assertThat(page.replaceAll("&lt;.*?&gt;", ""))
        .doesNotContainPattern("(?i)(src|href|action)=\"?https?:")
        .doesNotContain("@import")
        .doesNotContain("url(");
    assertThat(page).contains("default-src &#39;none&#39;");
  }

  @Test
  void tellsTheStoryFirst() {
    int story = page.indexOf("id=\"story\"");
    assertThat(page.indexOf("<dt>Documents</dt>")).isGreaterThan(story);
    assertThat(page.indexOf("a steelyard that tilts by")).isGreaterThan(story);
    assertThat(page.indexOf("id=\"domains\""))
        .isGreaterThan(page.indexOf("a steelyard that tilts by"));
  }

  @Test
  void everyItemTypeIsRendered() {
    assertThat(page)
        .contains("no stop words for &#39;xx&#39;")
        .contains("What each rule saw")
        .contains("0.991 [0.981, 0.997] 95% wilson, n = 400")
        .contains("0.985 (full count, n = 17,597)")
        .contains("undefined, n = 0")
        .contains("Documents that were dropped")
        .contains("Proportions over training")
        .contains("Share of training bytes: drawn under")
        .contains("closes in documents and bytes");
  }

  @Test
  void everyChartHasATextAlternative() {
    long charts = page.split("class=\"chart\"", -1).length - 1;
    long tables = page.split("<summary>Numbers</summary>", -1).length - 1;
    assertThat(charts).isPositive();
    assertThat(tables).isGreaterThanOrEqualTo(charts);
    assertThat(page.split("role=\"img\"", -1).length)
        .isEqualTo(page.split("role=\"img\" aria-label=\"", -1).length);
  }

  @Test
  void carriesTheRecipeAndAllDigests() throws IOException {
    String digest = io.steelyard.core.artifact.Manifest.read(step("02-toy.drop")).digest();
    assertThat(page).contains(digest).contains("- toy.drop: {every: 9}");
  }

  @Test
  void theCommandWritesTheSamePage() throws IOException {
    Session session = new Session().type("report", run, "--to", folder.resolve("r.html"));
    assertThat(session.exit()).as(session.err()).isZero();
    assertThat(Files.readString(folder.resolve("r.html"))).isEqualTo(page);
    session.type("report", folder);
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("no finished run here");
  }
}
