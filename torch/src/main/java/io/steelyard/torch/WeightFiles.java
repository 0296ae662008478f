package io.steelyard.torch;

import io.steelyard.core.RequestException;
import io.steelyard.model.tensors.SafeTensorsWriter;
import io.steelyard.model.tensors.TensorDraft;
import io.steelyard.model.tensors.TensorInfo;
import io.steelyard.model.tensors.TensorSource;
import io.steelyard.model.tensors.TensorType;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Weights from files and to files, by name; whatever does not fit is listed at once. */
final class WeightFiles {
  /** Elements handed over at a time: 4 MiB. */
  private static final int PIECE = 1 << 20;

  /** Prefixes under which the same weights are known. */
  private static final List<String> PREFIXES = List.of("", "transformer.", "model.");

  /** Buffers that old files carry and that are computed anew. */
  private static final List<String> COMPUTED =
      List.of("rotary_emb.inv_freq", ".attn.bias", ".attn.masked_bias");

  private WeightFiles() {}

  /**
   * Fills the weights; each tensor is converted straight into its place.
   *
   * @param from what the file is called in messages
   * @throws RequestException that lists every missing, unknown or misshapen tensor, or names the
   *     first one that holds NaN or infinity
   */
  static void load(Parameters parameters, TensorSource source, String from) {
    List<String> wrong = new ArrayList<>();
    Set<String> unknown = new LinkedHashSet<>(source.names());
    unknown.removeIf(name -> COMPUTED.stream().anyMatch(name::endsWith));
    boolean tied = !parameters.entries().containsKey("lm_head.weight");
    if (tied) {
      unknown.remove("lm_head.weight");
    }
    for (Parameters.Entry entry : parameters.entries().values()) {
      String name = find(entry.name(), source.names());
      if (name == null) {
        wrong.add("missing: " + entry.name() + " " + Arrays.toString(entry.shape()));
        continue;
      }
      unknown.remove(name);
      TensorInfo info = source.info(name);
      if (!Arrays.equals(info.shape(), entry.shape())) {
        wrong.add(
            name
                + " has the shape "
                + Arrays.toString(info.shape())
                + ", expected "
                + Arrays.toString(entry.shape()));
      }
    }
    unknown.forEach(name -> wrong.add("not a weight of this model: " + name));
    if (!wrong.isEmpty()) {
      throw new RequestException(
          from
              + " does not hold the weights that its config describes ("
              + wrong.size()
              + " differences):\n  "
              + String.join("\n  ", wrong.subList(0, Math.min(20, wrong.size())))
              + (wrong.size() > 20 ? "\n  …" : ""));
    }
    for (Parameters.Entry entry : parameters.entries().values()) {
      String name = find(entry.name(), source.names());
      fill(parameters.flat(), entry, source, name);
      Torch.plain(
          () -> {
            if (!org.bytedeco
                .pytorch
                .global
                .torch
                .isfinite(parameters.view(entry.name()))
                .all()
                .item()
                .toBool()) {
              throw new RequestException(
                  from + ": " + name + " holds NaN or infinity; the file is damaged or overflowed");
            }
          });
    }
  }

  private static String find(String name, Set<String> names) {
    for (String prefix : PREFIXES) {
      if (names.contains(prefix + name)) {
        return prefix + name;
      }
    }
    return null;
  }

  static void fill(Tensor flat, Parameters.Entry entry, TensorSource source, String name) {
    if (flat.scalar_type() == ScalarType.Float) {
      // Straight into the flat tensor, in views that a buffer can address.
      if (entry.size() <= Integer.MAX_VALUE / Float.BYTES) {
        source.read(name, buffer(flat, entry.at(), entry.size()));
        return;
      }
    }
    float[] part = new float[(int) Math.min(PIECE, entry.size())];
    for (long from = 0; from < entry.size(); from += part.length) {
      long to = Math.min(entry.size(), from + part.length);
      source.read(name, from, to, part, 0);
      long at = from;
      Torch.plain(
          () ->
              flat.narrow(0, entry.at() + at, to - at)
                  .copy_(Tensor.create(part, part.length).narrow(0, 0, to - at)));
    }
  }

  /** The memory of a range of a flat float tensor. */
  private static FloatBuffer buffer(Tensor flat, long at, long size) {
    FloatPointer start = flat.data_ptr_float();
    return new FloatPointer(start).position(at).limit(at + size).asBuffer();
  }

  /** The weights as tensors to be written, in float32. */
  static List<TensorDraft> drafts(Parameters parameters, Tensor flat, String prefix) {
    List<TensorDraft> drafts = new ArrayList<>();
    for (Parameters.Entry entry : parameters.entries().values()) {
      drafts.add(
          TensorDraft.ofFloats(
              prefix + entry.name(),
              TensorType.F32,
              entry.shape(),
              (from, to, out, at) -> read(flat, entry.at() + from, to - from, out, at)));
    }
    return drafts;
  }

  private static void read(Tensor flat, long from, long n, float[] out, int at) {
    Torch.plain(
        () -> {
          Tensor part = flat.narrow(0, from, n).to(ScalarType.Float).contiguous();
          part.<FloatBuffer>createBuffer().get(out, at, (int) n);
        });
  }

  /** Writes one safetensors file as the Hugging Face libraries read it. */
  static void save(Parameters parameters, Path file) {
    SafeTensorsWriter.write(
        file, Map.of("format", "pt"), drafts(parameters, parameters.flat(), ""));
  }
}
