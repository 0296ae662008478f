package io.steelyard.bench;

import io.steelyard.model.Models;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import io.steelyard.model.files.ModelCard;
import io.steelyard.model.files.ModelFolder;
import io.steelyard.model.files.ModelFolderWriter;
import io.steelyard.model.tensors.TensorDraft;
import io.steelyard.model.tensors.TensorInfo;
import io.steelyard.model.tensors.TensorType;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes a model's weights as a Hugging Face folder in float32, and for each prompt the logits
 * after it and the greedy tokens that follow, so that another program can check them on the same
 * weights.
 *
 * <p>Arguments: model, prompts (one a line), folder to write to, greedy steps, threads.
 */
final class ModelLogits {
  private ModelLogits() {}

  public static void main(String[] arguments) throws IOException {
    Path model = Path.of(arguments[0]);
    List<String> prompts = Files.readAllLines(Path.of(arguments[1]));
    Path out = Path.of(arguments[2]);
    int steps = Integer.parseInt(arguments[3]);
    Files.createDirectories(out);
    export(model, out.resolve("model"));
    try (OpenedModel opened = Models.open(model, Integer.parseInt(arguments[4]));
        Session session = opened.model().open(1, 1024);
        DataOutputStream logits =
            new DataOutputStream(Files.newOutputStream(out.resolve("logits.f32")))) {
      List<String> lines = new ArrayList<>();
      BitSet row = new BitSet();
      row.set(0);
      for (String prompt : prompts) {
        int[] ids = opened.tokenizer().encodeOrdinary(prompt);
        session.truncate(0, 0);
        session.prefill(0, ids, 0, ids.length);
        ByteBuffer bytes =
            ByteBuffer.allocate(4 * session.logits(0).length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(session.logits(0));
        logits.write(bytes.array());
        int[] greedy = new int[steps];
        for (int i = 0; i < steps; i++) {
          greedy[i] = best(session.logits(0));
          session.step(new int[] {greedy[i]}, row);
        }
        lines.add(words(ids) + "\t" + words(greedy));
      }
      Files.write(out.resolve("tokens.tsv"), lines);
    }
  }

  private static void export(Path model, Path out) {
    try (ModelFolder files = ModelFolder.open(model)) {
      List<TensorDraft> drafts = new ArrayList<>();
      for (String name : files.tensors().names()) {
        TensorInfo info = files.tensors().info(name);
        drafts.add(
            TensorDraft.ofFloats(
                name,
                TensorType.F32,
                info.shape(),
                (from, to, into, at) -> files.tensors().read(name, from, to, into, at)));
      }
      ModelFolderWriter.write(
          out,
          files.config(),
          drafts,
          files.tokenizer(),
          null,
          new ModelCard("copy", "", List.of(), List.of(), "Dequantised weights in float32."));
    }
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private static String words(int[] ids) {
    return IntStream.of(ids).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }
}
