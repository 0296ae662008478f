package io.steelyard.proofs.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.step.Proof.Outcome;
import io.steelyard.decode.Prompts;
import io.steelyard.decode.answer.Item;
import io.steelyard.model.OpenedModel;
import io.steelyard.proofs.lab.Kept;
import io.steelyard.proofs.lab.Lines;
import io.steelyard.proofs.lab.Packages.Described;
import io.steelyard.proofs.lab.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each experiment runs to its verdict on a model of random weights; the verdict is not the point.
 */
class DecodeProofsTest {
  private static TinyModel tiny;
  private static OpenedModel opened;

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private final Lines lines = new Lines(said::add);

  @BeforeAll
  static void open() {
    tiny = new TinyModel();
    opened = tiny.opened();
  }

  @AfterAll
  static void close() {
    tiny.close();
  }

  private Kept kept() {
    return new Kept(folder);
  }

  private void judged(Outcome outcome, int thresholds) {
    assertThat(said).contains("| asked | seen | held |");
    int head = said.lastIndexOf("| asked | seen | held |");
    assertThat(said.size() - head - 2).isEqualTo(thresholds);
    assertThat(outcome.why()).contains("thresholds held");
    assertThat(String.join("\n", said)).doesNotContain("NaN");
  }

  private static List<int[]> openings(int n) {
    List<int[]> openings = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      openings.add(Prompts.encode(opened, "Opening number " + i + " of several"));
    }
    return openings;
  }

  @Test
  void mirostat() {
    MirostatProof proof = new MirostatProof(3, 2, 40);
    Outcome first = proof.prove(opened, openings(3), kept(), lines);
    judged(first, 6);
    List<String> again = new ArrayList<>();
    proof.prove(opened, openings(3), kept(), new Lines(again::add));
    assertThat(again).isEqualTo(said);
  }

  @Test
  void locallyTypical() {
    judged(new LocallyTypicalProof(5, 12).prove(opened, openings(5), kept(), lines), 3);
  }

  @Test
  void branchingFactor() {
    judged(new BranchingFactorProof(3, 4, 8).prove(opened, folder, kept(), lines), 4);
  }

  @Test
  void answerAttentiveness() {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      items.add(new Item("i" + i, "What is " + i + "?", List.of("a", "bc", "d", "e"), i % 4));
    }
    judged(
        new AnswerAttentivenessProof(4)
            .prove(opened, items.subList(4, 8), items.subList(0, 4), kept(), lines),
        5);
  }

  @Test
  void diverseGeneration() {
    Map<String, List<Described>> packages = new LinkedHashMap<>();
    for (String label : List.of("games", "net", "science", "sound")) {
      List<Described> all = new ArrayList<>();
      for (int i = 0; i < 13; i++) {
        all.add(new Described(label + i, label, "a thing for " + label + " of kind " + i));
      }
      packages.put(label, all);
    }
    Outcome outcome = new DiverseGenerationProof(3, 5).prove(opened, packages, kept(), lines);
    assertThat(outcome.why()).contains("thresholds held");
    assertThat(said).anyMatch(line -> line.startsWith("| labels replaced by the oracle |"));
  }

  @Test
  void multilingualSampling() {
    Map<String, Map<String, String>> purposes = new LinkedHashMap<>();
    List<String> names = List.of("a.1", "b.2", "c.3", "d.4", "e.5");
    for (String language : List.of("en", "fr")) {
      Map<String, String> of = new LinkedHashMap<>();
      names.forEach(name -> of.put(name, "what " + name + " does in " + language));
      purposes.put(language, of);
    }
    judged(new MultilingualSamplingProof(2).prove(opened, purposes, names, kept(), lines), 5);
  }

  @Test
  void uddia() {
    judged(new UddiaProof(2, 3).prove(opened, folder, kept(), lines), 6);
  }

  @Test
  void keyNavigation() throws Exception {
    Outcome outcome = new KeyNavigationProof(1, 8, 2).prove(opened, folder, kept(), lines);
    assertThat(said).anyMatch(line -> line.startsWith("| List the months of the year. |"));
    // Random weights answer no list.
    assertThat(outcome.why()).contains("can answer none of the lists");
    assertThat(KeyNavigationProof.lists()).hasSize(20);
  }
}
