package io.steelyard.core.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.step.RemoteFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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

  /**
   * The digests of files; those that are not known yet are read, each on whatever machine the
   * engine chooses.
   */
  Map<Path, String> of(Collection<Path> files, LazyEngine engine) {
    Map<Path, String> digests = new HashMap<>();
    Map<Path, String> states = new LinkedHashMap<>();
    for (Path file : files) {
      String state = state(file);
      JsonNode entry = known.get(name(file));
      if (entry != null && entry.path("state").asText().equals(state)) {
        digests.put(file, entry.path("sha256").asText());
      } else {
        states.put(file, state);
      }
    }
    List<Path> unread = new ArrayList<>(states.keySet());
    engine.pieces(
        unread.size(),
        i -> new Read(i, sha256(unread.get(i))),
        read -> {
          Path file = unread.get(read.number);
          digests.put(file, read.sha256);
          known.putObject(name(file)).put("state", states.get(file)).put("sha256", read.sha256);
          changed = true;
        });
    return digests;
  }

  private record Read(int number, String sha256) implements Serializable {}

  private static String name(Path file) {
    return RemoteFiles.isRemote(file)
        ? file.toString()
        : file.toAbsolutePath().normalize().toString();
  }

  private static String state(Path file) {
    try {
      if (RemoteFiles.isRemote(file)) {
        return RemoteFiles.reader(file.toString()).state(RemoteFiles.address(file.toString()));
      }
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.size() + " " + now.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** SHA-256 of a file's bytes, wherever it lies. */
  static String sha256(Path file) {
    if (!RemoteFiles.isRemote(file)) {
      return Digest.ofFile(file);
    }
    String address = RemoteFiles.address(file.toString());
    try (InputStream in = RemoteFiles.reader(address).open(address)) {
      return Digest.of(in);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static RequestException unreadable(Path file, IOException e) {
    return new RequestException(
        RemoteFiles.address(file.toString()) + ": cannot be read (" + e.getMessage() + ")", e);
  }

  void save() {
    if (changed) {
      AtomicFile.write(memory, Json.canonical(known));
      changed = false;
    }
  }
}
