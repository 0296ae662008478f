package io.steelyard.bench;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.vocab.VocabSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the steps of the vocab room on the lines of a text file and prints each step's folder and
 * seconds. Arguments: text file, folder, threads, how to materialise (no, megatron, mds),
 * vocabulary size.
 */
public final class TokensRun {
  private static final int LINES_PER_SHARD = 1000;

  private TokensRun() {}

  /** Every line a document; one in twenty for validation; two domains by turns, one to four. */
  @Method(name = "bench.lines", about = "Reads lines.", makes = ArtifactKind.CORPUS)
  record LinesStep(@Setting("text file") Path path) implements Step {
    @Override
    public Map<String, Path> reads(Path base) {
      return Map.of("lines", path);
    }

    @Override
    public void run(Job job) throws IOException {
      List<String> lines = Files.readAllLines(path);
      job.each(
          (lines.size() + LINES_PER_SHARD - 1) / LINES_PER_SHARD,
          shard ->
              job.add(
                  Corpus.writeShard(
                      job.out(),
                      Corpus.shardName(shard),
                      writer -> {
                        int to = Math.min(lines.size(), (shard + 1) * LINES_PER_SHARD);
                        for (int i = shard * LINES_PER_SHARD; i < to; i++) {
                          Part part = i % 20 == 0 ? Part.VALIDATION : Part.TRAIN;
                          writer.add(
                              new Document(
                                  new DocumentId("lines", i),
                                  i % 5 == 1 ? "fifth" : "rest",
                                  part,
                                  lines.get(i),
                                  null,
                                  Map.of()));
                        }
                      })));
    }
  }

  public static void main(String[] args) {
    List<Class<? extends Step>> steps = new ArrayList<>(new VocabSteps().steps());
    steps.add(LinesStep.class);
    String recipe =
        """
        name: tokens
        seed: 7
        steps:
          - bench.lines: {path: '%s'}
          - vocab.bpe: {size: %s}
          - vocab.measure: {}
          - vocab.tokens: {sequence-length: 512, materialise: %s}
        """
            .formatted(Path.of(args[0]).toAbsolutePath(), args[4], args[3]);
    List<StepOutput> outputs =
        RecipeRunner.run(
            Recipe.parse(recipe, "tokens.yaml", "tokens", Path.of("."), new StepRegistry(steps)),
            Path.of(args[1]),
            Integer.parseInt(args[2]),
            RecipeRunner.Listener.SILENT);
    for (StepOutput output : outputs) {
      System.out.printf(
          "%s %.1f s %s %s%n",
          output.step(), output.seconds(), output.manifest().digest(), output.folder());
    }
  }
}
