package io.steelyard.vocab.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MdsWriterTest {
  @TempDir Path folder;

  @Test
  void writesTheShardOfTheExample() throws IOException {
    write(MdsWriter.DEFAULT_SHARD_BYTES, false, 2);
    byte[] shard = Files.readAllBytes(folder.resolve("shard.00000.mds"));
    ByteBuffer b = ByteBuffer.wrap(shard).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(b.getInt(0)).isEqualTo(2);
    int first = b.getInt(4);
    assertThat(b.getInt(8)).isEqualTo(first + 14);
    assertThat(b.getInt(12)).isEqualTo(first + 28).isEqualTo(shard.length);
    assertThat(new String(shard, 16, first - 16, StandardCharsets.UTF_8))
        .startsWith(
            "{\"column_encodings\":[\"str\",\"ndarray:uint16:4\"],\"column_names\":[\"domain\","
                + "\"tokens\"],\"column_sizes\":[null,8],");
    assertThat(java.util.Arrays.copyOfRange(shard, first + 14, shard.length))
        .containsExactly(2, 0, 0, 0, 'c', 's', 1, 0, 2, 0, 3, 0, 4, 0);
  }

  @Test
  void startsANewShardBeforeTheLimit() throws IOException {
    write(300, false, 9);
    JsonNode index = new ObjectMapper().readTree(folder.resolve("index.json").toFile());
    int samples = 0;
    assertThat(index.get("shards").size()).isGreaterThan(1);
    for (JsonNode shard : index.get("shards")) {
      samples += shard.get("samples").asInt();
      Path file = folder.resolve(shard.get("raw_data").get("basename").asText());
      assertThat(Files.size(file))
          .isEqualTo(shard.get("raw_data").get("bytes").asLong())
          .isLessThanOrEqualTo(300);
    }
    assertThat(samples).isEqualTo(9);
  }

  @Test
  void compressesToTheSameShard() throws IOException {
    write(MdsWriter.DEFAULT_SHARD_BYTES, true, 3);
    byte[] zipped = Files.readAllBytes(folder.resolve("shard.00000.mds.zstd"));
    JsonNode shard =
        new ObjectMapper().readTree(folder.resolve("index.json").toFile()).get("shards").get(0);
    assertThat(shard.get("compression").asText()).isEqualTo("zstd");
    assertThat(shard.get("zip_data").get("bytes").asInt()).isEqualTo(zipped.length);
    assertThat(Zstd.decompress(zipped, 1 << 20).length)
        .isEqualTo(shard.get("raw_data").get("bytes").asInt());
  }

  @Test
  void refusesASequenceThatFitsNoShard() {
    assertThatThrownBy(() -> write(100, false, 1)).hasMessageContaining("give a larger shard size");
  }

  private void write(int shardBytes, boolean compress, int sequences) throws IOException {
    try (MdsWriter writer = new MdsWriter(folder, 1000, 4, shardBytes, compress)) {
      for (int i = 0; i < sequences; i++) {
        writer.add(i % 2 == 0 ? "en" : "cs", new int[] {9, 1, 2, 3, 4}, 1);
      }
      writer.commit();
    }
  }
}
