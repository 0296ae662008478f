package io.steelyard.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.model.tensors.SafeTensors;
import io.steelyard.model.tensors.SafeTensorsWriter;
import io.steelyard.model.tensors.TensorDraft;
import io.steelyard.model.tensors.TensorSource;
import io.steelyard.model.tensors.TensorType;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFilesTest {
  @TempDir Path folder;

  private static float[] weights(Decoder decoder) {
    float[] out = new float[(int) decoder.parameters().size()];
    decoder.parameters().flat().<FloatBuffer>createBuffer().get(out);
    return out;
  }

  /** The weights of a small model with one tensor replaced, or left out where there is none. */
  private Path file(String name, TensorDraft other) {
    Path file = folder.resolve("model.safetensors");
    try (Decoder decoder = SmallModels.llama(1)) {
      List<TensorDraft> drafts =
          new ArrayList<>(
              WeightFiles.drafts(decoder.parameters(), decoder.parameters().flat(), ""));
      drafts.removeIf(d -> d.name().equals(name));
      if (other != null) {
        drafts.add(other);
      }
      SafeTensorsWriter.write(file, Map.of(), drafts);
    }
    return file;
  }

  private static void load(Path file) {
    try (Decoder decoder = SmallModels.llama(2);
        TensorSource source = SafeTensors.open(file)) {
      WeightFiles.load(decoder.parameters(), source, "the file");
    }
  }

  @Test
  void whatIsWrittenIsRead() {
    try (Decoder a = SmallModels.gpt2(1);
        Decoder b = SmallModels.gpt2(2)) {
      Path file = folder.resolve("gpt2.safetensors");
      WeightFiles.save(a.parameters(), file);
      try (TensorSource source = SafeTensors.open(file)) {
        WeightFiles.load(b.parameters(), source, "gpt2");
      }
      assertThat(weights(b)).containsExactly(weights(a));
    }
  }

  @Test
  void everyDifferenceIsNamedAtOnce() {
    Path file =
        file(
            "model.norm.weight",
            TensorDraft.ofFloats(
                "model.other.weight", TensorType.F32, new long[] {2}, new float[2]));
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("2 differences")
        .hasMessageContaining("missing: model.norm.weight [24]")
        .hasMessageContaining("not a weight of this model: model.other.weight");
  }

  @Test
  void shapesAreCompared() {
    Path file =
        file(
            "model.norm.weight",
            TensorDraft.ofFloats(
                "model.norm.weight", TensorType.F32, new long[] {2}, new float[2]));
    assertThatThrownBy(() -> load(file))
        .hasMessageContaining("model.norm.weight has the shape [2], expected [24]");
  }

  @Test
  void weightsThatAreNotNumbersAreRefused() {
    float[] bad = new float[24];
    bad[7] = Float.NaN;
    Path file =
        file(
            "model.norm.weight",
            TensorDraft.ofFloats("model.norm.weight", TensorType.F32, new long[] {24}, bad));
    assertThatThrownBy(() -> load(file))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the file: model.norm.weight holds NaN or infinity");
  }
}
