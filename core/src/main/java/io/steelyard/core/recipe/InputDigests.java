package io.steelyard.core.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** SHA-256 of the files that a recipe reads, remembered by path, length and time of change. */
final class InputDigests {
  private final Path memory;
  private final ObjectNode known;
  private boolean changed;

  InputDigests(Path runFolder) {
    memory = runFolder.resolve(".inputs.json");
    ObjectNode read = Json.MAPPER.createObjectNode();
    if (Files.isRegularFile(memory)) {
      try {
        if (Json.read(memory) instanceof ObjectNode object) {
          read = object;
        }
      } catch (RequestException e) {
        read = Json.MAPPER.createObjectNode();
      }
    }
    known = read;
  }

  String of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      String key = file.toAbsolutePath().normalize().toString();
      String state =
          now.size() + " " + now.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
      JsonNode entry = known.get(key);
      if (entry != null && entry.path("state").asText().equals(state)) {
        return entry.path("sha256").asText();
      }
      String sha = Digest.ofFile(file);
      known.putObject(key).put("state", state).put("sha256", sha);
      changed = true;
      return sha;
    } catch (IOException e) {
      throw new RequestException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  void save() {
    if (changed) {
      AtomicFile.write(memory, Json.canonical(known));
      changed = false;
    }
  }
}
