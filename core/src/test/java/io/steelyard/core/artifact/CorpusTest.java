package io.steelyard.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.steelyard.core.WorkException;
import io.steelyard.core.flow.CloseableIterator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
  @TempDir Path folder;

  private static Document document(int i) {
    String text = "text " + i + " \u0000 \"quoted\" é 😀 " + "x".repeat(i % 7 * 3000);
    return new Document(
        new DocumentId(i < 300 ? "a/b.jsonl" : "a/c.jsonl", i),
        "d" + i % 3,
        i % 2 == 0 ? Part.TRAIN : Part.TEST,
        text,
        i % 5 == 0 ? "e" + i : null,
        Map.of("n", i, "list", List.of(1, new java.math.BigDecimal("1e400"), "x")));
  }

  private Corpus write(int documents) {
    ShardStamp stamp =
        Corpus.writeShard(
            folder,
            Corpus.shardName(0),
            shard -> {
              for (int i = 0; i < documents; i++) {
                shard.add(document(i));
              }
            });
    List<ShardStamp> parts = List.of(stamp);
    new Manifest(
            Manifest.FORMAT,
            ArtifactKind.CORPUS,
            "toy",
            1,
            "key",
            JsonNodeFactory.instance.objectNode(),
            0,
            List.of(),
            Digest.ofParts(ArtifactKind.CORPUS, parts),
            parts,
            JsonNodeFactory.instance.objectNode())
        .write(folder);
    return Corpus.open(folder);
  }

  @Test
  void givesBackEveryDocumentAsItWas() throws IOException {
    Corpus corpus = write(500);
    List<Document> read = new ArrayList<>();
    try (CloseableIterator<Document> documents = corpus.read(0)) {
      documents.forEachRemaining(read::add);
    }
    assertThat(read).hasSize(500);
    for (int i = 0; i < 500; i++) {
      assertThat(read.get(i)).isEqualTo(document(i));
    }
    assertThat(corpus.manifest().parts().get(0).notes().get("frames").size()).isGreaterThan(3);
  }

  @Test
  void fetchesOneDocumentByItsId() {
    Corpus corpus = write(500);
    for (int i : new int[] {0, 1, 99, 299, 300, 499}) {
      assertThat(corpus.find(document(i).id())).contains(document(i));
    }
    assertThat(corpus.find(new DocumentId("a/b.jsonl", 300))).isEmpty();
    assertThat(corpus.find(new DocumentId("zzz", 0))).isEmpty();
  }

  @Test
  void countsDocumentsAndBytesPerDomainAndPart() {
    Inventory inventory = write(6).inventory();
    assertThat(inventory.documents().get("d1")).isEqualTo(2);
    assertThat(inventory.documents(Part.TEST).get("d1")).isEqualTo(1);
    assertThat(inventory.bytes().total())
        .isEqualTo(
            java.util.stream.IntStream.range(0, 6).mapToLong(i -> document(i).bytes()).sum());
  }

  @Test
  void anEmptyCorpusIsACorpus() throws IOException {
    Corpus corpus = write(0);
    assertThat(corpus.documents()).isZero();
    try (CloseableIterator<Document> documents = corpus.read(0)) {
      assertThat(documents.hasNext()).isFalse();
    }
  }

  @Test
  void idsThatDoNotAscendAreADefect() {
    assertThatThrownBy(
            () ->
                Corpus.writeShard(
                    folder,
                    "part-00001",
                    shard -> {
                      shard.add(document(1));
                      shard.add(document(1));
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ids must ascend");
  }

  @Test
  void aFullDiskIsSaidAndLeavesNothingBehind() {
    Path file = folder.resolve("x.bin");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("x.bin: the disk is full")
        .hasMessageContaining("run the same command again");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void byteLengthsAreThoseOfUtf8() {
    String text = "aé€😀\ud800";
    assertThat(new Document(new DocumentId("a", 0), "d", "aé€😀").bytes())
        .isEqualTo("aé€😀".getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
    assertThat(new Document(new DocumentId("a", 0), "d", text).bytes()).isEqualTo(13);
  }

  @Test
  void idsAreReadAsTheyAreWritten() {
    DocumentId id = new DocumentId("a#b/c", 7);
    assertThat(DocumentId.parse(id.toString())).isEqualTo(id);
    assertThatThrownBy(() -> DocumentId.parse("a"))
        .hasMessageContaining("'a' is not a document id: expected path#record");
  }

  @Test
  void aTemporaryFileOfAKilledRunIsReplaced() throws IOException {
    Files.writeString(folder.resolve("part-00000.jsonl.zst.tmp"), "half");
    assertThat(write(3).documents()).isEqualTo(3);
  }
}
