package io.steelyard.decode.table;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.Job;
import io.steelyard.decode.Prompts;
import io.steelyard.model.Models;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.files.ChatTemplate;
import io.steelyard.model.files.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The model of a step: a folder or GGUF file that the settings name, else the model that a step
 * before made. The files' contents are part of the step's key.
 */
public final class ModelInput implements AutoCloseable {
  /** What of a folder decides its answers. */
  private static final List<String> ENDINGS = List.of(".safetensors", ".json", ".jinja", ".txt");

  private final Job job;
  private final Optional<Path> given;
  private final int cores;
  private OpenedModel opened;
  private ChatTemplate template;

  /** Opened when first asked for: not at all where all parts are finished. */
  public ModelInput(Job job, Optional<Path> given, int cores) {
    this.job = job;
    this.given = given;
    this.cores = cores;
  }

  /** For {@code Step.reads}. */
  public static Map<String, Path> reads(Path base, Optional<Path> given) {
    if (given.isEmpty()) {
      return Map.of();
    }
    Path path = base.resolve(given.get());
    if (Files.isRegularFile(path)) {
      return Map.of("model/" + path.getFileName(), path);
    }
    if (!Files.isDirectory(path)) {
      throw new RequestException(
          "no model at "
              + path
              + ": expected a folder with config.json and *.safetensors, or a .gguf file");
    }
    Map<String, Path> files = new LinkedHashMap<>();
    try (Stream<Path> list = Files.list(path)) {
      list.filter(Files::isRegularFile)
          .filter(f -> ENDINGS.stream().anyMatch(f.getFileName().toString()::endsWith))
          .sorted()
          .forEach(f -> files.put("model/" + f.getFileName(), f));
    } catch (IOException e) {
      throw new RequestException(path + ": cannot be read (" + e.getMessage() + ")", e);
    }
    return files;
  }

  private Path path() {
    return given.map(job::resolve).orElseGet(() -> job.require(ArtifactKind.MODEL).folder());
  }

  public OpenedModel get() {
    if (opened == null) {
      Path path = path();
      job.progress().note("opening " + path.getFileName());
      opened = Models.open(path, cores);
    }
    return opened;
  }

  /**
   * The ids of a prompt.
   *
   * @param chat whether it is a user's message of the model's chat template
   * @throws RequestException if the model has no chat template
   */
  public int[] encode(String text, boolean chat) {
    if (!chat) {
      return Prompts.encode(get(), text);
    }
    if (template == null) {
      try (ModelFolder folder = ModelFolder.open(path())) {
        template =
            folder
                .chatTemplate()
                .orElseThrow(
                    () ->
                        new RequestException(
                            "chat: the model at "
                                + path()
                                + " has no chat template; leave chat off"));
      }
    }
    return template.encode(
        get().tokenizer(), List.of(new ChatTemplate.Message("user", text)), true);
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.close();
    }
  }
}
