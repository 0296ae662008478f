package io.steelyard.proofs.lab;

import io.steelyard.core.step.Proof;
import io.steelyard.model.Models;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.fetch.ModelFetch;
import io.steelyard.proofs.corpus.ProofData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * An experiment on SmolLM2-135M-Instruct, on one core whatever is asked for: another number of
 * cores gives other last digits of logits. Tests run it on any small model.
 */
public abstract class ModelProof implements Proof {
  /** What else it reads, by name in the folder of data. */
  protected List<String> reads() {
    return List.of("manpages");
  }

  @Override
  public final Outcome run(Path scratch, int threads, Consumer<String> said) throws IOException {
    Path file = ModelFetch.ofEnvironment().place(ModelFetch.SMOLLM2);
    if (!Files.exists(file)) {
      return new Outcome(
          Verdict.NOT_RUN, file + " not at hand: run ./steelyard fetch " + ModelFetch.SMOLLM2);
    }
    Path data = ProofData.folder();
    List<String> missing = ProofData.missing(data, reads().toArray(String[]::new));
    if (!missing.isEmpty()) {
      return new Outcome(Verdict.NOT_RUN, ProofData.howToGet(missing));
    }
    try (OpenedModel opened = Models.open(file, 1)) {
      return prove(opened, data, new Kept(scratch), new Lines(said));
    }
  }

  /**
   * Runs the experiment.
   *
   * @param data the folder of texts
   */
  public abstract Outcome prove(OpenedModel opened, Path data, Kept kept, Lines lines)
      throws IOException;
}
