package io.steelyard.vocab.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.vocab.tokens.Packing.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderFilesTest {
  @TempDir Path folder;

  @Test
  void writesTheLayoutOfTheExample() throws IOException {
    ByteBuffer file = ByteBuffer.wrap(example()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(new String(file.array(), 0, 8, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("STLYORDR");
    long[] header = new long[11];
    for (int i = 1; i < 11; i++) {
      header[i] = file.getLong(8 * i);
    }
    assertThat(header).containsExactly(0, 1, 2, 3, 128, 152, 224, 11, 4, 99, 2);
    assertThat(new long[] {file.getLong(128), file.getLong(136), file.getLong(144)})
        .containsExactly(0, 2, 3);
    assertThat(file.getLong(152 + 24)).isEqualTo(1);
    assertThat(new String(file.array(), 224, 11, java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("[\"cs\",\"en\"]");
  }

  @Test
  void findsAnySequence() throws IOException {
    example();
    OrderIndex order = OrderIndex.open(folder.resolve("order.idx"));
    assertThat(order.sequences()).isEqualTo(2);
    assertThat(order.sequenceLength()).isEqualTo(4);
    assertThat(order.names()).containsExactly("cs", "en");
    assertThat(order.spans(1)).containsExactly(new Span(1, 0, 1, 1, 4));
    assertThat(order.spans(0)).containsExactly(new Span(1, 0, 0, 0, 3), new Span(1, 0, 1, 0, 1));
    assertThatThrownBy(() -> order.spans(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void readsTheTokensOfASequence() throws IOException {
    example();
    try (MegatronWriter cs = new MegatronWriter(folder.resolve("cs"), 100);
        MegatronWriter en = new MegatronWriter(folder.resolve("en"), 100)) {
      en.add(new int[] {1, 2, 3}, 0, 3);
      en.add(new int[] {4, 5, 6, 7, 8, 9}, 0, 6);
      cs.commit();
      en.commit();
    }
    OrderIndex order = OrderIndex.open(folder.resolve("order.idx"));
    List<MegatronReader> readers =
        List.of(
            MegatronReader.open(folder.resolve("cs")), MegatronReader.open(folder.resolve("en")));
    int[] tokens = new int[4];
    order.read(0, readers, tokens);
    assertThat(tokens).containsExactly(1, 2, 3, 4);
    order.read(1, readers, tokens);
    assertThat(tokens).containsExactly(5, 6, 7, 8);
  }

  @Test
  void leavesOnlyTheFinishedFile() throws IOException {
    example();
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactly("order.idx");
    }
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    byte[] good = example();
    Path file = folder.resolve("order.idx");
    byte[] newer = good.clone();
    newer[8] = 2;
    Files.write(file, newer);
    assertThatThrownBy(() -> OrderIndex.open(file)).hasMessageContaining("a newer Steelyard");
    Files.write(file, java.util.Arrays.copyOf(good, 200));
    assertThatThrownBy(() -> OrderIndex.open(file)).hasMessageContaining("was it cut off?");
    Files.write(file, new byte[5]);
    assertThatThrownBy(() -> OrderIndex.open(file)).hasMessageContaining("is it an order index?");
  }

  @Test
  void survivesTenThousandMutations() throws IOException {
    byte[] good = example();
    for (int i = 0; i < 10_000; i++) {
      try {
        OrderIndex order =
            new OrderIndex(Path.of("order.idx"), MappedFile.of(MegatronFilesTest.mutated(good, i)));
        for (long s = 0; s < Math.min(order.sequences(), 3); s++) {
          assertThat(order.spans(s).length).isLessThanOrEqualTo(3);
        }
      } catch (IOException | IndexOutOfBoundsException expected) {
        assertThat(expected).isNotNull();
      }
    }
  }

  private byte[] example() throws IOException {
    Path file = folder.resolve("order.idx");
    try (OrderWriter writer = new OrderWriter(file, List.of("cs", "en"), 4, 99)) {
      Packing packing = new Packing(2, 4);
      packing.add(1, 0, 0, 3, writer);
      packing.add(1, 0, 1, 6, writer);
      assertThat(packing.waiting(1)).isEqualTo(1);
      writer.commit();
    }
    return Files.readAllBytes(file);
  }
}
