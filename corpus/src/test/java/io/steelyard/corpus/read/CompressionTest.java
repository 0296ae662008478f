package io.steelyard.corpus.read;

import static io.steelyard.corpus.read.Reads.JSONL;
import static io.steelyard.corpus.read.Reads.all;
import static io.steelyard.corpus.read.Reads.gzip;
import static io.steelyard.corpus.read.Reads.join;
import static io.steelyard.corpus.read.Reads.onlyRejection;
import static io.steelyard.corpus.read.Reads.texts;
import static io.steelyard.corpus.read.Reads.utf8;
import static io.steelyard.corpus.read.Reads.zstd;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.draws.Draws;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompressionTest {
  private static final byte[] ONE = utf8("{\"text\":\"one\"}\n");
  private static final byte[] TWO = utf8("{\"text\":\"two\"}\n");
  private static final byte[] SKIPPABLE = {0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 'h', 'i'};

  @Test
  void readsGzipOfSeveralMembersWithPadding() {
    byte[] bytes = join(gzip(ONE), gzip(new byte[0]), gzip(TWO), new byte[512]);
    assertThat(texts(all(bytes, JSONL))).containsExactly("one", "two");
  }

  @Test
  void readsZstdOfSeveralFrames() {
    byte[] bytes = join(SKIPPABLE, zstd(ONE), SKIPPABLE, zstd(TWO));
    assertThat(texts(all(bytes, JSONL))).containsExactly("one", "two");
  }

  @Test
  void readsGzipHeadersWithEveryOptionalPart() {
    byte[] plain = gzip(ONE);
    byte[] header = {0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 0};
    byte[] parts = {3, 0, 'x', 'y', 'z', 'n', 0, 'c', 0, 1, 2};
    assertThat(texts(all(join(header, parts, Arrays.copyOfRange(plain, 10, plain.length)), JSONL)))
        .containsExactly("one");
  }

  @Test
  void keepsTheRecordsBeforeAGzipThatEndsTooEarly() {
    byte[] whole = gzip(manyLines());
    truncated(Arrays.copyOf(whole, whole.length / 2));
  }

  @Test
  void keepsTheRecordsBeforeAZstdThatEndsTooEarly() {
    byte[] whole = zstd(manyLines());
    truncated(Arrays.copyOf(whole, whole.length / 2));
  }

  private static void truncated(byte[] half) {
    List<Item> items = all(half, JSONL);
    Rejected rejected = onlyRejection(items);
    assertThat(rejected.reason()).isEqualTo(Reason.TRUNCATED);
    assertThat(rejected.message()).contains("ends too early", "fetch the file again");
    assertThat(items).last().isEqualTo(rejected);
    assertThat(items.size()).isGreaterThan(500);
    for (int i = 0; i < items.size() - 1; i++) {
      assertThat(((Accepted) items.get(i)).text()).startsWith(i + " ");
    }
    assertThat(rejected.at().record()).isEqualTo(items.size() - 1);
  }

  private static byte[] manyLines() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      out.append("{\"text\":\"").append(i).append(' ').append(Draws.sm(i)).append("\"}\n");
    }
    return utf8(out.toString());
  }

  @Test
  void aCutInsideTheLastChecksumIsTruncatedToo() {
    byte[] whole = gzip(ONE);
    List<Item> items = all(Arrays.copyOf(whole, whole.length - 3), JSONL);
    assertThat(texts(items)).containsExactly("one", "!truncated");
  }

  @Test
  void reportsAWrongChecksum() {
    byte[] bytes = gzip(ONE);
    bytes[bytes.length - 6] ^= 1;
    List<Item> items = all(bytes, JSONL);
    assertThat(texts(items)).containsExactly("one", "!corrupt");
    assertThat(onlyRejection(items).message()).contains("the checksum does not fit the data");
  }

  @Test
  void reportsBytesAfterTheLastMember() {
    List<Item> items = all(join(gzip(ONE), utf8("junk")), JSONL);
    assertThat(texts(items)).containsExactly("one", "!corrupt");
    assertThat(onlyRejection(items).message())
        .contains("bytes after the end of the compressed data");
    assertThat(texts(all(join(zstd(ONE), utf8("junk")), JSONL))).containsExactly("one", "!corrupt");
  }

  @Test
  void stopsDataThatExpandsBeyondTheRatio() {
    assertThat(texts(all(zstd(new byte[64 << 20]), JSONL))).containsExactly("!decompression_limit");
    ReadSettings narrow = JSONL.withLimits(new ReadLimits(16 << 20, 100, 50));
    byte[] repeated = gzip(utf8(("{\"text\":\"" + "one ".repeat(250) + "\"}\n").repeat(30_000)));
    List<Item> items = all(repeated, narrow);
    assertThat(items).last().isInstanceOf(Rejected.class);
    Rejected last = onlyRejection(items);
    assertThat(last.reason()).isEqualTo(Reason.DECOMPRESSION_LIMIT);
    assertThat(last.message()).contains("expands more than 50 times");
    assertThat(items.size()).isGreaterThan(16_000);
  }

  @Test
  void goesByContentNotByName() {
    assertThat(texts(all(Reads.file("a.jsonl.gz", ONE), JSONL.withText("text"))))
        .containsExactly("one");
    assertThat(texts(all(Reads.file("a.jsonl", zstd(ONE)), JSONL))).containsExactly("one");
  }

  @Test
  void anEmptyCompressedFileHasNoRecords() {
    assertThat(all(gzip(new byte[0]), JSONL)).isEmpty();
    assertThat(all(zstd(new byte[0]), JSONL)).isEmpty();
  }
}
