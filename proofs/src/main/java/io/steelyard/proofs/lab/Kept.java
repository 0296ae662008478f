package io.steelyard.proofs.lab;

import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Results of long runs, kept in the scratch folder, so that an experiment that was cut off goes on
 * where it was ({@code steelyard prove METHOD --scratch FOLDER}).
 */
public record Kept(Path folder) {
  /** The result of that name, worked out if it is not there yet. */
  public <T> T get(String name, Class<T> type, Supplier<T> run) {
    Path file = folder.resolve(name + ".json");
    if (Files.exists(file)) {
      return Json.read(file, type);
    }
    T result = run.get();
    AtomicFile.write(file, Json.pretty(result));
    return result;
  }
}
