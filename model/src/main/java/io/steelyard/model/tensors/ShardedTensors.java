package io.steelyard.model.tensors;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tensors of a folder: one {@code model.safetensors}, or shards that {@code
 * model.safetensors.index.json} names, such as {@code model-00001-of-00002.safetensors}.
 */
public final class ShardedTensors implements TensorSource {
  static final String INDEX = "model.safetensors.index.json";
  static final String WHOLE = "model.safetensors";

  private final Path folder;
  private final Map<String, SafeTensors> shards;
  private final Map<String, SafeTensors> byTensor;

  private ShardedTensors(
      Path folder, Map<String, SafeTensors> shards, Map<String, SafeTensors> byTensor) {
    this.folder = folder;
    this.shards = shards;
    this.byTensor = byTensor;
  }

  /** The files that {@link #open} would read, in order of their names. */
  public static List<Path> files(Path folder) {
    if (Files.exists(folder.resolve(INDEX))) {
      return new TreeSet<>(weightMap(folder).values()).stream().map(folder::resolve).toList();
    }
    Path whole = folder.resolve(WHOLE);
    if (Files.exists(whole)) {
      return List.of(whole);
    }
    throw new RequestException(
        folder + ": neither " + WHOLE + " nor " + INDEX + " is there; is the download complete?");
  }

  /**
   * Opens a folder.
   *
   * @throws RequestException where files are missing (all are named) or do not hold what the index
   *     says
   */
  public static TensorSource open(Path folder) {
    List<Path> files = files(folder);
    if (!Files.exists(folder.resolve(INDEX))) {
      return SafeTensors.open(files.get(0));
    }
    List<String> missing =
        files.stream().filter(f -> !Files.exists(f)).map(f -> f.getFileName().toString()).toList();
    if (!missing.isEmpty()) {
      throw new RequestException(
          folder
              + ": "
              + missing.size()
              + " of "
              + files.size()
              + " shards are missing: "
              + String.join(", ", missing)
              + "; fetch them again");
    }
    Map<String, SafeTensors> shards = new LinkedHashMap<>();
    ShardedTensors opened = null;
    try {
      for (Path file : files) {
        shards.put(file.getFileName().toString(), SafeTensors.open(file));
      }
      opened = new ShardedTensors(folder, shards, byTensor(folder, shards));
      return opened;
    } finally {
      if (opened == null) {
        shards.values().forEach(SafeTensors::close);
      }
    }
  }

  private static Map<String, SafeTensors> byTensor(Path folder, Map<String, SafeTensors> shards) {
    Map<String, String> index = weightMap(folder);
    Map<String, SafeTensors> byTensor = new LinkedHashMap<>();
    for (SafeTensors shard : shards.values()) {
      for (String name : shard.names()) {
        String file = index.get(name);
        if (shard.path().getFileName().toString().equals(file)) {
          byTensor.put(name, shard);
        } else if (file == null) {
          throw new TensorFormatException(
              shard.path() + ": tensor \"" + name + "\" is not in " + INDEX);
        }
      }
    }
    for (Map.Entry<String, String> entry : index.entrySet()) {
      if (!byTensor.containsKey(entry.getKey())) {
        throw new TensorFormatException(
            folder.resolve(INDEX)
                + ": tensor \""
                + entry.getKey()
                + "\" is not in "
                + entry.getValue());
      }
    }
    return byTensor;
  }

  private static Map<String, String> weightMap(Path folder) {
    Path file = folder.resolve(INDEX);
    try {
      if (Files.size(file) > SafeTensorsHeader.LONGEST) {
        throw new TensorFormatException(
            file + ": larger than " + SafeTensorsHeader.LONGEST + " bytes; no index is");
      }
    } catch (IOException e) {
      throw new RequestException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
    JsonNode map = Json.read(file).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new TensorFormatException(file + ": \"weight_map\" is missing or empty");
    }
    Map<String, String> byName = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      String shard = entry.getValue().asText();
      if (!entry.getValue().isTextual() || !shard.matches("[\\w][\\w.\\-]*\\.safetensors")) {
        throw new TensorFormatException(
            file
                + ": \""
                + entry.getKey()
                + "\" lies in "
                + entry.getValue()
                + "; expected the name of a .safetensors file in the same folder");
      }
      byName.put(entry.getKey(), shard);
    }
    return byName;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(byTensor.keySet());
  }

  @Override
  public TensorInfo info(String name) {
    return shard(name).info(name);
  }

  @Override
  public void read(String name, long fromElement, long toElement, float[] out, int at) {
    shard(name).read(name, fromElement, toElement, out, at);
  }

  @Override
  public void read(String name, FloatBuffer out) {
    shard(name).read(name, out);
  }

  private SafeTensors shard(String name) {
    SafeTensors shard = byTensor.get(name);
    if (shard == null) {
      throw FileTensors.missing(folder, name, byTensor.keySet());
    }
    return shard;
  }

  @Override
  public void close() {
    shards.values().forEach(SafeTensors::close);
  }
}
