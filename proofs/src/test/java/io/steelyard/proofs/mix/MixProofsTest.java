package io.steelyard.proofs.mix;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.step.Proof.Outcome;
import io.steelyard.proofs.lab.ByteDomain;
import io.steelyard.proofs.lab.ByteLab;
import io.steelyard.proofs.lab.ByteLab.Size;
import io.steelyard.proofs.lab.Kept;
import io.steelyard.proofs.lab.Lines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each experiment runs to its verdict in a few steps; the verdict is not the point. */
class MixProofsTest {
  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private final Lines lines = new Lines(said::add);

  private static Size size(int vocabulary, boolean tied) {
    return new Size(vocabulary, 16, 2, 16, 4, 20, 4, tied);
  }

  private static ByteLab lab(Size size, String... names) {
    List<ByteDomain> domains = new ArrayList<>();
    for (int k = 0; k < names.length; k++) {
      List<String> texts = List.of((names[k] + " says something. ").repeat(100 / (k + 1)));
      domains.add(
          ByteDomain.tagged(names[k], 256 + k, texts, texts, size.length(), Long.MAX_VALUE));
    }
    return new ByteLab(domains, size);
  }

  private void judged(Outcome outcome, int thresholds) {
    int head = said.lastIndexOf("| asked | seen | held |");
    assertThat(said.size() - head - 2).isEqualTo(thresholds);
    assertThat(outcome.why()).contains("thresholds held");
    assertThat(String.join("\n", said)).doesNotContain("NaN");
  }

  @Test
  void cooldown() {
    Size size = size(260, true);
    CooldownProof proof = new CooldownProof(size, 1);
    judged(proof.prove(lab(size, "de", "it", "da", "id"), new Kept(folder), lines), 7);
    // What is kept is not run again, and says the same.
    List<String> again = new ArrayList<>();
    proof.prove(lab(size, "de", "it", "da", "id"), new Kept(folder), new Lines(again::add));
    assertThat(again).isEqualTo(said);
  }

  @Test
  void upsampling() {
    Size size = size(260, true);
    judged(
        new DomainUpsamplingProof(size, 1)
            .prove(lab(size, "web", "code", "de", "uk"), new Kept(folder), lines),
        8);
    assertThat(said).anyMatch(line -> line.startsWith("| f = 0.1 without uk |"));
  }

  @Test
  void languageImbalance() {
    Size size = size(512, false);
    List<String> texts = List.of("The quick brown fox jumps. ".repeat(200));
    ByteDomain english = ByteDomain.plain("en", texts, texts, size.length(), Long.MAX_VALUE);
    Outcome outcome = new LanguageImbalanceProof(size, 1).prove(english, new Kept(folder), lines);
    assertThat(outcome.why()).contains("thresholds held");
    assertThat(said).anyMatch(line -> line.startsWith("| .1_.9 |"));
  }
}
