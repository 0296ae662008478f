package io.steelyard.vocab.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.draws.Draws;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MegatronFilesTest {
  @TempDir Path folder;

  @Test
  void writesTheBytesOfTheExample() throws IOException {
    write("x", 100, new int[] {5, 6}, new int[] {7});
    assertThat(Files.readAllBytes(folder.resolve("x.bin"))).containsExactly(5, 0, 6, 0, 7, 0);
    ByteBuffer index =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("x.idx"))).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(index.getLong(0)).isEqualTo(0x005844494449_4D4DL);
    assertThat(index.get(8)).isZero();
    assertThat(index.getLong(9)).isEqualTo(1);
    assertThat(index.get(17)).isEqualTo((byte) 8);
    assertThat(index.getLong(18)).isEqualTo(2);
    assertThat(index.getLong(26)).isEqualTo(3);
    assertThat(new int[] {index.getInt(34), index.getInt(38)}).containsExactly(2, 1);
    assertThat(new long[] {index.getLong(42), index.getLong(50)}).containsExactly(0, 4);
    assertThat(new long[] {index.getLong(58), index.getLong(66), index.getLong(74)})
        .containsExactly(0, 1, 2);
    assertThat(index.capacity()).isEqualTo(82);
  }

  @Test
  void readsBackWideIdsAndEmptyDocuments() throws IOException {
    int[][] documents = {{}, {0, 65_535, 65_536, 199_999}, {}, {3}};
    write("wide", 200_000, documents);
    MegatronReader reader = MegatronReader.open(folder.resolve("wide"));
    assertThat(reader.width()).isEqualTo(TokenWidth.INT32);
    assertThat(reader.documents()).isEqualTo(4);
    for (int i = 0; i < 4; i++) {
      assertThat(reader.read(i)).containsExactly(documents[i]);
    }
    int[] two = new int[2];
    reader.read(1, 2, 2, two, 0);
    assertThat(two).containsExactly(65_536, 199_999);
  }

  @Test
  void storesTheLargestSmallVocabularyInTwoBytes() {
    assertThat(TokenWidth.of(65_499)).isEqualTo(TokenWidth.UINT16);
    assertThat(TokenWidth.of(65_500)).isEqualTo(TokenWidth.INT32);
  }

  @Test
  void readsDocumentsOfSeveralSequences() throws IOException {
    write("x", 100, new int[] {5, 6}, new int[] {7}, new int[] {8});
    // Two documents: sequences 0-1 and 2.
    ByteBuffer old =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("x.idx"))).order(ByteOrder.LITTLE_ENDIAN);
    byte[] index = java.util.Arrays.copyOf(old.array(), old.capacity() - 8);
    ByteBuffer changed = ByteBuffer.wrap(index).order(ByteOrder.LITTLE_ENDIAN);
    changed.putLong(26, 3);
    changed.putLong(34 + 36 + 8, 2);
    changed.putLong(34 + 36 + 16, 3);
    Files.write(folder.resolve("x.idx"), index);
    MegatronReader reader = MegatronReader.open(folder.resolve("x"));
    assertThat(reader.documents()).isEqualTo(2);
    assertThat(reader.read(0)).containsExactly(5, 6, 7);
    assertThat(reader.read(1)).containsExactly(8);
    int[] two = new int[2];
    reader.read(0, 1, 2, two, 0);
    assertThat(two).containsExactly(6, 7);
  }

  @Test
  void leavesNothingBehindWithoutCommit() throws IOException {
    try (MegatronWriter writer = new MegatronWriter(folder.resolve("x"), 100)) {
      writer.add(new int[] {1}, 0, 1);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    try (MegatronWriter writer = new MegatronWriter(folder.resolve("y"), 100)) {
      assertThatThrownBy(() -> writer.add(new int[] {1, 100}, 0, 2))
          .hasMessage("token 100 at position 1 of document 0 is not in the vocabulary of 100");
    }
    write("x", 100, new int[] {5, 6});
    Path index = folder.resolve("x.idx");
    byte[] good = Files.readAllBytes(index);
    Files.write(index, java.util.Arrays.copyOf(good, good.length - 1));
    assertThatThrownBy(() -> MegatronReader.open(folder.resolve("x")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was it cut off?");
    byte[] bad = good.clone();
    bad[9] = 2;
    Files.write(index, bad);
    assertThatThrownBy(() -> MegatronReader.open(folder.resolve("x")))
        .hasMessageContaining("is of version 2; this reader knows version 1");
    bad[0] = 'X';
    Files.write(index, bad);
    assertThatThrownBy(() -> MegatronReader.open(folder.resolve("x")))
        .hasMessageContaining("is it a Megatron index?");
  }

  @Test
  void survivesTenThousandMutations() throws IOException {
    write("x", 100, new int[] {5, 6, 9}, new int[] {}, new int[] {7, 8});
    byte[] good = Files.readAllBytes(folder.resolve("x.idx"));
    byte[] bin = Files.readAllBytes(folder.resolve("x.bin"));
    for (int i = 0; i < 10_000; i++) {
      try {
        MegatronReader reader =
            new MegatronReader(Path.of("x"), MappedFile.of(bin), MappedFile.of(mutated(good, i)));
        for (long d = 0; d < Math.min(reader.documents(), 5); d++) {
          assertThat(reader.read(d).length).isLessThanOrEqualTo(5);
        }
      } catch (IOException | IndexOutOfBoundsException expected) {
        assertThat(expected).hasMessageContaining("x");
      }
    }
  }

  static byte[] mutated(byte[] good, int seed) {
    byte[] bytes = good.clone();
    long changes = 1 + (Draws.mix(seed, 0) & 3);
    for (long c = 0; c < changes; c++) {
      long r = Draws.mix(seed, 1 + c);
      bytes[(int) ((r >>> 16) % bytes.length)] = (byte) ((r & 256) == 0 ? r : r & 0x81);
    }
    boolean cut = (Draws.mix(seed, 9) & 7) == 0;
    return cut
        ? java.util.Arrays.copyOf(bytes, (int) ((Draws.mix(seed, 10) >>> 1) % bytes.length))
        : bytes;
  }

  private void write(String name, int vocabulary, int[]... documents) throws IOException {
    try (MegatronWriter writer = new MegatronWriter(folder.resolve(name), vocabulary)) {
      for (int[] document : documents) {
        writer.add(document, 0, document.length);
      }
      writer.commit();
    }
  }
}
