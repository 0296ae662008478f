package io.steelyard.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.artifact.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that look at a finished run. */
class InspectTest {
  private static final String RECIPE = ToySteps.RECIPE.replace("documents: 600", "documents: 90");

  @TempDir static Path folder;
  private static Path run;

  private final Session session = new Session();

  @BeforeAll
  static void make() throws IOException {
    run = Session.toyRun(folder, RECIPE);
  }

  private static Path step(Path of, String prefix) throws IOException {
    try (var folders = Files.list(of)) {
      return folders
          .filter(f -> f.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void queryListsTheViews() {
    session.type("query", run);
    assertThat(session.exit()).as(session.err()).isZero();
    assertThat(session.out())
        .containsPattern(
            "toy_drop +toy.drop +90 +path record domain part bytes keep reason share word");
  }

  @Test
  void queryAnswersSql() throws IOException {
    session.type("query", run, "select reason, count(*) n from toy_drop group by 1 order by 1");
    assertThat(session.exit()).as(session.err()).isZero();
    assertThat(session.out()).containsPattern("too_short +10");
    session.type("query", run, "from toy_drop where not keep order by record limit 1", "--json");
    assertThat(session.events().get(0).path("reason").asText()).isEqualTo("too_short");
    session.type("query", run, "from toy_drop", "--limit", 2);
    assertThat(session.out().lines()).hasSize(3);
    assertThat(session.err()).contains("the first 2 rows; see more with --limit");
  }

  @Test
  void queryCannotLeaveTheRunOrWrite() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.csv"), "a\n1\n");
    for (String sql :
        new String[] {
          "select * from read_csv('" + secret + "')",
          "copy (select 1) to '" + folder.resolve("made.csv") + "'",
          "copy (select 1) to '" + step(run, "02-toy.drop").resolve("made.csv") + "'",
          "attach '" + folder.resolve("made.db") + "' as d",
          "set enable_external_access = true",
          "install httpfs",
          "set allowed_directories = ['/']",
          "select 1; copy (select 1) to '" + folder.resolve("made.csv") + "'",
          "copy (select 1) to '"
              + step(run, "02-toy.drop").resolve("part-00000.parquet")
              + "' (format parquet)",
          "select * from read_text('" + step(run, "02-toy.drop").resolve("ledger.json") + "')",
          "create table t as select 1"
        }) {
      session.type("query", run, sql);
      assertThat(session.exit()).as(sql).isEqualTo(2);
    }
    session.type("doctor", run);
    assertThat(session.exit()).as("no file changed").isZero();
    assertThat(folder.resolve("made.csv")).doesNotExist();
    assertThat(folder.resolve("made.db")).doesNotExist();
    assertThat(step(run, "02-toy.drop").resolve("made.csv")).doesNotExist();
  }

  @Test
  void wrongSqlIsToldWithoutATrace() {
    session.type("query", run, "select nonsense from toy_drop");
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err())
        .contains("the SQL cannot be run")
        .contains("nonsense")
        .doesNotContain("\tat ");
  }

  @Test
  void whyFollowsADroppedDocument() {
    session.type("why", run, "toy/lines.txt#9");
    assertThat(session.exit()).as(session.err()).isZero();
    assertThat(session.out())
        .contains("1 toy.make  read")
        .contains("2 toy.drop  dropped: too_short")
        .containsPattern("share +0.009")
        .contains("\\u202e")
        .doesNotContain("\u202e")
        .doesNotContain("3 toy.edit");
  }

  @Test
  void whyShowsEditsOfAKeptDocument() throws IOException {
    session.type("why", run, "toy/lines.txt#10");
    assertThat(session.out())
        .contains("2 toy.drop  kept")
        .contains("3 toy.edit  edited")
        .containsPattern("before +…")
        .containsPattern("after +…");
    session.type("why", run, "toy/lines.txt#10", "--json");
    assertThat(session.events()).hasSize(3);
    assertThat(session.events().get(2).path("edited").asBoolean()).isTrue();
  }

  @Test
  void whySaysWhatAnIdIs() {
    session.type("why", run, "lines.txt");
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("expected path#record");
    session.type("why", run, "other.txt#1");
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("has a document other.txt#1").contains("toy/lines.txt#0");
  }

  @Test
  void peekShowsARunAndAnArtifact() throws IOException {
    session.type("peek", run);
    assertThat(session.out()).contains("toy, seed 7").containsPattern("2 +toy.drop +verdicts");
    session.type("peek", step(run, "01-toy.make"), "--documents", 1);
    assertThat(session.exit()).as(session.err()).isZero();
    assertThat(session.out())
        .contains("corpus, made by toy.make")
        .contains("\"documents\":90")
        .containsPattern("fr +\\d+ +\\d")
        .contains("toy/lines.txt#0");
    session.type("peek", folder);
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("no finished artifact here");
  }

  @Test
  void diffOfARunWithItselfSaysSo() {
    session.type("diff", run, run);
    assertThat(session.out()).contains("The runs are the same");
  }

  @Test
  void diffTellsSettingsDigestsAndDomains() throws IOException {
    Path other = folder.resolve("other");
    Files.createDirectories(other);
    Path second = Session.toyRun(other, RECIPE.replace("every: 9", "every: 3"));
    session.type("diff", run, second);
    assertThat(session.out())
        .contains("toy.drop  every: 9 → 3")
        .containsPattern("toy.drop  digest: [0-9a-f]{12} → [0-9a-f]{12}")
        .contains("Documents at the end, where they differ:")
        .containsPattern("fr +\\d+ +\\d+ +-\\d+")
        .doesNotContain("toy.make  ");
    session.type("diff", run, second, "--json");
    JsonNode last = session.events().get(session.events().size() - 1);
    assertThat(last.path("same").asBoolean(true)).isFalse();
  }

  @Test
  void doctorVerifiesARunAndNamesADamagedFile(@TempDir Path temp) throws IOException {
    session.type("doctor", run);
    assertThat(session.exit()).as(session.out()).isZero();
    assertThat(session.out()).contains("files as written");
    Path damaged = Session.toyRun(temp, RECIPE);
    Path shard = step(damaged, "01-toy.make").resolve("part-00000.jsonl.zst");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    session.type("doctor", damaged);
    assertThat(session.exit()).isEqualTo(1);
    assertThat(session.out())
        .contains("part-00000.jsonl.zst")
        .contains("no longer match the checksum");
  }

  @Test
  void serveAnswersOnlyWithTheTokenOnLoopback() throws Exception {
    try (ServeCommand.Served served = ServeCommand.start(run, 0)) {
      assertThat(served.server().getAddress().getAddress().isLoopbackAddress()).isTrue();
      HttpResponse<String> page = get(served.address());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("id=\"story\"");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'")
          .contains("frame-ancestors 'none'");
      assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
      String root = served.address().replaceFirst("/[0-9a-f]{32}/$", "/");
      assertThat(get(root).statusCode()).isEqualTo(404);
      assertThat(get(root + "0".repeat(32) + "/").statusCode()).isEqualTo(404);
      assertThat(get(root).body()).doesNotContain("story");
    }
  }

  private static HttpResponse<String> get(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void cleanRemovesOnlyWhatTheLatestRunDoesNotUse(@TempDir Path temp) throws IOException {
    Session.toyRun(temp, RECIPE.replace("every: 9", "every: 3"));
    Path latest = Session.toyRun(temp, RECIPE);
    Files.createDirectories(latest.resolve("my-notes"));
    session.type("clean", latest);
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("nobody can be asked here, so say --yes");
    session.type("clean", latest, "--keep", 1, "--yes");
    assertThat(session.out()).contains("Nothing to remove.");
    session.type("clean", latest, "--yes");
    assertThat(session.exit()).as(session.err()).isZero();
    assertThat(session.out()).contains("Removed 5 folders");
    assertThat(latest.resolve("my-notes")).exists();
    session.type("doctor", latest);
    assertThat(session.exit()).isZero();
    session.type("clean", latest, "--keep", -1);
    assertThat(session.exit()).isEqualTo(2);
    assertThat(session.err()).contains("option --keep: expected 0 or more");
  }

  @Test
  void theSchemaKnowsEveryStepAndSetting() throws IOException {
    session.type("schema");
    JsonNode schema = Json.MAPPER.readTree(session.out());
    JsonNode steps = schema.at("/properties/steps/items/anyOf/1/properties");
    assertThat(steps.has("toy.drop")).isTrue();
    assertThat(steps.at("/toy.drop/required/0").asText()).isEqualTo("every");
    assertThat(steps.at("/toy.make/properties/skew/enum/1").asText()).isEqualTo("long-tail");
    assertThat(steps.at("/toy.make/properties/documents/description").asText())
        .isEqualTo("how many (default: 60)");
    assertThat(steps.at("/toy.make/properties/from").isMissingNode()).isFalse();
  }
}
