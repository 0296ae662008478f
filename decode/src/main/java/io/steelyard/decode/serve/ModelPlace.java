package io.steelyard.decode.serve;

import io.steelyard.core.RequestException;
import io.steelyard.model.fetch.ModelFetch;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Where the model lies that someone names: a path, or what {@code steelyard fetch} knows.
 *
 * <p>Example: {@code models/my.gguf}, {@code smollm2-135m}, {@code HuggingFaceTB/SmolLM2-135M}.
 */
record ModelPlace(Path path, String name) {
  /**
   * The file or folder of a model.
   *
   * @throws RequestException where there is none
   */
  static ModelPlace of(String given, ModelFetch fetch) {
    Path path = path(given);
    if (path != null && Files.exists(path)) {
      Path last = path.toAbsolutePath().normalize().getFileName();
      String name = last == null ? "model" : last.toString();
      return new ModelPlace(path, STEM.apply(name));
    }
    Path fetched;
    try {
      fetched = fetch.place(given);
    } catch (RequestException e) {
      throw new RequestException(
          "no model at '"
              + given
              + "': expected a folder with config.json and *.safetensors, a .gguf file, or a name"
              + " that 'steelyard fetch' takes, such as "
              + ModelFetch.SMOLLM2,
          e);
    }
    if (!Files.exists(fetched)) {
      throw new RequestException(
          "the model "
              + given
              + " is not on this machine (looked for the path, and for "
              + fetched
              + "). Fetch it first: steelyard fetch "
              + given);
    }
    return new ModelPlace(fetched, given);
  }

  private static final UnaryOperator<String> STEM =
      name -> name.endsWith(".gguf") ? name.substring(0, name.length() - 5) : name;

  private static Path path(String given) {
    try {
      return given.isBlank() ? null : Path.of(given);
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
