package io.steelyard.bench;

import io.steelyard.model.files.ChatTemplate.Message;
import io.steelyard.model.files.ModelCard;
import io.steelyard.model.files.ModelFolder;
import io.steelyard.model.files.ModelFolderWriter;
import io.steelyard.model.tensors.Gguf;
import io.steelyard.model.tensors.GgufWeights;
import io.steelyard.model.tensors.SafeTensors;
import io.steelyard.model.tensors.TensorDraft;
import io.steelyard.model.tensors.TensorInfo;
import io.steelyard.model.tensors.TensorSource;
import io.steelyard.model.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** What is read from model files, as lines that a peer's can be compared with. */
public final class ModelFiles {
  private ModelFiles() {}

  public static void main(String[] args) throws Exception {
    Path path = Path.of(args[1]);
    switch (args[0]) {
      case "tensors" -> tensors(path);
      case "ids" -> ids(path, Path.of(args[2]));
      case "write" -> write(path, Path.of(args[2]), TensorType.valueOf(args[3]));
      case "load" -> load(path);
      default -> throw new IllegalArgumentException("tensors, ids, write or load");
    }
  }

  private static TensorSource open(Path path) {
    return path.toString().endsWith(".gguf")
        ? GgufWeights.of(Gguf.open(path))
        : SafeTensors.open(path);
  }

  /** Name, shape and SHA-256 of the float32 numbers of each tensor. */
  private static void tensors(Path path) throws NoSuchAlgorithmException {
    try (TensorSource source = open(path)) {
      for (String name : new TreeSet<>(source.names())) {
        TensorInfo info = source.info(name);
        ByteBuffer bytes =
            ByteBuffer.allocateDirect((int) (4 * info.elements())).order(ByteOrder.LITTLE_ENDIAN);
        source.read(name, bytes.asFloatBuffer());
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes);
        System.out.println(
            name
                + " "
                + Arrays.toString(info.shape()).replace(" ", "")
                + " "
                + HexFormat.of().formatHex(digest.digest()));
      }
    }
  }

  /** The ids of each line of a file, then of a chat whose message it is. */
  private static void ids(Path path, Path lines) throws IOException {
    try (ModelFolder model = ModelFolder.open(path)) {
      for (String line : Files.readAllLines(lines)) {
        System.out.println(Arrays.toString(model.tokenizer().encode(line)));
        System.out.println(
            Arrays.toString(
                model
                    .chatTemplate()
                    .orElseThrow()
                    .encode(model.tokenizer(), List.of(new Message("user", line)), true)));
      }
    }
  }

  private static void write(Path from, Path to, TensorType type) {
    try (ModelFolder model = ModelFolder.open(from)) {
      TensorSource source = model.tensors();
      List<TensorDraft> drafts = new ArrayList<>();
      for (String name : source.names()) {
        drafts.add(
            TensorDraft.ofFloats(
                name,
                type,
                source.info(name).shape(),
                (a, b, out, at) -> source.read(name, a, b, out, at)));
      }
      ModelFolderWriter.write(
          to,
          model.config(),
          drafts,
          model.tokenizer(),
          model.chatTemplate().orElse(null),
          new ModelCard("Copy", "", List.of(), List.of(), "A copy in safetensors."),
          200_000_000);
    }
  }

  /** All weights in float32 at once, and the peak of resident memory that it took. */
  private static void load(Path path) throws IOException {
    long start = System.nanoTime();
    List<ByteBuffer> weights = new ArrayList<>();
    long bytes = 0;
    try (ModelFolder model = ModelFolder.open(path)) {
      double opened = (System.nanoTime() - start) / 1e9;
      long before = peak();
      start = System.nanoTime();
      for (String name : model.tensors().names()) {
        int size = (int) (4 * model.tensors().info(name).elements());
        ByteBuffer buffer = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        model.tensors().read(name, buffer.asFloatBuffer());
        weights.add(buffer);
        bytes += size;
      }
      System.out.printf(
          Locale.ROOT,
          "%s: opened in %.2f s, %d tensors, %.0f MB of float32 read in %.2f s; peak of resident"
              + " memory %.0f MB before, %.0f MB after: %.3f times the weights%n",
          path.getFileName(),
          opened,
          weights.size(),
          bytes / 1e6,
          (System.nanoTime() - start) / 1e9,
          before / 1e6,
          peak() / 1e6,
          (peak() - before) / (double) bytes);
    }
  }

  private static long peak() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }
}
