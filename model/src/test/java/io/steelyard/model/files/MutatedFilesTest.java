package io.steelyard.model.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.steelyard.core.RequestException;
import io.steelyard.model.tensors.Gguf;
import io.steelyard.model.tensors.GgufBytes;
import io.steelyard.model.tensors.GgufWeights;
import io.steelyard.model.tensors.SafeTensors;
import io.steelyard.model.tensors.SafeTensorsWriter;
import io.steelyard.model.tensors.TensorDraft;
import io.steelyard.model.tensors.TensorSource;
import io.steelyard.model.tensors.TensorType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files give a clear error or load; they never crash, hang or cost memory. The full run is
 * {@code -Dsteelyard.mutations=10000}, per kind of file.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class MutatedFilesTest {
  private static final int MUTATIONS = Integer.getInteger("steelyard.mutations", 500);

  /** Far above what a small file needs, far below what a believed length would take. */
  private static final long MOST_BYTES = 48L << 20;

  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    2,
    7,
    31,
    127,
    255,
    65_535,
    1 << 24,
    Integer.MAX_VALUE,
    1L << 31,
    1L << 32,
    (1L << 40) + 1,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 61
  };

  @TempDir Path folder;

  @Test
  void safetensorsGiveAnErrorOrLoad() throws IOException {
    Path file = folder.resolve("x.safetensors");
    SafeTensorsWriter.write(
        file,
        Map.of("format", "pt", "note", "größer"),
        List.of(
            TensorDraft.ofFloats("model.a", TensorType.F32, new long[] {3, 5}, new float[15]),
            TensorDraft.ofFloats("model.b", TensorType.BF16, new long[] {4}, new float[4]),
            TensorDraft.ofFloats("model.c", TensorType.F16, new long[] {2, 1, 2}, new float[4]),
            TensorDraft.ofLongs("step", new long[0], new long[] {7})));
    byte[] good = Files.readAllBytes(file);
    int loaded =
        mutate(
            "safetensors",
            good,
            good.length - 92,
            bytes -> {
              try (SafeTensors source = SafeTensors.open(Files.write(file, bytes))) {
                readAll(source);
              }
            });
    assertThat(loaded).isBetween(1, MUTATIONS - 1);
  }

  @Test
  void ggufGivesAnErrorOrLoads() throws IOException {
    Path file = folder.resolve("x.gguf");
    byte[] good = TinyModel.bytePairs().build();
    int loaded =
        mutate(
            "gguf",
            good,
            good.length,
            bytes -> {
              try (Gguf gguf = Gguf.open(Files.write(file, bytes))) {
                readAll(gguf);
                readAll(GgufWeights.of(gguf));
              }
            });
    assertThat(loaded).isBetween(1, MUTATIONS - 1);
  }

  @Test
  void modelsGiveAnErrorOrOpen() throws IOException {
    Path file = folder.resolve("x.gguf");
    for (GgufBytes model : List.of(TinyModel.bytePairs(), TinyModel.sentencePiece())) {
      byte[] good = model.build();
      int loaded =
          mutate(
              "model in gguf",
              good,
              good.length,
              bytes -> {
                try (ModelFolder opened = ModelFolder.open(Files.write(file, bytes))) {
                  opened.tokenizer().encode("he 12\u00e9");
                  opened.config().frequencies();
                  readAll(opened.tensors());
                }
              });
      assertThat(loaded).isBetween(1, MUTATIONS - 1);
    }
  }

  @Test
  void configsGiveAnErrorOrLoad() throws IOException {
    Path file = folder.resolve("x.json");
    String llama =
        "{\"architectures\":[\"LlamaForCausalLM\"],\"model_type\":\"llama\",\"eos_token_id\":[2,3],"
            + "\"hidden_size\":64,\"intermediate_size\":96,\"max_position_embeddings\":128,"
            + "\"num_attention_heads\":4,\"num_hidden_layers\":2,\"num_key_value_heads\":2,"
            + "\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8.0,\"low_freq_factor\":1.0,"
            + "\"high_freq_factor\":4.0,\"original_max_position_embeddings\":64},"
            + "\"rope_theta\":1e5,\"tie_word_embeddings\":true,\"vocab_size\":100}";
    String gpt2 =
        "{\"model_type\":\"gpt2\",\"eos_token_id\":5,\"layer_norm_epsilon\":1e-05,\"n_embd\":24,"
            + "\"n_head\":4,\"n_layer\":2,\"n_positions\":64,\"vocab_size\":100}";
    for (String config : List.of(llama, gpt2)) {
      byte[] good = config.getBytes(StandardCharsets.UTF_8);
      int loaded =
          mutate(
              "config.json",
              good,
              good.length,
              bytes -> {
                ModelConfig read = ConfigJson.read(Files.write(file, bytes));
                read.frequencies();
                read.toJson(TensorType.F32);
              });
      assertThat(loaded).isBetween(1, MUTATIONS - 1);
    }
  }

  private interface Load {
    void of(byte[] bytes) throws IOException;
  }

  private static void readAll(TensorSource source) {
    for (String name : source.names()) {
      source.read(name);
    }
  }

  /** How many mutations loaded; any error but a clear one fails with the number of the mutation. */
  private static int mutate(String what, byte[] good, int header, Load load) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    load.of(good); // classes are loaded before allocation is counted
    int loaded = 0;
    long most = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutated(good, header, new SplittableRandom(7_000_003L * i + 11));
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        load.of(bytes);
        loaded++;
      } catch (RequestException e) {
        assertThat(e.getMessage())
            .as("%s mutation %d", what, i)
            .contains("/x.")
            .hasSizeLessThan(4000);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(what + " mutation " + i + ": " + e, e);
      }
      long spent = threads.getCurrentThreadAllocatedBytes() - before;
      most = Math.max(most, spent);
      assertThat(spent).as("%s mutation %d: bytes allocated", what, i).isLessThan(MOST_BYTES);
    }
    System.out.printf(
        "%s: %d mutations, %d loaded, %d refused, at most %d KiB allocated%n",
        what, MUTATIONS, loaded, MUTATIONS - loaded, most >> 10);
    return loaded;
  }

  /** One to three changes, most of them within the header. */
  private static byte[] mutated(byte[] good, int header, SplittableRandom draws) {
    byte[] bytes = good.clone();
    int changes = 1 + draws.nextInt(3);
    for (int c = 0; c < changes && bytes.length > 9; c++) {
      int at = draws.nextInt(Math.min(header, bytes.length - 8));
      int n = 1 + draws.nextInt(16);
      int end = Math.min(bytes.length, at + n);
      ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      switch (draws.nextInt(9)) {
        case 0 -> bytes[at] ^= (byte) (1 << draws.nextInt(8));
        case 1 -> bytes[at] = (byte) draws.nextInt(256);
        case 2 -> view.putLong(at, EXTREMES[draws.nextInt(EXTREMES.length)]);
        case 3 -> view.putInt(at, (int) EXTREMES[draws.nextInt(EXTREMES.length)]);
        case 4 -> bytes = Arrays.copyOf(bytes, at);
        case 5 -> bytes = joined(bytes, at, bytes, end);
        case 6 -> bytes = joined(bytes, end, bytes, at);
        case 7 -> {
          int other = draws.nextInt(Math.min(header, bytes.length));
          byte swap = bytes[other];
          bytes[other] = bytes[at];
          bytes[at] = swap;
        }
        default -> bytes[at] = (byte) "0123456789\"{}[]:,-e.\\".charAt(draws.nextInt(21));
      }
    }
    return bytes;
  }

  /** {@code a[0, to)} and then {@code b[from, end)}. */
  private static byte[] joined(byte[] a, int to, byte[] b, int from) {
    byte[] both = Arrays.copyOf(a, to + b.length - from);
    System.arraycopy(b, from, both, to, b.length - from);
    return both;
  }
}
