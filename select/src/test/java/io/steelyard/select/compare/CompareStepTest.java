package io.steelyard.select.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.Summary;
import io.steelyard.select.SelectionRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareStepTest {
  @TempDir Path folder;

  @Test
  void putsTheMethodsSideBySide() throws IOException {
    SelectionRuns runs = new SelectionRuns(folder);
    String step =
        "select.compare: {target: target.jsonl, budget: 18 documents, gold: code, min-words: 0}";
    StepOutput done = runs.run(step, 2);
    JsonNode rows = Json.read(done.folder().resolve(CompareStep.FILE));
    assertThat(rows).hasSize(5);
    JsonNode zipFit = rows.get(0);
    JsonNode random = rows.get(4);
    assertThat(zipFit.get("method").asText()).isEqualTo("zip-fit");
    assertThat(zipFit.get("precision").asDouble()).isEqualTo(1);
    assertThat(zipFit.get("documents_in_common").get("zip-fit").asInt()).isEqualTo(18);
    assertThat(random.get("precision").asDouble()).isLessThan(0.8);
    assertThat(zipFit.get("bits_per_character").asDouble())
        .isLessThan(random.get("bits_per_character").asDouble());
    assertThat(SelectionRuns.summary(done).items())
        .anyMatch(i -> i instanceof Summary.Table t && t.id().equals("comparison"))
        .anyMatch(i -> i instanceof Summary.Estimates e && e.values().size() == 4);
    assertThat(runs.run(step, 1).manifest().digest()).isEqualTo(done.manifest().digest());
  }

  @Test
  void needsTextsToHoldOut() throws IOException {
    SelectionRuns runs = new SelectionRuns(folder);
    Files.writeString(
        folder.resolve("one.jsonl"), SelectionRuns.json(SelectionRuns.text("code", 100), "x"));
    assertThatThrownBy(() -> runs.run("select.compare: {target: one.jsonl, share: 10%}", 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("target: of 1 texts")
        .hasMessageContaining("give more texts");
  }
}
