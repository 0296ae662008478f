package io.steelyard.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.Summary;
import io.steelyard.corpus.CorpusSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadWordsStepTest {
  @TempDir Path folder;

  @Test
  void findsWholeWordsAndPhrasesInAnyCase() {
    WordBlocklist list = new WordBlocklist("en", List.of("ass", "Fool's gold", "Straße"));
    assertThat(list.find("An ASS!")).isEqualTo("ass");
    assertThat(list.find("ass")).isEqualTo("ass");
    assertThat(list.find("a class of fool's  gold, passing assets, ass_1, ass2")).isNull();
    assertThat(list.find("(fool's gold)")).isEqualTo("Fool's gold");
    assertThat(list.find("die STRAßE.")).isEqualTo("Straße");
    assertThat(list.find("")).isNull();
  }

  @Test
  void findsWordsAnywhereWhereNoSpacesStand() {
    assertThat(new WordBlocklist("ja", List.of("馬鹿")).find("彼は馬鹿だ")).isEqualTo("馬鹿");
    assertThat(new WordBlocklist("ko", List.of("바보")).find("그는바보다")).isNull();
  }

  @Test
  void dropsByTheListOfTheLanguage() throws IOException {
    List<StepOutput> steps = run("{lists: {en: en.txt, de: de.txt}}");
    StepOutput step = steps.get(1);
    assertThat(dropped(steps)).isEqualTo(20);
    Summary summary = Summary.read(step.folder().resolve("summary.json"));
    assertThat(summary.items())
        .anyMatch(
            i ->
                i instanceof Summary.Warning w
                    && w.text().startsWith("10 documents were not looked at"));
  }

  @Test
  void sparesTheShareAskedFor() throws IOException {
    assertThat(dropped(run("{lists: {en: en.txt, de: de.txt}, keep-fraction: 1}"))).isZero();
    assertThat(dropped(run("{lists: {en: en.txt, de: de.txt}, keep-fraction: 0.5}")))
        .isBetween(4L, 16L);
  }

  private static long dropped(List<StepOutput> steps) {
    Ledger ledger = Json.read(steps.get(1).folder().resolve(RecipeRunner.LEDGER), Ledger.class);
    var amount = ledger.total().dropped.get("c4_bad_words");
    return amount == null ? 0 : amount.documents;
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> run("{lists: {en: none.txt}}"))
        .hasMessageContaining("corpus.bad-words.lists.en: cannot read the file")
        .hasMessageContaining("give a file of words, one per line");
    assertThatThrownBy(() -> run("{lists: {en: empty.txt}}")).hasMessageContaining("has no words");
    assertThatThrownBy(() -> run("{lists: {en: latin.txt}}")).hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> run("{lists: {}}"))
        .hasMessageContaining("lists must name at least one file");
    assertThatThrownBy(() -> run("{lists: {en: en.txt}, keep-fraction: 2}"))
        .hasMessageContaining("keep-fraction must be 0 to 1, was 2.0");
  }

  /** Ten documents each: English and German with a listed word, English without, French. */
  private List<StepOutput> run(String settings) throws IOException {
    Files.writeString(folder.resolve("en.txt"), "fool\n\nass\n");
    Files.writeString(folder.resolve("de.txt"), "Narr\n");
    Files.writeString(folder.resolve("empty.txt"), "\n");
    Files.write(folder.resolve("latin.txt"), new byte[] {'n', (byte) 0xE4, 'h'});
    String[] texts = {"en:A Fool he was", "de:Ein Narr!", "en:A narr, foolish", "fr:fool, narr"};
    Files.writeString(
        folder.resolve("in.jsonl"),
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    "{\"lang\":\"%s\",\"text\":\"%s %d\"}"
                        .formatted(texts[i % 4].substring(0, 2), texts[i % 4].substring(3), i))
            .collect(Collectors.joining("\n")));
    String recipe =
        "seed: 3\nsteps:\n  - corpus.read: {path: in.jsonl, domain-field: lang}\n"
            + "  - corpus.bad-words: "
            + settings
            + "\n";
    StepRegistry registry = new StepRegistry(new CorpusSteps().steps());
    return RecipeRunner.run(
        Recipe.parse(recipe, "r.yaml", "r", folder, registry),
        Files.createTempDirectory(folder, "run"),
        2,
        RecipeRunner.Listener.SILENT);
  }
}
