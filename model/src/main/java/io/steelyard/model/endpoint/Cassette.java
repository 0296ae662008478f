package io.steelyard.model.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.endpoint.EndpointException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests and answers as JSON Lines, one exchange a line: {@code {"path": …, "request": …,
 * "answer": "…"}}. Written as they happen, or played back with no server at all.
 *
 * <p>The same request asked several times is answered with its recordings in turn, the last one for
 * all further times. Headers are not kept, and the key is blotted out of answers.
 */
final class Cassette implements Transport {
  private static final String BLOT = "***";

  /** An answer, or with a status that is no 200 the refusal. */
  private record Recorded(int status, String answer) {}

  private final Path file;
  private final Transport source;
  private final String secret;
  private final Map<String, List<Recorded>> answers = new HashMap<>();
  private final Map<String, Integer> played = new HashMap<>();

  private Cassette(Path file, Transport source, String secret) {
    this.file = file;
    this.source = source;
    this.secret = secret;
  }

  /** Appends all that passes through {@code source} to a file. */
  static Cassette record(Path file, Transport source, String secret) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (Files.exists(file)) {
        cutBrokenLine(file);
      }
    } catch (IOException e) {
      throw AtomicFile.failure(file, e);
    }
    return new Cassette(file, source, secret == null || secret.isBlank() ? null : secret.strip());
  }

  /**
   * Plays a file back.
   *
   * @throws RequestException where it is missing or broken
   */
  static Cassette play(Path file) {
    Cassette cassette = new Cassette(file, null, null);
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        try {
          JsonNode exchange = Json.MAPPER.readTree(line);
          cassette
              .answers
              .computeIfAbsent(
                  key(exchange.path("path").asText(), exchange.get("request")),
                  k -> new ArrayList<>())
              .add(
                  new Recorded(
                      exchange.path("status").asInt(200), exchange.path("answer").asText()));
        } catch (JsonProcessingException e) {
          throw new RequestException(
              file + ":" + number + ": no recorded exchange: " + e.getOriginalMessage(), e);
        }
      }
    } catch (IOException e) {
      throw new RequestException(
          file + ": no recording that can be read (" + e.getMessage() + ")", e);
    }
    return cassette;
  }

  /** A run that was killed may have left half a line. */
  private static void cutBrokenLine(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end < bytes.length) {
      AtomicFile.write(file, Arrays.copyOf(bytes, end));
    }
  }

  private static String key(String path, JsonNode request) {
    return Digest.of(
        Json.canonical(
            Map.of(
                "path",
                path,
                "request",
                request == null || request.isNull() ? "" : ordered(request))));
  }

  /** Objects as maps, whose keys the writer sorts. */
  private static Object ordered(JsonNode node) {
    return Json.MAPPER.convertValue(node, Object.class);
  }

  @Override
  public void send(String path, byte[] body, Lines lines) {
    JsonNode request = null;
    try {
      request = body == null ? null : Json.MAPPER.readTree(body);
      if (source == null) {
        play(next(path, request), lines);
        return;
      }
    } catch (IOException e) {
      throw new IllegalStateException("requests are JSON", e);
    }
    StringBuilder answer = new StringBuilder();
    try {
      source.send(
          path,
          body,
          line -> {
            answer.append(answer.length() == 0 ? "" : "\n").append(line);
            lines.line(line);
          });
    } catch (EndpointException e) {
      if (e.kind() == Kind.REFUSED) {
        append(path, request, new Recorded(e.status(), e.getMessage()));
      }
      throw e;
    }
    append(path, request, new Recorded(200, answer.toString()));
  }

  private static void play(Recorded recorded, Lines lines) throws IOException {
    if (recorded.status() != 200) {
      throw new EndpointException(Kind.REFUSED, recorded.status(), null, recorded.answer(), null);
    }
    for (String line : recorded.answer().split("\n", -1)) {
      lines.line(line);
    }
  }

  private synchronized Recorded next(String path, JsonNode request) {
    String key = key(path, request);
    List<Recorded> recorded = answers.get(key);
    if (recorded == null) {
      throw new EndpointException(
          Kind.NOT_RECORDED,
          file
              + ": the recording does not have this request to "
              + path
              + "; record it anew with the same settings",
          null);
    }
    int turn = played.merge(key, 1, Integer::sum) - 1;
    return recorded.get(Math.min(turn, recorded.size() - 1));
  }

  private synchronized void append(String path, JsonNode request, Recorded recorded) {
    ObjectNode exchange = Json.MAPPER.createObjectNode();
    exchange.put("path", path);
    exchange.set("request", request == null ? Json.MAPPER.nullNode() : request);
    if (recorded.status() != 200) {
      exchange.put("status", recorded.status());
    }
    String answer = recorded.answer();
    exchange.put("answer", secret == null ? answer : answer.replace(secret, BLOT));
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write((exchange + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw AtomicFile.failure(file, e);
    }
  }

  @Override
  public void close() {
    if (source != null) {
      source.close();
    }
  }
}
