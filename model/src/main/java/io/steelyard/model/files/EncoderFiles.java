package io.steelyard.model.files;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.EncoderSettings.Pooling;
import io.steelyard.model.fetch.ModelFetch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An encoder on disk: an ONNX graph with its tokenizer, and what the folder says of pooling and
 * length, in the layout of sentence-transformers and of its exports.
 *
 * <pre>
 * model.onnx            or onnx/model.onnx, or the one .onnx file of the folder
 * tokenizer.json        beside the graph, or in the folder above onnx/
 * 1_Pooling/config.json sentence_bert_config.json   config.json   2_Dense/   where there are any
 * </pre>
 *
 * @param graph the ONNX file
 * @param tokenizer its {@code tokenizer.json}
 * @param settings small files that say how it is used, those that are there
 * @param dense weights of a linear layer behind the pooling, where there is one
 */
public record EncoderFiles(Path graph, Path tokenizer, List<Path> settings, Optional<Dense> dense) {
  /** The name of the encoder that {@code steelyard fetch minilm} brings. */
  public static final String MINILM = ModelFetch.MINILM;

  /** Longest text of an encoder that says nothing of it. */
  private static final int USUAL_LENGTH = 512;

  private static final String POOLING = "1_Pooling/config.json";
  private static final String SENTENCE = "sentence_bert_config.json";
  private static final String CONFIG = "config.json";

  /**
   * A linear layer behind the pooling.
   *
   * @param config its {@code config.json}
   * @param weights its {@code model.safetensors}
   */
  public record Dense(Path config, Path weights) {}

  /**
   * Finds an encoder.
   *
   * @param name {@code minilm}, or a path: a folder, or a file that ends in {@code .onnx}
   * @param base what a relative path is resolved against
   * @throws RequestException where a part is missing
   */
  public static EncoderFiles find(String name, Path base) {
    if (!name.equals(MINILM)) {
      return find(base.resolve(name));
    }
    Path folder = ModelFetch.ofEnvironment().place(MINILM);
    if (!Files.isDirectory(folder) || !Files.exists(folder.resolve("model.onnx"))) {
      throw new RequestException(
          "the encoder minilm is not on this machine ("
              + folder
              + "); bring it with: steelyard fetch minilm. Or give the path of another encoder");
    }
    return find(folder);
  }

  /** The same by path alone. */
  public static EncoderFiles find(Path path) {
    if (!Files.exists(path)) {
      throw new RequestException(
          "no encoder at " + path + ": expected a folder with an .onnx file and tokenizer.json");
    }
    Path graph = Files.isDirectory(path) ? graph(path) : path;
    if (!graph.getFileName().toString().endsWith(".onnx")) {
      throw new RequestException(
          graph + ": an encoder is a file that ends in .onnx, or a folder with one");
    }
    Path folder = Files.isDirectory(path) ? path : graph.toAbsolutePath().getParent();
    Path above = folder.toAbsolutePath().getParent();
    Path tokenizer = folder.resolve("tokenizer.json");
    if (!Files.exists(tokenizer) && Files.exists(graph.resolveSibling("tokenizer.json"))) {
      tokenizer = graph.resolveSibling("tokenizer.json");
    } else if (!Files.exists(tokenizer)
        && folder.endsWith("onnx")
        && Files.exists(above.resolve("tokenizer.json"))) {
      folder = above;
      tokenizer = above.resolve("tokenizer.json");
    }
    if (!Files.exists(tokenizer)) {
      throw new RequestException(
          graph
              + ": no tokenizer.json beside it; put the encoder's own there, in the form of Hugging"
              + " Face's tokenizers");
    }
    Path root = folder;
    List<Path> settings =
        Stream.of(POOLING, SENTENCE, CONFIG)
            .map(root::resolve)
            .filter(Files::isRegularFile)
            .toList();
    Dense dense =
        new Dense(root.resolve("2_Dense/config.json"), root.resolve("2_Dense/model.safetensors"));
    return new EncoderFiles(
        graph,
        tokenizer,
        settings,
        Files.exists(dense.config) && Files.exists(dense.weights)
            ? Optional.of(dense)
            : Optional.empty());
  }

  private static Path graph(Path folder) {
    for (String usual : List.of("model.onnx", "onnx/model.onnx")) {
      if (Files.isRegularFile(folder.resolve(usual))) {
        return folder.resolve(usual);
      }
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> graphs = all.filter(f -> f.toString().endsWith(".onnx")).sorted().toList();
      if (graphs.size() == 1) {
        return graphs.get(0);
      }
      throw new RequestException(
          folder
              + (graphs.isEmpty()
                  ? ": no .onnx file in it; expected model.onnx or onnx/model.onnx"
                  : ": several .onnx files in it; give the path of one of them"));
    } catch (IOException e) {
      throw new RequestException(folder + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** The files that decide what comes out, by names that do not change with the machine. */
  public Map<String, Path> reads() {
    Map<String, Path> reads = new LinkedHashMap<>();
    reads.put("encoder/graph", graph);
    reads.put("encoder/tokenizer.json", tokenizer);
    Path data = graph.resolveSibling(graph.getFileName() + "_data");
    if (Files.exists(data)) {
      reads.put("encoder/graph_data", data);
    }
    settings.forEach(
        file ->
            reads.put(
                "encoder/" + (file.endsWith(POOLING) ? POOLING : file.getFileName().toString()),
                file));
    dense.ifPresent(
        d -> {
          reads.put("encoder/2_Dense/config.json", d.config);
          reads.put("encoder/2_Dense/model.safetensors", d.weights);
        });
    return reads;
  }

  /** The pooling that the folder names, where it names one. */
  public Optional<Pooling> pooling() {
    JsonNode pooling = setting(POOLING);
    if (pooling.path("pooling_mode_cls_token").asBoolean(false)) {
      return Optional.of(Pooling.CLS);
    }
    if (pooling.path("pooling_mode_mean_tokens").asBoolean(false)) {
      return Optional.of(Pooling.MEAN);
    }
    if (!pooling.isMissingNode() && !pooling.isEmpty()) {
      throw new RequestException(
          graph.resolveSibling(POOLING)
              + ": a pooling other than the mean or the first token; give the setting pooling");
    }
    return Optional.empty();
  }

  /** The longest text in tokens, special ones among them. */
  public int maxTokens() {
    int said = setting(SENTENCE).path("max_seq_length").asInt(0);
    if (said > 0) {
      return said;
    }
    JsonNode config = setting(CONFIG);
    int positions = config.path("max_position_embeddings").asInt(USUAL_LENGTH);
    // The RoBERTa family counts places from behind the filling token.
    String family = config.path("model_type").asText("");
    int lost = family.contains("roberta") ? 2 : 0;
    return Math.min(USUAL_LENGTH, Math.max(3, positions - lost));
  }

  private JsonNode setting(String name) {
    for (Path file : settings) {
      if (file.endsWith(name)) {
        return Json.read(file);
      }
    }
    return Json.MAPPER.missingNode();
  }
}
