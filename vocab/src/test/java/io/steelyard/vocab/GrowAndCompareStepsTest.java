package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.vocab.format.TokenizerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowAndCompareStepsTest {
  @TempDir Path out;

  private static List<StepOutput> run(Path folder, int threads, String... steps) {
    List<Class<? extends Step>> known = new ArrayList<>(new VocabSteps().steps());
    known.add(VocabStepsTest.CorpusStep.class);
    String recipe = "name: g\nseed: 7\nsteps:\n  - " + String.join("\n  - ", steps) + "\n";
    return RecipeRunner.run(
        Recipe.parse(recipe, "r.yaml", "r", Path.of("."), new StepRegistry(known)),
        folder,
        threads,
        RecipeRunner.Listener.SILENT);
  }

  @Test
  void aRecipeGrowsPrunesAndComparesVocabularies() throws IOException {
    String[] steps = {
      "toy.corpus: {held: the cat żółw sat gęś 2024 on a mat}",
      "vocab.bpe: {size: 300, as: first}",
      "vocab.continue: {size: 320, as: more}",
      "vocab.extend: {size: 330, special-tokens: ['<|user|>']}",
      "vocab.prune: {size: 280}",
      "vocab.amplified: {size: 300, compare-natural: false}",
      "vocab.compare: {steps: [first, more, vocab.prune, vocab.amplified]}"
    };
    List<StepOutput> one = run(out.resolve("1"), 1, steps);
    List<StepOutput> three = run(out.resolve("3"), 3, steps);
    for (int i = 1; i < one.size(); i++) {
      assertThat(three.get(i).manifest().digest()).isEqualTo(one.get(i).manifest().digest());
    }
    Tokenizer first = TokenizerFile.read(one.get(1).folder());
    Tokenizer more = TokenizerFile.read(one.get(2).folder());
    Tokenizer extended = TokenizerFile.read(one.get(3).folder());
    Tokenizer pruned = TokenizerFile.read(one.get(4).folder());
    assertThat(more.size()).isLessThanOrEqualTo(320).isGreaterThan(first.size());
    for (int id = 0; id < first.size(); id++) {
      assertThat(more.token(id)).isEqualTo(first.token(id));
    }
    assertThat(extended.idOf("<|user|>")).isEqualTo(more.size());
    assertThat(pruned.size()).isEqualTo(280);
    assertThat(pruned.decode(pruned.encode("żółw 世界"))).isEqualTo("żółw 世界");
    List<String> map = Files.readAllLines(one.get(4).folder().resolve("id-map.tsv"));
    assertThat(map).hasSize(281).startsWith("old\tnew", "0\t0");
    // The amplified step made two vocabularies, one of them natural.
    Path compared = one.get(6).folder();
    assertThat(Files.readAllLines(compared.resolve("domains.jsonl"))).hasSize(5 * 2);
    assertThat(Files.readAllLines(compared.resolve("overlap.jsonl"))).hasSize(10);
    assertThat(Files.readString(compared.resolve("overlap.jsonl")))
        .contains("\"a\":\"first\",\"b\":\"more\"");
  }

  @Test
  void premiumsOfFilesNeedNoCorpus() throws IOException {
    List<StepOutput> made =
        run(
            out.resolve("v"),
            1,
            "toy.corpus",
            "vocab.bpe: {size: 300, as: small}",
            "vocab.bpe: {size: 290, as: smaller}");
    Path lines =
        Files.writeString(
            out.resolve("lines.tsv"),
            "en\tpl\tth\nthe cat\tżółw\tแมว\nthat mat\tgęś\t\nand ran\tłoś\tวิ่ง\n");
    String files = "files: {a: '" + made.get(1).folder() + "', b: '" + made.get(2).folder() + "'}";
    StepOutput output =
        run(out.resolve("c"), 2, "vocab.compare: {" + files + ", aligned: '" + lines + "'}").get(0);
    List<String> rows = Files.readAllLines(output.folder().resolve("parity.jsonl"));
    assertThat(rows).hasSize(6);
    Tokenizer b = TokenizerFile.read(made.get(2).folder());
    double premium =
        (double) (b.count("แมว") + b.count("วิ่ง")) / (b.count("the cat") + b.count("and ran"));
    assertThat(rows.get(5))
        .contains("\"language\":\"th\"", "\"script\":\"Thai\"", "\"lines\":2", "\"against\":\"a\"")
        .contains("\"premium\":" + premium + ",");
    assertThat(rows.get(0)).contains("\"language\":\"en\"", "\"premium\":1.0");
    String summary = Files.readString(output.folder().resolve(RecipeRunner.SUMMARY));
    assertThat(summary).contains("2 of 3 languages have every line of en");
    assertThatThrownBy(
            () ->
                run(
                    out.resolve("d"),
                    1,
                    "vocab.compare: {" + files + ", aligned: '" + lines + "', reference: xx}"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("reference: no language 'xx' among the aligned lines");
    assertThatThrownBy(() -> run(out.resolve("e"), 1, "vocab.compare: {" + files + "}"))
        .hasMessageContaining("nothing to compare on");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> run(out.resolve("1"), 1, "toy.corpus", "vocab.prune: {size: 280}"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no vocabulary to start from");
    assertThatThrownBy(() -> run(out.resolve("2"), 1, "toy.corpus", "vocab.compare: {steps: [x]}"))
        .hasMessageContaining("no step before it called 'x' made a vocabulary");
    assertThatThrownBy(
            () -> run(out.resolve("3"), 1, "toy.corpus", "vocab.bpe: {size: 300}", "vocab.compare"))
        .hasMessageContaining("2 to 12 vocabularies can be compared, 1 given");
    Path ranks = Files.writeString(out.resolve("x.tiktoken"), "IQ== 0\n");
    assertThatThrownBy(() -> TokenizerFile.read(ranks))
        .hasMessageContaining("a rank file does not say how text is cut");
    assertThatThrownBy(() -> TokenizerFile.read(out.resolve("none.json")))
        .hasMessageContaining("no such file");
    Path bad = Files.writeString(out.resolve("bad.json"), "{}");
    assertThatThrownBy(() -> TokenizerFile.read(bad))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("bad.json");
  }
}
