package io.steelyard.vocab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountedStepTest {
  @TempDir Path folder;

  private Tokenizer train(String words, String settings) throws IOException {
    Path file = Files.writeString(folder.resolve("words.tsv"), words);
    String recipe =
        "name: c\nsteps:\n  - vocab.counted: {words: '" + file + "', " + settings + "}\n";
    Path made =
        RecipeRunner.run(
                Recipe.parse(
                    recipe, "r.yaml", "r", folder, new StepRegistry(List.of(CountedStep.class))),
                folder.resolve("out"),
                1,
                RecipeRunner.Listener.SILENT)
            .get(0)
            .folder();
    return TokenizerFile.read(made);
  }

  @Test
  void wordsKeepTheirSpacesAndCountsAdd() throws IOException {
    Tokenizer tokenizer = train("ab\t4\n cd\t3\n cd\t3\n", "size: 259");
    assertThat(tokenizer.decode(new int[] {257})).isEqualTo("cd");
    assertThat(tokenizer.decode(new int[] {258})).isEqualTo(" cd");
  }

  @Test
  void saysWhichLineIsWrong() {
    assertThatThrownBy(() -> train("ab\t4\nab 4\n", "size: 258"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("words.tsv:2: expected a word, a tab and a count of 0 or more");
    assertThatThrownBy(() -> train("ab\t-4\n", "size: 258")).hasMessageContaining("words.tsv:1:");
    assertThatThrownBy(() -> train("ab\t0\n", "size: 258"))
        .hasMessageContaining("no words with a count above 0");
    assertThatThrownBy(() -> train("ab\t1\n", "size: 200"))
        .hasMessageContaining("vocabulary size 200 is not between 257");
  }
}
