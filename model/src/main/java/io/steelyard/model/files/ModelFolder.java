package io.steelyard.model.files;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.tensors.Gguf;
import io.steelyard.model.tensors.GgufWeights;
import io.steelyard.model.tensors.ShardedTensors;
import io.steelyard.model.tensors.TensorSource;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.SentencePieceFile;
import io.steelyard.vocab.format.TokenizerFile;
import io.steelyard.vocab.format.TokenizerFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A model on disk: a Hugging Face folder ({@code config.json}, safetensors, {@code tokenizer.json},
 * chat template) or one GGUF file that holds it all.
 *
 * <pre>{@code
 * try (ModelFolder model = ModelFolder.open(Path.of("SmolLM2-135M-Instruct.Q4_1.gguf"))) {
 *   model.config().shape();                                   // llama, 30 layers, ...
 *   model.tensors().read("model.norm.weight");                // float32
 *   int[] prompt = model.chatTemplate().orElseThrow()
 *       .encode(model.tokenizer(), List.of(new Message("user", "Hello")), true);
 * }
 * }</pre>
 */
public final class ModelFolder implements AutoCloseable {
  /** A tokenizer with fewer of the model's tokens than this share belongs to another model. */
  private static final double LEAST_SHARE = 0.9;

  private final Path path;
  private final ModelConfig config;
  private final TensorSource tensors;
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final List<Path> weights;
  private String fingerprint;

  private ModelFolder(
      Path path,
      ModelConfig config,
      TensorSource tensors,
      Tokenizer tokenizer,
      ChatTemplate template,
      List<Path> weights) {
    this.path = path;
    this.config = config;
    this.tensors = tensors;
    this.tokenizer = tokenizer;
    this.template = template;
    this.weights = weights;
  }

  /** Whether a path is something that {@link #open} could open, by its name and kind. */
  public static boolean looksLikeOne(Path path) {
    return Files.isDirectory(path)
        ? Files.exists(path.resolve("config.json")) || loneGguf(path) != null
        : path.toString().endsWith(".gguf") && Files.isRegularFile(path);
  }

  /**
   * Opens a folder or file.
   *
   * @throws RequestException where a part is missing, broken, not supported or does not fit another
   */
  public static ModelFolder open(Path path) {
    if (Files.isDirectory(path)) {
      Path alone = loneGguf(path);
      return alone == null ? folder(path) : file(alone);
    }
    if (!Files.isRegularFile(path)) {
      throw new RequestException(
          path + ": no such model; expected a Hugging Face folder or a .gguf file");
    }
    return file(path);
  }

