package io.steelyard.core.step;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Manifest;
import java.nio.file.Path;

/**
 * A finished step of a run.
 *
 * @param number position in the recipe from 1
 * @param name what {@code as} called it, or the step's name
 * @param reused whether an earlier run had made it
 * @param seconds time it took this time
 */
public record StepOutput(
    int number, String name, Path folder, Manifest manifest, boolean reused, double seconds) {
  public ArtifactKind kind() {
    return manifest.kind();
  }

  public String step() {
    return manifest.step();
  }
}
