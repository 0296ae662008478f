package io.steelyard.select.sample;

import static io.steelyard.select.SelectionRuns.keptByDomain;
import static io.steelyard.select.SelectionRuns.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.step.StepOutput;
import io.steelyard.select.SelectionRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleStepsTest {
  @TempDir Path folder;
  private SelectionRuns runs;

  @BeforeEach
  void write() throws IOException {
    runs = new SelectionRuns(folder);
  }

  @Test
  void drawsTheAmountAtRandom() throws IOException {
    StepOutput step = runs.run("select.random: {budget: 30 documents}", 2);
    Map<String, Integer> kept = keptByDomain(step);
    assertThat(kept.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(30);
    assertThat(kept.values()).allMatch(n -> n >= 3);
    assertThat(runs.run("select.random: {budget: 30 documents}", 1).manifest().digest())
        .isEqualTo(step.manifest().digest());
  }

  @Test
  void keepsTheSharesOfTheStrata() throws IOException {
    StepOutput step = runs.run("select.stratified: {budget: 30 documents, by: domain}", 1);
    assertThat(keptByDomain(step)).isEqualTo(Map.of("code", 10, "list", 10, "prose", 10));
    step = runs.run("select.stratified: {budget: 31 documents}", 2);
    assertThat(rows(step, "stratum").stream().filter(Verdicts.Row::kept)).hasSize(31);
    assertThat(rows(step, "stratum").get(0).scores()[0]).isEqualTo("code, 256 bytes and more");
  }

  @Test
  void givesWhatAStratumLacksToTheOthers() throws IOException {
    StepOutput step =
        runs.run("select.stratified: {budget: 45 documents, by: length, shares: equal}", 1);
    assertThat(rows(step).stream().filter(Verdicts.Row::kept)).hasSize(45);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> runs.run("select.random: {}", 1))
        .hasMessageContaining("budget: give one of budget");
    assertThatThrownBy(() -> runs.run("select.stratified: {share: 10%, by: []}", 1))
        .hasMessageContaining("by: name domain, length or both");
  }
}