  /** The one GGUF file of a folder that has no config.json, or null. */
  private static Path loneGguf(Path folder) {
    if (Files.exists(folder.resolve("config.json"))) {
      return null;
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files = all.filter(f -> f.toString().endsWith(".gguf")).limit(2).toList();
      return files.size() == 1 ? files.get(0) : null;
    } catch (IOException e) {
      throw new RequestException(folder + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static ModelFolder file(Path path) {
    Gguf gguf = Gguf.open(path);
    ModelFolder opened = null;
    try {
      GgufWeights tensors = GgufWeights.of(gguf);
      ModelConfig config = GgufConfig.read(gguf);
      Tokenizer tokenizer = GgufTokenizer.read(path.toString(), gguf.metadata());
      fit(path, config, tokenizer);
      ChatTemplate template =
          gguf.metadata()
              .textIfAny("tokenizer.chat_template")
              .map(
                  text ->
                      new ChatTemplate(
                          text,
                          token(tokenizer, gguf, "bos_token_id"),
                          token(tokenizer, gguf, "eos_token_id")))
              .orElse(null);
      opened = new ModelFolder(path, config, tensors, tokenizer, template, List.of(path));
      return opened;
    } finally {
      if (opened == null) {
        gguf.close();
      }
    }
  }

  private static String token(Tokenizer tokenizer, Gguf gguf, String key) {
    long id = gguf.metadata().number("tokenizer.ggml." + key, -1);
    return id < 0 || id >= tokenizer.size()
        ? ""
        : new String(tokenizer.token((int) id), StandardCharsets.UTF_8);
  }

  private static ModelFolder folder(Path path) {
    Path file = path.resolve("config.json");
    if (!Files.isRegularFile(file)) {
      throw new RequestException(
          path + ": no config.json in it; expected a Hugging Face model folder or a .gguf file");
    }
    ModelConfig config = ConfigJson.read(file);
    Path generation = path.resolve("generation_config.json");
    if (Files.exists(generation)) {
      int[] more = ConfigJson.ends(Json.read(generation).path("eos_token_id"), generation);
      config = config.withEnds(union(config.ends(), more));
    }
    Tokenizer tokenizer = tokenizer(path);
    fit(path, config, tokenizer);
    ChatTemplate template = template(path);
    List<Path> weights = ShardedTensors.files(path);
    return new ModelFolder(path, config, ShardedTensors.open(path), tokenizer, template, weights);
  }

  private static int[] union(int[] a, int[] b) {
    Set<Integer> all = new LinkedHashSet<>();
    for (int[] some : List.of(a, b)) {
      for (int id : some) {
        all.add(id);
      }
    }
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Tokenizer tokenizer(Path folder) {
    Path pieces = folder.resolve("tokenizer.model");
    try {
      if (!Files.exists(folder.resolve("tokenizer.json")) && Files.exists(pieces)) {
        return SentencePieceFile.read(pieces);
      }
      return TokenizerFile.read(folder);
    } catch (TokenizerFormatException e) {
      throw new RequestException(folder + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new RequestException(
          folder + ": the tokenizer cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static ChatTemplate template(Path folder) {
    Path settings = folder.resolve("tokenizer_config.json");
    JsonNode json = Files.exists(settings) ? Json.read(settings) : Json.MAPPER.nullNode();
    Path alone = folder.resolve("chat_template.jinja");
    String text = null;
    if (Files.exists(alone)) {
      try {
        text = Files.readString(alone);
      } catch (IOException e) {
        throw new RequestException(alone + ": cannot be read (" + e.getMessage() + ")", e);
      }
    } else if (json.path("chat_template").isTextual()) {
      text = json.path("chat_template").textValue();
    } else if (json.path("chat_template").isArray()) {
      for (JsonNode named : json.path("chat_template")) {
        if (text == null || named.path("name").asText().equals("default")) {
          text = named.path("template").asText();
        }
      }
    }
    return text == null
        ? null
        : new ChatTemplate(text, content(json.path("bos_token")), content(json.path("eos_token")));
  }

  /** A special token is its text, or an object with it. */
  private static String content(JsonNode token) {
    return token.isTextual() ? token.textValue() : token.path("content").asText("");
  }

  private static void fit(Path path, ModelConfig config, Tokenizer tokenizer) {
    int model = config.shape().vocabulary();
    if (tokenizer.size() > model || tokenizer.size() < LEAST_SHARE * model) {
      throw new RequestException(
          path
              + ": the tokenizer has "
              + tokenizer.size()
              + " tokens and the model "
              + model
              + "; they belong to different models. Take both from one place");
    }
    for (int end : config.ends()) {
      if (end < 0 || end >= model) {
        throw new RequestException(
            path + ": eos_token_id " + end + " is beyond the model's " + model + " tokens");
      }
    }
    if (config.start() >= model) {
      throw new RequestException(
          path
              + ": bos_token_id "
              + config.start()
              + " is beyond the model's "
              + model
              + " tokens");
    }
  }

  public Path path() {
    return path;
  }

  public ModelConfig config() {
    return config;
  }

  /** Weights under Hugging Face's names. */
  public TensorSource tensors() {
    return tensors;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  public Optional<ChatTemplate> chatTemplate() {
    return Optional.ofNullable(template);
  }

  /** The token that the tokenizer puts before a text, or -1: some models have one and do not. */
  public int start() {
    int[] before = tokenizer.parts().postProcessor().before();
    return before.length == 0 ? -1 : before[0];
  }

  /** Tokens that end a text, from the config and the generation settings. */
  public int[] ends() {
    return config.ends();
  }

  /** SHA-256 over the weights' files: names, shapes and numbers. Reads them all, once. */
  public synchronized String fingerprint() {
    if (fingerprint == null) {
      Digest digest = new Digest();
      for (Path file : weights) {
        digest.text(Digest.ofFile(file));
      }
      fingerprint = digest.hex();
    }
    return fingerprint;
  }

  @Override
  public void close() {
    tensors.close();
  }
}
