package io.steelyard.model;

import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Opens models from files; found with {@link ServiceLoader}, so that who uses a model need not know
 * what runs it.
 */
public interface ModelProvider {
  /**
   * Opens a model: a Hugging Face folder, or a GGUF file.
   *
   * @param path folder or file
   * @param threads cores to compute with
   */
  OpenedModel open(Path path, int threads);
}
