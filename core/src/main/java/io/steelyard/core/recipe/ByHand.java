package io.steelyard.core.recipe;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Manifest;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.StepOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The inputs of a step that is run by hand: {@code --in read --in clean} is the corpus in {@code
 * read} through the verdicts in {@code clean}; a run folder stands for all its steps.
 */
final class ByHand {
  private ByHand() {}

  static Job.Inputs inputs(Recipe.Call call, List<Path> in) {
    List<StepOutput> steps = new ArrayList<>();
    for (Path folder : in) {
      if (Files.isRegularFile(folder.resolve(RecipeRunner.RUN))) {
        steps.addAll(Runs.open(folder).steps());
      } else {
        Manifest manifest = Manifest.read(folder);
        steps.add(new StepOutput(steps.size() + 1, manifest.step(), folder, manifest, true, 0));
      }
    }
    CorpusView view = view(steps);
    Map<ArtifactKind, StepOutput> nearest = new EnumMap<>(ArtifactKind.class);
    steps.forEach(step -> nearest.put(step.kind(), step));
    List<ArtifactKind> wanted = new ArrayList<>(call.type().takes());
    wanted.addAll(call.type().uses());
    for (ArtifactKind kind : call.type().takes()) {
      if (kind == ArtifactKind.CORPUS ? view == null : !nearest.containsKey(kind)) {
        throw new RequestException(
            "needs a " + kind.word() + ": give its folder with --in, or a run folder.");
      }
    }
    nearest.keySet().retainAll(wanted);
    nearest.remove(ArtifactKind.CORPUS);
    return new Job.Inputs(
        wanted.contains(ArtifactKind.CORPUS) ? view : null, nearest, List.copyOf(steps), "");
  }

  /** The last corpus through the verdicts after it, which must be about it. */
  private static CorpusView view(List<StepOutput> steps) {
    Corpus corpus = null;
    List<Verdicts> verdicts = new ArrayList<>();
    for (StepOutput step : steps) {
      if (step.kind() == ArtifactKind.CORPUS) {
        corpus = Corpus.open(step.folder());
        verdicts.clear();
      } else if (step.kind() == ArtifactKind.VERDICTS) {
        if (corpus == null || !step.manifest().inputs().contains(corpus.manifest().digest())) {
          throw new RequestException(
              step.folder()
                  + ": these verdicts are about another corpus. Give the folder of their corpus"
                  + " with --in before them.");
        }
        verdicts.add(Verdicts.open(step.folder()));
      }
    }
    return corpus == null ? null : new CorpusView(corpus, verdicts);
  }
}
