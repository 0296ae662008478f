package io.steelyard.model.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.tensors.SafeTensorsWriter;
import io.steelyard.model.tensors.TensorDraft;
import io.steelyard.model.tensors.TensorType;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes a model as a Hugging Face folder that transformers opens: {@code config.json}, {@code
 * model.safetensors} (or shards and their index), {@code tokenizer.json}, {@code
 * tokenizer_config.json} and a card.
 *
 * <p>{@code config.json} comes last: a folder that has one is whole.
 */
public final class ModelFolderWriter {
  /** Largest file of weights, as transformers writes them. */
  public static final long SHARD_BYTES = 5_000_000_000L;

  private ModelFolderWriter() {}

  /**
   * @param tensors under Hugging Face's names, a tied output matrix left out
   * @param template chat template, or null
   */
  public static void write(
      Path folder,
      ModelConfig config,
      Collection<TensorDraft> tensors,
      Tokenizer tokenizer,
      ChatTemplate template,
      ModelCard card) {
    write(folder, config, tensors, tokenizer, template, card, SHARD_BYTES);
  }

  /** The same with shards of at most {@code shardBytes}, unless one tensor alone is larger. */
  public static void write(
      Path folder,
      ModelConfig config,
      Collection<TensorDraft> tensors,
      Tokenizer tokenizer,
      ChatTemplate template,
      ModelCard card,
      long shardBytes) {
    if (tokenizer.size() > config.shape().vocabulary()) {
      throw new IllegalArgumentException(
          "the tokenizer has "
              + tokenizer.size()
              + " tokens and the model only "
              + config.shape().vocabulary());
    }
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(folder.resolve("config.json"));
    } catch (IOException e) {
      throw AtomicFile.failure(folder, e);
    }
    weights(folder, List.copyOf(tensors), shardBytes);
    AtomicFile.write(folder.resolve("tokenizer.json"), out -> TokenizerJson.write(tokenizer, out));
    AtomicFile.write(
        folder.resolve("tokenizer_config.json"),
        Json.pretty(tokenizerConfig(config, tokenizer, template)));
    AtomicFile.write(folder.resolve("README.md"), card.markdown().getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(folder.resolve("config.json"), Json.pretty(config.toJson(mostly(tensors))));
  }

  private static void weights(Path folder, List<TensorDraft> tensors, long shardBytes) {
    List<List<TensorDraft>> shards = new ArrayList<>();
    long total = 0;
    long room = -1;
    for (TensorDraft tensor : tensors) {
      if (tensor.bytes() > room) {
        shards.add(new ArrayList<>());
        room = Math.max(shardBytes, tensor.bytes());
      }
      shards.get(shards.size() - 1).add(tensor);
      room -= tensor.bytes();
      total += tensor.bytes();
    }
    removeOld(folder);
    Map<String, String> format = Map.of("format", "pt");
    if (shards.size() <= 1) {
      SafeTensorsWriter.write(folder.resolve("model.safetensors"), format, tensors);
      return;
    }
    Map<String, String> places = new TreeMap<>();
    for (int i = 0; i < shards.size(); i++) {
      String name =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
      SafeTensorsWriter.write(folder.resolve(name), format, shards.get(i));
      shards.get(i).forEach(tensor -> places.put(tensor.name(), name));
    }
    AtomicFile.write(
        folder.resolve("model.safetensors.index.json"),
        Json.pretty(Map.of("metadata", Map.of("total_size", total), "weight_map", places)));
  }

  /** Weights of an earlier model here would be read beside the new ones. */
  private static void removeOld(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches("model(-\\d{5}-of-\\d{5})?\\.safetensors(\\.index\\.json)?")) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw AtomicFile.failure(folder, e);
    }
  }

  private static ObjectNode tokenizerConfig(
      ModelConfig config, Tokenizer tokenizer, ChatTemplate template) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("tokenizer_class", "PreTrainedTokenizerFast");
    json.put("model_max_length", config.shape().context());
    json.put("clean_up_tokenization_spaces", false);
    if (config.start() >= 0 && config.start() < tokenizer.size()) {
      json.put("bos_token", text(tokenizer, config.start()));
    }
    if (config.ends().length > 0 && config.ends()[0] < tokenizer.size()) {
      json.put("eos_token", text(tokenizer, config.ends()[0]));
    }
    if (template != null) {
      json.put("chat_template", template.text());
    }
    return json;
  }

  private static String text(Tokenizer tokenizer, int id) {
    return new String(tokenizer.token(id), StandardCharsets.UTF_8);
  }

  /** How most of the bytes are stored. */
  private static TensorType mostly(Collection<TensorDraft> tensors) {
    Map<TensorType, Long> bytes = new TreeMap<>();
    tensors.forEach(t -> bytes.merge(t.type(), t.bytes(), Long::sum));
    return bytes.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(TensorType.F32);
  }
}
