package io.steelyard.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepsTest {
  @TempDir Path folder;

  @BeforeEach
  void model() throws IOException {
    Files.writeString(folder.resolve("random.gguf"), "random");
    Files.writeString(folder.resolve("say.gguf"), "say abcab");
    StringBuilder prompts = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      prompts.append(
          "{\"id\":\"p"
              + i
              + "\",\"prompt\":\"hello "
              + i
              + " there\",\"language\":\"l"
              + i % 2
              + "\"}\n");
    }
    Files.writeString(folder.resolve("prompts.jsonl"), prompts.toString());
  }

  private StepOutput run(String step, String settings, String out) {
    String recipe = "name: c\nseed: 3\nsteps:\n  - " + step + ": {" + settings + "}\n";
    return RecipeRunner.run(
            Recipe.parse(
                recipe, "r.yaml", "r", folder, new StepRegistry(new DecodeSteps().steps())),
            folder.resolve(out),
            2,
            RecipeRunner.Listener.SILENT)
        .get(0);
  }

  private static List<JsonNode> rows(StepOutput output) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(output.folder())) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().matches("part-.*jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          rows.add(Json.MAPPER.readTree(line));
        }
      }
    }
    return rows;
  }

  private static String summary(StepOutput output) throws IOException {
    return Files.readString(output.folder().resolve("summary.json"));
  }

  @Test
  void generateWritesARowPerText() throws IOException {
    StepOutput output =
        run(
            "decode.generate",
            "model: random.gguf, prompts: prompts.jsonl, samples: 2, max-tokens: 12, part: 4,"
                + " trace: true, chain: {preset: llama-cpp, top-k: 20}",
            "out");
    List<JsonNode> rows = rows(output);
    assertThat(rows).hasSize(20);
    assertThat(rows.get(0).path("id").asText()).isEqualTo("p0");
    assertThat(rows.get(0).path("trace").path("kept")).isNotEmpty();
    assertThat(rows.get(0).path("finish").asText()).isIn("max-new-tokens", "end-token");
    assertThat(output.manifest().parts()).hasSize(3);
    assertThat(summary(output)).contains("Surprise along the text").contains("Why texts ended");
  }

  @Test
  void rowsDoNotChangeTheTexts() throws IOException {
    String same = "model: random.gguf, prompts: prompts.jsonl, samples: 2, max-tokens: 12, ";
    List<JsonNode> one = rows(run("decode.generate", same + "rows: 1", "a"));
    List<JsonNode> many = rows(run("decode.generate", same + "rows: 7", "b"));
    assertThat(many).isEqualTo(one);
  }

  @Test
  void aKilledRunGoesOnAfterItsLastPart() throws IOException {
    String settings = "model: random.gguf, prompts: prompts.jsonl, max-tokens: 8, part: 4";
    StepOutput whole = run("decode.generate", settings, "out");
    String digest = whole.manifest().digest();
    Files.delete(whole.folder().resolve("steelyard.json"));
    Files.delete(whole.folder().resolve("part-00002.jsonl.stamp.json"));
    assertThat(run("decode.generate", settings, "out").manifest().digest()).isEqualTo(digest);
  }

  @Test
  void theModelsBytesArePartOfTheKey() throws IOException {
    String settings = "model: random.gguf, prompts: prompts.jsonl, max-tokens: 4";
    Path before = run("decode.generate", settings, "out").folder();
    Files.writeString(folder.resolve("random.gguf"), "random ");
    assertThat(run("decode.generate", settings, "out").folder()).isNotEqualTo(before);
  }

  @Test
  void scoreWritesARowPerContinuation() throws IOException {
    Files.writeString(
        folder.resolve("pairs.jsonl"),
        "{\"prompt\":\"xx New\",\"continuations\":[\"ark\",\" the\"]}\n");
    StepOutput output =
        run("decode.score", "model: random.gguf, prompts: pairs.jsonl, capacity: 64", "out");
    List<JsonNode> rows = rows(output);
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).path("retokenised").asBoolean()).isTrue();
    assertThat(rows.get(1).path("log_probability").asDouble()).isNegative();
    assertThat(rows.get(1).path("id").asText()).isEqualTo("line 1");
  }

  @Test
  void locallyTypicalShowsTheTopTokensItDropped() throws IOException {
    StepOutput output =
        run(
            "decode.locally-typical",
            "model: random.gguf, prompts: {file: prompts.jsonl, limit: 3}, mass: [0.2, 0.9],"
                + " max-tokens: 20",
            "out");
    assertThat(rows(output)).hasSize(9);
    assertThat(summary(output)).contains("typical 0.2").contains("top token dropped");
  }

  @Test
  void mirostatShowsWhatWasAttained() throws IOException {
    StepOutput output =
        run(
            "decode.mirostat",
            "model: random.gguf, prompts: {file: prompts.jsonl, limit: 4}, tau: [4],"
                + " top-p: [0.9], max-tokens: 200, end-tokens: false",
            "out");
    List<JsonNode> rows = rows(output);
    assertThat(rows).hasSize(8);
    double bits =
        rows.stream()
            .filter(r -> r.path("chain").asText().startsWith("mirostat"))
            .mapToDouble(r -> r.path("bits_per_token").asDouble())
            .average()
            .orElseThrow();
    assertThat(bits).isBetween(3.9, 4.1);
    assertThat(summary(output)).contains("Wanted and attained surprise");
    StepOutput out =
        run(
            "decode.mirostat",
            "model: say.gguf, prompts: {file: prompts.jsonl, limit: 1}, tau: [3]",
            "out2");
    assertThat(summary(out)).contains("tau 3.0 was not attained (0.00 bits)");
  }

  @Test
  void branchingFactorIsOneForAModelWithOneAnswer() throws IOException {
    StepOutput output =
        run(
            "decode.branching-factor",
            "model: say.gguf, prompts: {file: prompts.jsonl, limit: 2}, samples: 4,"
                + " max-tokens: 10",
            "out");
    assertThat(rows(output)).hasSize(2);
    assertThat(rows(output).get(0).path("branching_factor").asDouble()).isEqualTo(1);
    assertThat(summary(output)).contains("Ways to go on, per token");
  }

  @Test
  void attentivenessPutsItemsInEveryStyle() throws IOException {
    Files.writeString(
        folder.resolve("items.jsonl"),
        "{\"question\":\"q one\",\"choices\":[\"a\",\"bc\"],\"answer\":1}\n"
            + "{\"question\":\"q two\",\"choices\":[\"New\",\"Newark\",\"x\"],\"answer\":\"x\"}\n");
    StepOutput output =
        run(
            "decode.answer-attentiveness",
            "model: random.gguf, items: items.jsonl, pool: items.jsonl, shots: [0, 1],"
                + " max-tokens: 5, capacity: 500",
            "out");
    List<JsonNode> rows = rows(output);
    assertThat(rows).hasSize(12);
    assertThat(rows.get(0).path("mass").asDouble()).isBetween(0.0, 1.0);
    assertThat(rows.get(1).path("end_marked").asBoolean()).isTrue();
    assertThat(rows.get(1).path("gold").asInt()).isEqualTo(2);
    assertThat(summary(output)).contains("no choices, 0 shots").contains("letters, 1 shots");
    Files.writeString(folder.resolve("items.jsonl"), "{\"question\":\"q\",\"choices\":[\"a\"]}\n");
    assertThatThrownBy(
            () -> run("decode.answer-attentiveness", "model: random.gguf, items: items.jsonl", "o"))
        .hasMessageContaining("items.jsonl:1: expected choices");
  }

  @Test
  void multilingualSamplingHedgesAndChooses() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      lines
          .append("{\"prompt\":\"p " + i + "\",\"language\":\"" + (i % 2 == 0 ? "en" : "fr"))
          .append("\",\"reference\":\"the cat sat\"}\n");
    }
    Files.writeString(folder.resolve("refs.jsonl"), lines);
    for (String selector : List.of("mbr", "chops", "probable", "random")) {
      StepOutput output =
          run(
              "decode.multilingual-sampling",
              "model: random.gguf, prompts: refs.jsonl, max-tokens: 12, judge-tokens: 8,"
                  + " selector: "
                  + selector,
              "out");
      List<JsonNode> rows = rows(output);
      assertThat(rows).hasSize(6);
      assertThat(rows.get(0).path("pool")).hasSize(5);
      String greedy = rows.get(0).path("pool").get(0).path("text").asText();
      List<JsonNode> plain =
          rows(
              run(
                  "decode.generate",
                  "model: random.gguf, prompts: refs.jsonl, max-tokens: 12, chain: {temperature:"
                      + " 0}",
                  "plain"));
      assertThat(greedy).isEqualTo(plain.get(0).path("text").asText());
      assertThat(summary(output)).contains("Pools per language");
    }
  }

  @Test
  void evidenceInAnotherLanguageVotesAndIsNeverChosen() throws IOException {
    Files.writeString(folder.resolve("refs.jsonl"), "{\"prompt\":\"un\"}\n{\"prompt\":\"deux\"}\n");
    String settings =
        "model: random.gguf, prompts: refs.jsonl, max-tokens: 12, utility: states, evidence: 3";
    StepOutput output = run("decode.multilingual-sampling", settings, "out");
    for (JsonNode row : rows(output)) {
      assertThat(row.path("evidence")).hasSize(3);
      assertThat(row.path("chosen").asInt()).isBetween(0, 4);
      assertThat(row.path("text"))
          .isEqualTo(row.path("pool").get(row.path("chosen").asInt()).path("text"));
    }
    assertThatThrownBy(
            () ->
                run(
                    "decode.multilingual-sampling",
                    "model: random.gguf, prompts: refs.jsonl, evidence: 3",
                    "out"))
        .hasMessageContaining("evidence needs selector: mbr and utility: states");
  }

  @Test
  void diverseGenerationGoesOnFromItsRoundsAndTakesReviews() throws IOException {
    String settings =
        "model: random.gguf, task: Write words, labels: {a: one, b: two}, per-label: 6, batch: 3,"
            + " max-tokens: 30, max-too-long: 100%, temperature: 2";
    StepOutput output = run("decode.diverse-generation", settings, "out");
    String digest = output.manifest().digest();
    List<String> texts = Files.readAllLines(output.folder().resolve("texts.jsonl"));
    assertThat(texts).isNotEmpty();
    assertThat(Files.readString(output.folder().resolve("counts.json"))).contains(":");
    Files.delete(output.folder().resolve("steelyard.json"));
    Files.delete(output.folder().resolve("round-00001.jsonl.stamp.json"));
    assertThat(run("decode.diverse-generation", settings, "out").manifest().digest())
        .isEqualTo(digest);
    String queue = Files.readString(output.folder().resolve("review.jsonl"));
    Files.writeString(
        folder.resolve("filled.jsonl"), queue.replaceFirst("\"label\":null", "\"label\":\"\""));
    StepOutput reviewed =
        run("decode.diverse-generation", settings + ", reviews: filled.jsonl", "out");
    assertThat(Files.readString(reviewed.folder().resolve("texts.jsonl"))).contains("filtered");
    assertThat(summary(reviewed)).contains("Label accuracy");
  }

  @Test
  void keyNavigationListsAnswersAndMeasuresKeys() throws IOException {
    Files.writeString(
        folder.resolve("lists.jsonl"),
        "{\"prompt\":\"Name things.\",\"gold\":[\"a\",\"b\"]}\n{\"prompt\":\"List words.\"}\n");
    StepOutput output =
        run(
            "decode.key-navigation",
            "model: random.gguf, prompts: lists.jsonl, answers: 5, per-round: 2, clusters: 4,"
                + " max-tokens: 6, width: 40",
            "out");
    assertThat(rows(output)).hasSize(20);
    assertThat(rows(output).get(0).has("right")).isTrue();
    assertThat(summary(output)).contains("key correlation").contains("plain walk");
  }

  @Test
  void uddiaWritesDownEveryIntervention() throws IOException {
    Files.writeString(folder.resolve("linear.gguf"), "linear");
    Files.writeString(folder.resolve("pairs.tsv"), "she\the\nwoman\tman\n");
    Files.writeString(folder.resolve("head.json"), "{\"weights\":[[1,0,0,0,0,0],[0,1,0,0,0,0]]}");
    String settings =
        "model: linear.gguf, prompts: {file: prompts.jsonl, limit: 3}, pairs: pairs.tsv,"
            + " head: head.json, max-tokens: 6, samples: 2, perplexity: 1000000, gate: 0.001,"
            + " mask: 0.55";
    StepOutput output = run("decode.uddia", settings, "out");
    List<JsonNode> rows = rows(output);
    assertThat(rows).hasSize(6);
    assertThat(rows.get(0).path("interventions")).isNotEmpty();
    assertThat(rows.get(0).path("interventions").get(0).path("change").asDouble()).isPositive();
    assertThat(summary(output)).contains("What was changed");
    Files.writeString(folder.resolve("head.json"), "{\"weights\":[[1],[0]]}");
    assertThatThrownBy(() -> run("decode.uddia", settings, "out"))
        .hasMessageContaining("head.json: expected weights with two rows of 6 numbers");
    assertThatThrownBy(() -> run("decode.uddia", "model: linear.gguf", "out"))
        .hasMessageContaining("pairs or head must be given");
  }

  @Test
  void requestsThatCannotWorkAreRefusedBeforeAnyWork() {
    assertThatThrownBy(() -> run("decode.generate", "model: nowhere, prompts: prompts.jsonl", "o"))
        .hasMessageContaining("no model at");
    assertThatThrownBy(
            () -> run("decode.generate", "model: random.gguf, prompts: nothing.jsonl", "o"))
        .hasMessageContaining("nothing.jsonl: no such file");
    assertThatThrownBy(
            () ->
                run(
                    "decode.generate",
                    "model: random.gguf, prompts: prompts.jsonl, chain: {temperature: -1}",
                    "o"))
        .hasMessageContaining("temperature must be 0 (greedy) or positive");
    assertThatThrownBy(
            () ->
                run("decode.mirostat", "model: random.gguf, prompts: prompts.jsonl, tau: [0]", "o"))
        .hasMessageContaining("tau must be positive");
    assertThatThrownBy(
            () ->
                run(
                    "decode.generate",
                    "model: random.gguf, prompts: {file: prompts.jsonl, field: question}",
                    "o"))
        .hasMessageContaining("prompts.jsonl:1: expected the field 'question'")
        .hasMessageContaining("id, prompt, language");
    assertThatThrownBy(
            () ->
                run(
                    "decode.generate",
                    "model: random.gguf, prompts: prompts.jsonl, chain: {mirostat: 2, top-k: 5}",
                    "o"))
        .hasMessageContaining("mirostat replaces")
        .hasMessageContaining("r.yaml:4:");
  }

  @Test
  void promptsAreMessagesWhereAskedFor() throws IOException {
    Files.writeString(folder.resolve("chat.gguf"), "chat random");
    String settings = "prompts: {file: prompts.jsonl, chat: true}, max-tokens: 6, part: 10";
    List<JsonNode> asked = rows(run("decode.generate", "model: chat.gguf, " + settings, "asked"));
    String written =
        Files.readString(folder.resolve("prompts.jsonl"))
            .replaceAll("\"prompt\":\"([^\"]*)\"", "\"prompt\":\"<|user|>$1<|assistant|>\"");
    Files.writeString(folder.resolve("written.jsonl"), written);
    List<JsonNode> plain =
        rows(
            run(
                "decode.generate",
                "model: random.gguf, prompts: written.jsonl, max-tokens: 6, part: 10",
                "plain"));
    assertThat(asked.stream().map(r -> r.path("text").asText()))
        .containsExactlyElementsOf(plain.stream().map(r -> r.path("text").asText()).toList());
    assertThatThrownBy(() -> run("decode.generate", "model: random.gguf, " + settings, "none"))
        .hasMessageContaining("has no chat template; leave chat off");
  }
}
