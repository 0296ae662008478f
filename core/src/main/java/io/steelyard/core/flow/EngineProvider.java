package io.steelyard.core.flow;

import io.steelyard.core.RequestException;
import java.nio.file.Path;

/** An engine of another room; found with {@link java.util.ServiceLoader}. */
public interface EngineProvider {
  /** What is written in a recipe: {@code engine: spark}. */
  String name();

  /**
   * Connects to where the work will run.
   *
   * @param scratch folder for what the session itself keeps on this machine, made on demand
   * @throws RequestException if that cannot be, with what to do
   */
  EngineSession open(EngineChoice choice, Path scratch);
}
