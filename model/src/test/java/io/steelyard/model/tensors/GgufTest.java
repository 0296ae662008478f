package io.steelyard.model.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufTest {
  @TempDir Path folder;

  @Test
  void readsTheMinimalFile() throws IOException {
    byte[] bytes =
        new GgufBytes()
            .text("general.architecture", "llama")
            .u32("general.alignment", 32)
            .floats("w", new float[] {1, 2, 3, 4}, 4, 1)
            .build();
    assertThat(bytes).hasSize(176);
    try (Gguf gguf = open(bytes)) {
      assertThat(gguf.metadata().text("general.architecture")).isEqualTo("llama");
      assertThat(gguf.info("w"))
          .isEqualTo(new TensorInfo("w", TensorType.F32, new long[] {1, 4}, 160, 16));
      assertThat(gguf.read("w")).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void readsEveryKindOfMetadata() throws IOException {
    byte[] bytes =
        new GgufBytes()
            .version(2)
            .raw("u8", 0, (byte) 200)
            .raw("i8", 1, (byte) -3)
            .raw("u16", 2, (byte) 0xFF, (byte) 0xFF)
            .raw("i16", 3, (byte) 0xFE, (byte) 0xFF)
            .raw("u32", 4, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF)
            .raw("i32", 5, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF)
            .f32("f32", 0.5f)
            .flag("flag", true)
            .text("text", "größer")
            .texts("texts", List.of("a", "", "c"))
            .i32s("i32s", 1, -2)
            .f32s("f32s", 1.5f)
            .raw(
                "u64", 10, (byte) 7, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0,
                (byte) 0)
            .raw("i64", 11, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})
            .raw("f64", 12, new byte[] {0, 0, 0, 0, 0, 0, 0, 0x40})
            .build();
    try (Gguf gguf = open(bytes)) {
      GgufMetadata m = gguf.metadata();
      assertThat(
              List.of("u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64").stream().map(m::number))
          .containsExactly(200L, -3L, 65535L, -2L, 4294967295L, -1L, 7L, -1L);
      assertThat(m.decimal("f32", 0)).isEqualTo(0.5);
      assertThat(m.decimal("f64", 0)).isEqualTo(2);
      assertThat(m.flag("flag", false)).isTrue();
      assertThat(m.text("text")).isEqualTo("größer");
      assertThat(m.texts("texts")).containsExactly("a", "", "c");
      assertThat(m.numbersIfAny("i32s")).containsExactly(1, -2);
      assertThat(m.decimalsIfAny("f32s")).containsExactly(1.5);
      assertThatThrownBy(() -> m.text("none"))
          .hasMessageContaining("\"none\" is missing; expected text");
      assertThatThrownBy(() -> m.text("u8")).hasMessageContaining("\"u8\" is Long; expected text");
    }
  }

  @Test
  void putsBackTheRowsOfQueriesAndKeys() throws IOException {
    // one head of 6 rows, rows of 2: row r of the model holds 10 r and 10 r + 1
    float[] stored = {0, 1, 30, 31, 10, 11, 40, 41, 20, 21, 50, 51};
    byte[] bytes =
        new GgufBytes()
            .text("general.architecture", "llama")
            .u32("llama.attention.head_count", 1)
            .floats("blk.0.attn_q.weight", stored, 2, 6)
            .floats("blk.0.attn_k.weight", doubled(stored), 2, 12)
            .floats("blk.0.attn_v.weight", stored, 2, 6)
            .u32("llama.attention.head_count_kv", 2)
            .floats("rope_freqs.weight", new float[] {1}, 1)
            .build();
    float[] restored = {0, 1, 10, 11, 20, 21, 30, 31, 40, 41, 50, 51};
    try (GgufWeights weights = GgufWeights.of(open(bytes))) {
      assertThat(weights.names())
          .containsExactly(
              "model.layers.0.self_attn.q_proj.weight",
              "model.layers.0.self_attn.k_proj.weight",
              "model.layers.0.self_attn.v_proj.weight");
      String q = "model.layers.0.self_attn.q_proj.weight";
      assertThat(weights.info(q).shape()).containsExactly(6, 2);
      assertThat(weights.read(q)).isEqualTo(restored);
      assertThat(weights.read("model.layers.0.self_attn.k_proj.weight"))
          .isEqualTo(doubled(restored));
      assertThat(weights.read("model.layers.0.self_attn.v_proj.weight")).isEqualTo(stored);
      for (int from = 0; from <= 12; from++) {
        for (int to = from; to <= 12; to++) {
          float[] part = new float[to - from];
          weights.read(q, from, to, part, 0);
          assertThat(part).isEqualTo(Arrays.copyOfRange(restored, from, to));
        }
      }
      FloatBuffer all =
          ByteBuffer.allocateDirect(52).order(ByteOrder.nativeOrder()).asFloatBuffer();
      all.position(1);
      weights.read(q, all);
      assertThat(all.position()).isEqualTo(13);
      assertThat(all.get(3)).isEqualTo(10);
      assertThatThrownBy(() -> weights.info("model.layers.0.self_attn.q_proj.weigth"))
          .hasMessageContaining("did you mean \"model.layers.0.self_attn.q_proj.weight\"?");
    }
  }

  @Test
  void turnsTheLinearLayersOfGpt2() throws IOException {
    byte[] bytes =
        new GgufBytes()
            .text("general.architecture", "gpt2")
            .floats("token_embd.weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
            .floats("blk.1.ffn_up.weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
            .floats("blk.1.ffn_up.bias", new float[] {7, 8, 9}, 3)
            .build();
    try (GgufWeights weights = GgufWeights.of(open(bytes))) {
      assertThat(weights.names())
          .containsExactly(
              "transformer.wte.weight",
              "transformer.h.1.mlp.c_fc.weight",
              "transformer.h.1.mlp.c_fc.bias");
      String up = "transformer.h.1.mlp.c_fc.weight";
      assertThat(weights.info(up).shape()).containsExactly(2, 3);
      assertThat(weights.read(up)).containsExactly(1, 3, 5, 2, 4, 6);
      float[] part = new float[3];
      weights.read(up, 2, 5, part, 0);
      assertThat(part).containsExactly(5, 2, 4);
      assertThat(weights.read("transformer.wte.weight")).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    byte[] good =
        new GgufBytes()
            .text("general.architecture", "llama")
            .floats("w", new float[] {1, 2, 3, 4}, 4)
            .build();
    refuses(new byte[] {1, 2}, "ends within the magic number, at byte 2");
    refuses(new byte[] {1, 2, 3, 4, 5}, "does not begin with \"GGUF\"");
    refuses(with(good, 4, 1), "GGUF version 1; supported are 2 and 3");
    refuses(with(good, 4, 0, 0, 0, 3), "is big-endian");
    refuses(with(good, 15, 0x7F), "the number of tensors is 9151314442816847873, more than the");
    refuses(with(good, 23, 0xFF), "the number of metadata entries is 18374686479671623681, more");
    refuses(with(good, 31, 0x10), "the key of metadata entry 0 has");
    refuses(with(good, 52, 13), "\"general.architecture\" has the type 13; known are 0 to 12");
    refuses(Arrays.copyOf(good, good.length - 1), "bytes 0 to 16 in 15 bytes of data");
    refuses(new GgufBytes().text("a", "b").text("a", "c").build(), "entry \"a\" occurs twice");
    refuses(
        new GgufBytes().tensor("w", 99, new byte[4], 4).build(),
        "tensor \"w\": type 99 is not supported; supported are 24 I8");
    refuses(
        new GgufBytes().tensor("w", 12, new byte[144], 64, 4).build(),
        "tensor \"w\": rows of 64 elements are no whole blocks of 256 Q4_K");
    refuses(
        new GgufBytes().floats("w", new float[1], 1, 1, 1, 1, 1).build(),
        "5 dimensions; expected at most 4");
    refuses(
        new GgufBytes().floats("w", new float[1], 1L << 40, 1L << 40).build(),
        "more elements than a file can hold");
    refuses(new GgufBytes().floats("w", new float[1], -1).build(), "a dimension of 1844674407");
    refuses(
        new GgufBytes().floats("w", new float[1], 1).floats("w", new float[1], 1).build(),
        "tensor \"w\": occurs twice");
    refuses(
        new GgufBytes().floats("v", new float[1], 9).floats("w", new float[9], 9).build(),
        "tensor \"w\": overlaps \"v\"");
    refuses(
        new GgufBytes().u32("general.alignment", 24).build(),
        "general.alignment is 24; expected a power of 2");
  }

  @Test
  void namesArchitecturesThatItKnows() throws IOException {
    byte[] bytes = new GgufBytes().text("general.architecture", "mamba").build();
    try (Gguf gguf = open(bytes)) {
      assertThatThrownBy(() -> GgufWeights.of(gguf))
          .hasMessageContaining("\"mamba\" is not supported; supported are llama, qwen2, gpt2");
    }
  }

  private void refuses(byte[] bytes, String message) {
    assertThatThrownBy(() -> open(bytes).close())
        .isInstanceOf(TensorFormatException.class)
        .hasMessageContaining("x.gguf: ")
        .hasMessageContaining(message);
  }

  private Gguf open(byte[] bytes) throws IOException {
    return Gguf.open(Files.write(folder.resolve("x.gguf"), bytes));
  }

  private static byte[] with(byte[] bytes, int at, int... values) {
    byte[] changed = bytes.clone();
    for (int i = 0; i < values.length; i++) {
      changed[at + i] = (byte) values[i];
    }
    return changed;
  }

  private static float[] doubled(float[] x) {
    float[] two = Arrays.copyOf(x, 2 * x.length);
    System.arraycopy(x, 0, two, x.length, x.length);
    return two;
  }
}
