package io.steelyard.model.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
  @TempDir Path folder;

  @Test
  void writesTheBytesOfTheReference() throws IOException {
    Path file = folder.resolve("model.safetensors");
    SafeTensorsWriter.write(
        file,
        Map.of("format", "pt"),
        List.of(
            TensorDraft.ofFloats("b", TensorType.F16, new long[] {2}, new float[] {1.5f, -2}),
            TensorDraft.ofFloats(
                "a", TensorType.F32, new long[] {2, 2}, new float[] {1, 2, 3, 4})));
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize(172);
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong()).isEqualTo(144);
    assertThat(new String(bytes, 8, 144, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],"
                + "\"data_offsets\":[0,16]},\"b\":{\"dtype\":\"F16\",\"shape\":[2],"
                + "\"data_offsets\":[16,20]}} ");
    assertThat(HexFormat.of().formatHex(bytes, 152, 172))
        .isEqualTo("0000803f000000400000404000008040003e00c0");
  }

  @Test
  void readsWhatItWrote() {
    Path file = folder.resolve("model.safetensors");
    float[] values = new float[200_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.5f;
    }
    SafeTensorsWriter.write(
        file,
        Map.of(),
        List.of(
            TensorDraft.ofFloats("w", TensorType.F32, new long[] {400, 500}, values),
            TensorDraft.ofFloats("h", TensorType.BF16, new long[] {3}, new float[] {1, 2, 3}),
            TensorDraft.ofFloats("none", TensorType.F32, new long[] {0, 5}, new float[0]),
            TensorDraft.ofLongs("step", new long[0], new long[] {7})));
    try (SafeTensors source = SafeTensors.open(file)) {
      assertThat(source.names()).containsExactly("step", "none", "w", "h");
      assertThat(source.read("w")).isEqualTo(values);
      float[] part = new float[10];
      source.read("w", 131_070, 131_075, part, 2);
      assertThat(part).containsExactly(0, 0, 65535, 65535.5f, 65536, 65536.5f, 65537, 0, 0, 0);
      FloatBuffer direct =
          ByteBuffer.allocateDirect(800_000).order(ByteOrder.nativeOrder()).asFloatBuffer();
      source.read("w", direct);
      assertThat(direct.position()).isEqualTo(200_000);
      assertThat(direct.get(199_999)).isEqualTo(99_999.5f);
      assertThat(source.read("step")).containsExactly(7);
      assertThat(source.read("h")).containsExactly(1, 2, 3);
      assertThat(source.read("none")).isEmpty();
      assertThat(source.map("w").getFloat(4 * 3)).isEqualTo(1.5f);
      assertThatThrownBy(() -> source.info("ww"))
          .isInstanceOf(RequestException.class)
          .hasMessageContaining("no tensor \"ww\" among its 4; did you mean \"w\"?");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                                                        | the header is"
            + " no JSON object",
        "{\"a\":3}                                                                 | its entry is"
            + " no JSON object",
        "{\"a\":{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}          | dtype F33 is"
            + " not supported; supported are BOOL, U8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}         | shape holds"
            + " something else than whole numbers from 0 on",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}        | shape holds"
            + " something else",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}} |"
            + " more elements than a file can hold",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}}  |"
            + " data_offsets holds something else",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}          | data_offsets"
            + " [0, 8] in 4 bytes of data",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}          | data_offsets"
            + " span 4 bytes, its type and shape need 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
            + " | Duplicate field 'a'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[2,4]}}"
            + " | tensor \"b\": overlaps the tensor before it by 2 bytes",
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[2,4]}}          | tensor \"a\":"
            + " a hole of 2 bytes lies before it",
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}          | 2 bytes at the"
            + " end belong to no tensor",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} x        | not the JSON"
            + " that is expected",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]                                   | not the JSON"
            + " that is expected",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}                                 | data_offsets"
            + " are not two numbers",
        "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}                            | dtype is"
            + " missing",
        "{\"__metadata__\":{\"format\":7}}                                         | tensor"
            + " \"__metadata__\": \"format\" is no text"
      })
  void refusesAHeaderThatDoesNotFit(String header, String message) throws IOException {
    assertThatThrownBy(() -> SafeTensors.open(file(header.strip(), new byte[4])))
        .isInstanceOf(TensorFormatException.class)
        .hasMessageContaining("x.safetensors")
        .hasMessageContaining(message);
  }

  @Test
  void refusesLengthsBeforeItAllocates() throws IOException {
    Path file = folder.resolve("x.safetensors");
    Files.write(file, new byte[7]);
    assertThatThrownBy(() -> SafeTensors.open(file)).hasMessageContaining("has at least 8");
    Files.write(file, HexFormat.of().parseHex("ffffffffffffffff7b7d"));
    assertThatThrownBy(() -> SafeTensors.open(file))
        .hasMessageContaining("header of 18446744073709551615 bytes; at most 100000000");
    Files.write(file, HexFormat.of().parseHex("00000100000000007b7d"));
    assertThatThrownBy(() -> SafeTensors.open(file)).hasMessageContaining("the file is cut off");
    Files.write(file, HexFormat.of().parseHex("03000000000000007bff7d"));
    assertThatThrownBy(() -> SafeTensors.open(file))
        .hasMessageContaining("the header is not UTF-8");
    assertThatThrownBy(() -> SafeTensors.open(folder.resolve("no.safetensors")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("NoSuchFile");
  }

  @Test
  void findsTensorsInTheirShards() throws IOException {
    shard("model-00001-of-00002.safetensors", "a", 1);
    shard("model-00002-of-00002.safetensors", "b", 2);
    index(
        "{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}");
    try (TensorSource source = ShardedTensors.open(folder)) {
      assertThat(source.names()).containsExactly("a", "b");
      assertThat(source.read("b")).containsExactly(2);
    }
  }

  @Test
  void namesMissingShardsAndTensors() throws IOException {
    assertThatThrownBy(() -> ShardedTensors.open(folder))
        .hasMessageContaining("neither model.safetensors nor model.safetensors.index.json");
    shard("m-1.safetensors", "a", 1);
    index("{\"a\":\"m-1.safetensors\",\"b\":\"m-2.safetensors\"}");
    assertThatThrownBy(() -> ShardedTensors.open(folder))
        .hasMessageContaining("1 of 2 shards are missing: m-2.safetensors");
    index("{\"a\":\"m-1.safetensors\",\"c\":\"m-1.safetensors\"}");
    assertThatThrownBy(() -> ShardedTensors.open(folder))
        .hasMessageContaining("tensor \"c\" is not in m-1.safetensors");
    index("{\"c\":\"m-1.safetensors\"}");
    assertThatThrownBy(() -> ShardedTensors.open(folder))
        .hasMessageContaining("tensor \"a\" is not in model.safetensors.index.json");
    index("{\"a\":\"../m-1.safetensors\"}");
    assertThatThrownBy(() -> ShardedTensors.open(folder))
        .hasMessageContaining("expected the name of a .safetensors file in the same folder");
  }

  @Test
  void holdsAWriterToItsPromise() {
    Path file = folder.resolve("w.safetensors");
    TensorDraft less = new TensorDraft("a", TensorType.U8, new long[] {3}, out -> out.write(1));
    assertThatThrownBy(() -> SafeTensorsWriter.write(file, Map.of(), List.of(less)))
        .hasMessageContaining("wrote 2 bytes less");
    assertThatThrownBy(() -> SafeTensorsWriter.write(file, Map.of(), List.of(less, less)))
        .hasMessageContaining("\"a\" is taken");
    assertThat(file).doesNotExist();
  }

  private void shard(String name, String tensor, float value) {
    SafeTensorsWriter.write(
        folder.resolve(name),
        Map.of(),
        List.of(TensorDraft.ofFloats(tensor, TensorType.F32, new long[] {1}, new float[] {value})));
  }

  private void index(String map) throws IOException {
    Files.writeString(
        folder.resolve("model.safetensors.index.json"), "{\"weight_map\":" + map + "}");
  }

  private Path file(String header, byte[] data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    byte[] all =
        Arrays.copyOf(
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array(),
            8 + json.length + data.length);
    System.arraycopy(json, 0, all, 8, json.length);
    System.arraycopy(data, 0, all, 8 + json.length, data.length);
    return Files.write(folder.resolve("x.safetensors"), all);
  }
}
