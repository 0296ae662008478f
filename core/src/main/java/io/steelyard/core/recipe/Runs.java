package io.steelyard.core.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Manifest;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.step.StepOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A finished run on disk, opened again: for {@code report}, {@code why}, {@code query}, {@code
 * diff}.
 */
public record Runs(Path folder, String name, long seed, String recipe, List<StepOutput> steps) {
  /**
   * Opens {@code OUT/RECIPE}.
   *
   * @throws RequestException if no finished run is there or a step folder is missing or damaged
   */
  public static Runs open(Path folder) {
    Path file = folder.resolve(RecipeRunner.RUN);
    if (!Files.isRegularFile(file)) {
      throw new RequestException(
          folder
              + ": no finished run here ("
              + RecipeRunner.RUN
              + " is missing). Give the folder"
              + " that 'steelyard run' printed, such as runs/europarl-balanced.");
    }
    JsonNode root = Json.read(file);
    List<StepOutput> steps = new ArrayList<>();
    for (JsonNode step : root.path("steps")) {
      Path made = folder.resolve(step.path("folder").asText()).normalize();
      if (!made.startsWith(folder.normalize())) {
        throw new RequestException(file + ": a step folder leaves the run folder; refused.");
      }
      steps.add(
          new StepOutput(
              step.path("number").asInt(),
              step.path("name").asText(),
              made,
              Manifest.read(made),
              true,
              0));
    }
    return new Runs(
        folder,
        root.path("name").asText(),
        root.path("seed").asLong(),
        root.path("recipe").asText(),
        steps);
  }

  /** The corpus as the last steps left it: the last corpus through the verdicts after it. */
  public CorpusView view() {
    Corpus corpus = null;
    List<Verdicts> verdicts = new ArrayList<>();
    for (StepOutput step : steps) {
      if (step.kind() == ArtifactKind.CORPUS) {
        corpus = Corpus.open(step.folder());
        verdicts.clear();
      } else if (step.kind() == ArtifactKind.VERDICTS) {
        verdicts.add(Verdicts.open(step.folder()));
      }
    }
    if (corpus == null) {
      throw new RequestException(folder + ": this run has no corpus.");
    }
    return new CorpusView(corpus, verdicts);
  }
}
