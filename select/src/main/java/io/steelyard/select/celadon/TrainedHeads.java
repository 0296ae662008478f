package io.steelyard.select.celadon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.step.Job;
import io.steelyard.model.tensors.SafeTensors;
import io.steelyard.model.tensors.SafeTensorsWriter;
import io.steelyard.model.tensors.TensorDraft;
import io.steelyard.model.tensors.TensorSource;
import io.steelyard.model.tensors.TensorType;
import io.steelyard.select.features.EncoderSetting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Heads with what they were trained on, in a folder: {@code celadon.json} and {@code
 * model.safetensors}.
 *
 * @param heads the weights
 * @param bits buckets are 2 to this power; 0 for heads over an encoder's vectors
 * @param encoder the encoder, where there is one
 * @param encoderDigest digest of its files
 * @param windows how texts are cut
 * @param languages those of the training texts
 */
record TrainedHeads(
    LinearHeads heads,
    int bits,
    Optional<EncoderSetting> encoder,
    String encoderDigest,
    TextWindows windows,
    Set<String> languages) {
  static final String CARD = "celadon.json";
  private static final String WEIGHTS = "model.safetensors";
  private static final int MOST_FEATURES = 1 << 24;

  /** Writes the folder as parts of a step's artifact. */
  void write(Job job, JsonNode metrics) {
    Path file = job.out().resolve(WEIGHTS);
    SafeTensorsWriter.write(
        file,
        Map.of("format", "pt"),
        List.of(
            TensorDraft.ofFloats(
                "heads.weight",
                TensorType.F32,
                new long[] {heads.features(), LinearHeads.OUTPUTS},
                heads.weights()),
            TensorDraft.ofFloats(
                "heads.bias", TensorType.F32, new long[] {LinearHeads.OUTPUTS}, heads.bias())));
    job.add(ShardStamp.of(file, 2, Digest.ofFile(file), null));
    ObjectNode card = Json.MAPPER.createObjectNode();
    card.put("format", 1);
    card.put("bits", bits);
    encoder.ifPresent(
        e -> {
          ObjectNode node = card.putObject("encoder");
          node.put("path", e.path());
          e.pooling().ifPresent(p -> node.put("pooling", p.name()));
          node.put("max-tokens", e.maxTokens());
          e.prefix().ifPresent(p -> node.put("prefix", p));
          node.put("digest", encoderDigest);
        });
    card.put("window", windows.words());
    card.put("step", windows.step());
    languages.forEach(card.putArray("languages")::add);
    for (Axis axis : Axis.values()) {
      card.withArray("/axes").add(axis.label());
    }
    card.set("test", metrics);
    job.file(CARD, Json.pretty(card));
  }

  /** Reads a folder that {@code select.celadon-train} made. */
  static TrainedHeads read(Path folder) {
    Path file = folder.resolve(CARD);
    if (!Files.isRegularFile(file)) {
      throw new RequestException(
          folder + ": no " + CARD + " in it; expected a folder that select.celadon-train made");
    }
    JsonNode card = Json.read(file);
    int bits = card.path("bits").asInt(-1);
    Set<String> languages = new TreeSet<>();
    card.path("languages").forEach(node -> languages.add(node.asText()));
    JsonNode e = card.path("encoder");
    Optional<EncoderSetting> encoder =
        e.isObject()
            ? Optional.of(
                new EncoderSetting(
                    e.path("path").asText(),
                    Optional.ofNullable(e.get("pooling"))
                        .map(p -> io.steelyard.model.EncoderSettings.Pooling.valueOf(p.asText())),
                    e.path("max-tokens").asInt(0),
                    Optional.ofNullable(e.get("prefix")).map(JsonNode::asText)))
            : Optional.empty();
    try (TensorSource source = SafeTensors.open(folder.resolve(WEIGHTS))) {
      int[] shape = shape(source, folder);
      return new TrainedHeads(
          new LinearHeads(shape[0], source.read("heads.weight"), source.read("heads.bias")),
          bits,
          encoder,
          e.path("digest").asText(""),
          new TextWindows(card.path("window").asInt(), card.path("step").asInt()),
          languages);
    } catch (IllegalArgumentException wrong) {
      throw new RequestException(file + ": " + wrong.getMessage(), wrong);
    }
  }

  private static int[] shape(TensorSource source, Path folder) {
    long features = source.info("heads.weight").elements() / LinearHeads.OUTPUTS;
    if (features < 1
        || features > MOST_FEATURES
        || source.info("heads.weight").elements() != features * LinearHeads.OUTPUTS
        || source.info("heads.bias").elements() != LinearHeads.OUTPUTS) {
      throw new RequestException(
          folder
              + ": its weights are not of "
              + Axis.COUNT
              + " heads with "
              + Axis.LEVELS
              + " levels; expected a folder that select.celadon-train made");
    }
    return new int[] {(int) features};
  }

  /**
   * Opens the heads; the encoder of an artifact must still be the one that they were trained on.
   */
  Annotator open(Path base, int threads) {
    if (encoder.isEmpty()) {
      if (heads.features() != 1 << bits) {
        throw new RequestException(
            CARD + ": " + heads.features() + " features do not fit 2 to the power of " + bits);
      }
      return new HashedAnnotator(heads, bits, windows, languages);
    }
    String found = digest(encoder.get().reads(base));
    if (!found.equals(encoderDigest)) {
      throw new RequestException(
          "the encoder "
              + encoder.get().path()
              + " is not the one that the heads were trained on; train them anew, or put back the"
              + " files");
    }
    return new EncoderAnnotator(heads, encoder.get().open(base, threads), windows, languages);
  }

  /** One digest of an encoder's files. */
  static String digest(Map<String, Path> files) {
    Digest digest = new Digest();
    List<String> names = new ArrayList<>(new TreeSet<>(files.keySet()));
    names.forEach(name -> digest.text(name).text(Digest.ofFile(files.get(name))));
    return digest.hex();
  }
}
