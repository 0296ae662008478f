package io.steelyard.model.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Models of the Hugging Face hub. One commit is looked up first and all files are of it; each is
 * held against the hub's checksum; {@code config.json} comes last, so that a folder which has one
 * is whole. {@code fetched.json} says what is there.
 */
final class Hub {
  private static final String DEFAULT = "https://huggingface.co";
  private static final int LONGEST_LISTING = 32 << 20;
  private static final String RECEIPT = "fetched.json";

  private static final Set<String> SMALL =
      Set.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer.model",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja",
          "model.safetensors.index.json",
          "README.md",
          "LICENSE",
          "LICENSE.txt",
          "config.json");

  private final Download download;
  private final URI base;
  private final boolean offline;

  private Hub(URI base, String token, boolean offline) {
    this.base = base;
    this.offline = offline;
    this.download = new Download(base, token);
  }

  /** The hub of {@code HF_ENDPOINT}, with the token of {@code HF_TOKEN} where there is one. */
  static Hub of(Map<String, String> environment) {
    String address = environment.getOrDefault("HF_ENDPOINT", "");
    String offline = environment.getOrDefault("HF_HUB_OFFLINE", "");
    return new Hub(
        URI.create((address.isBlank() ? DEFAULT : address.strip()).replaceAll("/+$", "")),
        environment.get("HF_TOKEN"),
        !offline.isBlank() && !offline.equals("0"));
  }

  Path fetch(HubName model, Path folder, ModelFetch.Progress progress) {
    if (offline) {
      throw new RequestException(
          "HF_HUB_OFFLINE is set: " + model.repository() + " is not fetched; unset it");
    }
    try {
      JsonNode listing = listing(model);
      String commit = listing.path("sha").asText();
      List<HubFile> files = chosen(model, listing);
      Path receipt = folder.resolve(RECEIPT);
      JsonNode had = Files.exists(receipt) ? Json.read(receipt) : Json.MAPPER.nullNode();
      room(folder, files);
      ObjectNode now = Json.MAPPER.createObjectNode();
      now.put("repository", model.repository()).put("commit", commit);
      ObjectNode sums = now.putObject("files");
      for (HubFile file : files) {
        String sum = file.sha256().isEmpty() ? file.blob() : file.sha256();
        Path to = folder.resolve(file.name());
        boolean here =
            Files.exists(to)
                && Files.size(to) == file.size()
                && had.path("files").path(file.name()).asText().equals(sum);
        if (!here) {
          URI from = at(model.repository() + "/resolve/" + commit + "/" + file.name());
          download.file(from, file, to, progress);
        }
        sums.put(file.name(), sum);
        AtomicFile.write(receipt, Json.pretty(merged(had, now)));
      }
      AtomicFile.write(receipt, Json.pretty(now));
      HubFile last = files.get(files.size() - 1);
      return last.name().endsWith(".gguf") ? folder.resolve(last.name()) : folder;
    } catch (IOException e) {
      throw AtomicFile.failure(folder, e);
    }
  }

  /** What an interrupted run and this one have together. */
  private static JsonNode merged(JsonNode had, ObjectNode now) {
    ObjectNode both = now.deepCopy();
    ObjectNode files = both.putObject("files");
    had.path("files").properties().forEach(e -> files.set(e.getKey(), e.getValue()));
    now.path("files").properties().forEach(e -> files.set(e.getKey(), e.getValue()));
    return both;
  }

  private URI at(String path) {
    return URI.create(base + "/" + path);
  }

  private JsonNode listing(HubName model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    download.small(
        at("api/models/" + model.repository() + "/revision/" + model.revision() + "?blobs=true"),
        LONGEST_LISTING,
        bytes,
        "no model "
            + model.repository()
            + " with revision "
            + model.revision()
            + " that can be seen; is the name right? Put a token into HF_TOKEN for private ones");
    try {
      JsonNode listing = Json.MAPPER.readTree(bytes.toByteArray());
      if (listing.path("siblings").isArray()
          && listing.path("sha").asText().matches("[0-9a-f]{40}")) {
        return listing;
      }
    } catch (JsonProcessingException e) {
      throw new WorkException(base + ": no hub's answer: " + e.getOriginalMessage(), e);
    }
    throw new WorkException(base + ": no hub's answer: no list of files in it");
  }

  /** What a model needs, {@code config.json} or the GGUF file last. */
  private List<HubFile> chosen(HubName model, JsonNode listing) {
    List<HubFile> weights = new ArrayList<>();
    List<HubFile> small = new ArrayList<>();
    List<HubFile> gguf = new ArrayList<>();
    for (JsonNode sibling : listing.path("siblings")) {
      HubFile file = HubFile.of(sibling);
      if (!file.name().matches("\\w[\\w.-]{0,199}") || file.size() < 0) {
        continue; // sub-folders hold other formats
      }
      if (file.name().endsWith(".safetensors")) {
        weights.add(file);
      } else if (file.name().endsWith(".gguf")) {
        gguf.add(file);
      } else if (SMALL.contains(file.name())) {
        small.add(file);
      }
    }
    List<String> names = gguf.stream().map(HubFile::name).toList();
    if (!model.file().isEmpty() || (weights.isEmpty() && gguf.size() == 1)) {
      return gguf.stream()
          .filter(f -> model.file().isEmpty() || f.name().equals(model.file()))
          .findFirst()
          .map(List::of)
          .orElseThrow(
              () ->
                  new RequestException(
                      model.repository() + " has no " + model.file() + "; it has " + names));
    }
    if (weights.isEmpty()) {
      throw new RequestException(
          model.repository()
              + (gguf.isEmpty()
                  ? " has neither safetensors nor GGUF files; nothing else can be opened"
                  : " has several GGUF files: write "
                      + model.repository()
                      + ":FILE with one of "
                      + names));
    }
    List<HubFile> all = new ArrayList<>(weights);
    small.stream().filter(f -> !f.name().equals("config.json")).forEach(all::add);
    small.stream().filter(f -> f.name().equals("config.json")).forEach(all::add);
    return all;
  }

  private static void room(Path folder, List<HubFile> files) throws IOException {
    long need = 0;
    for (HubFile file : files) {
      need += Files.exists(folder.resolve(file.name())) ? 0 : file.size();
    }
    long free = Files.getFileStore(folder).getUsableSpace();
    if (need > free) {
      throw new WorkException(
          folder + ": " + need + " bytes are to be fetched and " + free + " are free on the disk");
    }
  }
}
