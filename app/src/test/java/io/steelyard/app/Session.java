package io.steelyard.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.artifact.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Types commands and keeps what came back. */
final class Session {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Screen screen =
      new Screen(
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          false,
          false,
          100);
  private int exit = -1;

  /** Runs one command; earlier output is forgotten. */
  Session type(Object... args) {
    out.reset();
    err.reset();
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    exit = Cli.execute(screen, ToySteps.REGISTRY, words);
    return this;
  }

  /** Writes the toy recipe and runs it into {@code folder/runs}. */
  static Path toyRun(Path folder, String recipe) throws IOException {
    Path file = folder.resolve("toy.yaml");
    Files.writeString(file, recipe);
    Session session = new Session().type("run", file, "--out", folder.resolve("runs"), "--quiet");
    if (session.exit() != 0) {
      throw new IllegalStateException(session.err());
    }
    return folder.resolve("runs").resolve("toy");
  }

  int exit() {
    return exit;
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : out().lines().toList()) {
      events.add(Json.MAPPER.readTree(line));
    }
    return events;
  }
}
