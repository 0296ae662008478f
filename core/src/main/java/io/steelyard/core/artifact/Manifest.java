package io.steelyard.core.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code steelyard.json}: what an artifact is (identity, digested) and how it was made (run, never
 * digested). It is written last; a folder without one is unfinished.
 *
 * @param format version of this layout; a newer one is refused
 * @param kind what the folder holds
 * @param step the step that made it, for example {@code corpus.clean}
 * @param version version of the method
 * @param key step key: settings, inputs, version, seed
 * @param settings all settings with defaults
 * @param seed the recipe's seed
 * @param inputs digests of what it was made from
 * @param digest digest of the artifact
 * @param parts its files in canonical order
 * @param run times, versions, machine
 */
public record Manifest(
    int format,
    ArtifactKind kind,
    String step,
    int version,
    String key,
    JsonNode settings,
    long seed,
    List<String> inputs,
    String digest,
    List<ShardStamp> parts,
    JsonNode run) {
  public static final String FILE = "steelyard.json";
  public static final int FORMAT = 1;

  public void write(Path folder) {
    ObjectNode identity = Json.MAPPER.createObjectNode();
    identity.put("kind", kind.word());
    identity.put("step", step);
    identity.put("version", version);
    identity.put("key", key);
    identity.set("settings", settings);
    identity.put("seed", seed);
    identity.set("inputs", Json.MAPPER.valueToTree(inputs));
    identity.put("digest", digest);
    identity.set("parts", Json.MAPPER.valueToTree(parts));
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.put("steelyard", format);
    root.set("identity", identity);
    root.set("run", run);
    AtomicFile.write(folder.resolve(FILE), Json.pretty(root));
  }

  /**
   * Reads the manifest of an artifact and checks that its files are there and as long as they were.
   *
   * @throws RequestException if there is none, it is from a newer version, or a file is missing or
   *     changed
   */
  public static Manifest read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new RequestException(
          folder
              + ": no finished artifact here ("
              + FILE
              + " is missing). Run the step that makes it, or name another folder.");
    }
    JsonNode root = Json.read(file);
    int format = root.path("steelyard").asInt(-1);
    if (format > FORMAT) {
      throw new RequestException(
          folder
              + ": made by a newer version of Steelyard (format "
              + format
              + ", this one reads up to "
              + FORMAT
              + "). Use that version, or make the artifact again with this one.");
    }
    try {
      JsonNode id = root.get("identity");
      List<ShardStamp> parts = new ArrayList<>();
      for (JsonNode part : id.get("parts")) {
        parts.add(Json.MAPPER.treeToValue(part, ShardStamp.class));
      }
      List<String> inputs = new ArrayList<>();
      id.get("inputs").forEach(input -> inputs.add(input.asText()));
      Manifest manifest =
          new Manifest(
              format,
              ArtifactKind.of(id.get("kind").asText()),
              id.get("step").asText(),
              id.get("version").asInt(),
              id.get("key").asText(),
              id.get("settings"),
              id.get("seed").asLong(),
              inputs,
              id.get("digest").asText(),
              parts,
              root.path("run"));
      manifest.check(folder);
      return manifest;
    } catch (IOException | RuntimeException e) {
      if (e instanceof RequestException request) {
        throw request;
      }
      throw new RequestException(
          file + ": not a manifest of Steelyard (" + e.getMessage() + "). Make the artifact again.",
          e);
    }
  }

  private void check(Path folder) throws IOException {
    if (!Digest.ofParts(kind, parts).equals(digest)) {
      throw damaged(folder.resolve(FILE), "its digest does not match the parts it lists");
    }
    for (ShardStamp part : parts) {
      Path file = partOf(folder, part);
      if (!Files.isRegularFile(file)) {
        throw damaged(file, "the file is missing");
      }
      if (Files.size(file) != part.size()) {
        throw damaged(
            file, "it has " + Files.size(file) + " bytes, " + part.size() + " were written");
      }
    }
  }

  /** Reads every file once and compares checksums: for inputs of a step and for {@code doctor}. */
  public void verify(Path folder) {
    for (ShardStamp part : parts) {
      Path file = partOf(folder, part);
      try {
        if (!Digest.crc32c(file).equals(part.crc32c())) {
          throw damaged(file, "its bytes no longer match the checksum taken when it was written");
        }
      } catch (IOException e) {
        throw damaged(file, "it cannot be read (" + e.getMessage() + ")");
      }
    }
  }

  private static Path partOf(Path folder, ShardStamp part) {
    Path file = folder.resolve(part.name()).normalize();
    if (!file.startsWith(folder.normalize())) {
      throw new RequestException(
          folder.resolve(FILE) + ": the part '" + part.name() + "' leaves the folder; refused");
    }
    return file;
  }

  private static RequestException damaged(Path file, String how) {
    return new RequestException(
        file + ": " + how + ". Delete the folder of this step and run the same command again.");
  }
}
