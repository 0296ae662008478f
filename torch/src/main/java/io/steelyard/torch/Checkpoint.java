package io.steelyard.torch;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.tensors.SafeTensors;
import io.steelyard.model.tensors.SafeTensorsWriter;
import io.steelyard.model.tensors.TensorDraft;
import io.steelyard.model.tensors.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * A training run at one step: {@code step-00000400/} with {@code model.safetensors}, {@code
 * optim.safetensors} ({@code m.NAME}, {@code v.NAME}) and {@code state.json}. It is written beside
 * and renamed, so it is there whole or not at all; a run that goes on from it goes on bit for bit.
 */
final class Checkpoint {
  private static final String PREFIX = "step-";

  /**
   * Where a run is.
   *
   * @param version of the format
   * @param step steps done
   * @param skipped of them without a finite gradient
   * @param lossSum of the losses since the last evaluation
   * @param lossCount how many
   * @param plan how the run is trained, as text: another plan is another run
   * @param data fingerprint of the training texts
   */
  record State(
      int version,
      long step,
      long skipped,
      double lossSum,
      long lossCount,
      String plan,
      String data) {
    static final int VERSION = 1;

    static State start(String plan, String data) {
      return new State(VERSION, 0, 0, 0, 0, plan, data);
    }
  }

  private Checkpoint() {}

  /** Writes the run's state and forgets all but the {@code keep} latest. */
  static void write(Path folder, State state, Learner learner, Parameters parameters, int keep)
      throws IOException {
    Path done = folder.resolve(PREFIX + String.format(Locale.ROOT, "%08d", state.step()));
    Path partial = folder.resolve("." + done.getFileName() + ".partial");
    delete(partial);
    Files.createDirectories(partial);
    WeightFiles.save(parameters, partial.resolve("model.safetensors"));
    List<TensorDraft> moments = new ArrayList<>();
    moments.addAll(WeightFiles.drafts(parameters, learner.optimiser().first(), "m."));
    moments.addAll(WeightFiles.drafts(parameters, learner.optimiser().second(), "v."));
    SafeTensorsWriter.write(partial.resolve("optim.safetensors"), Map.of(), moments);
    AtomicFile.write(partial.resolve("state.json"), Json.pretty(state));
    delete(done);
    Files.move(partial, done, StandardCopyOption.ATOMIC_MOVE);
    List<Path> all = all(folder);
    for (int i = 0; i < all.size() - keep; i++) {
      delete(all.get(i));
    }
  }

  /** Fills weights and moments from the latest checkpoint, if there is one; its state. */
  static Optional<State> resume(
      Path folder, String plan, String data, Learner learner, Parameters parameters)
      throws IOException {
    List<Path> all = all(folder);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Path latest = all.get(all.size() - 1);
    State state = Json.read(latest.resolve("state.json"), State.class);
    if (state.version() != State.VERSION) {
      throw new RequestException(
          latest + " is a checkpoint of version " + state.version() + "; this one reads version 1");
    }
    if (!state.plan().equals(plan) || !state.data().equals(data)) {
      throw new RequestException(
          latest
              + " belongs to a run with other "
              + (state.data().equals(data) ? "settings" : "training texts")
              + "; delete the folder "
              + folder
              + " to start anew");
    }
    try (TensorSource model = SafeTensors.open(latest.resolve("model.safetensors"))) {
      WeightFiles.load(parameters, model, latest.toString());
    }
    try (TensorSource optim = SafeTensors.open(latest.resolve("optim.safetensors"))) {
      fill(parameters, learner.optimiser().first(), optim, "m.");
      fill(parameters, learner.optimiser().second(), optim, "v.");
    }
    learner.optimiser().resume(state.step() - state.skipped());
    learner.resumeSkipped(state.skipped());
    return Optional.of(state);
  }

  private static void fill(Parameters parameters, Tensor flat, TensorSource source, String prefix) {
    for (Parameters.Entry entry : parameters.entries().values()) {
      WeightFiles.fill(flat, entry, source, prefix + entry.name());
    }
  }

  private static List<Path> all(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith(PREFIX))
          .sorted(Comparator.comparing(f -> f.getFileName().toString()))
          .toList();
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
