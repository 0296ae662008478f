package io.steelyard.corpus.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.steelyard.core.draws.Draws;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallPartsTest {
  @Test
  void pointersFollowRfc6901() {
    assertThat(FieldPath.parse("text").tokens()).containsExactly("text");
    assertThat(FieldPath.parse("/a/b").tokens()).containsExactly("a", "b");
    assertThat(FieldPath.parse("/a~1b/m~0n/~01").tokens()).containsExactly("a/b", "m~n", "~1");
    assertThat(FieldPath.parse("/").tokens()).containsExactly("");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldPath.parse("/a~2"))
        .withMessageStartingWith("bad JSON pointer /a~2: '~' must be followed by 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldPath.parse(""))
        .withMessageStartingWith("a field name is empty");
  }

  @Test
  void globsStayWithinNamesUnlessDoubled() {
    assertThat(matching("*.java")).containsExactly("A.java");
    assertThat(matching("**/*.java")).containsExactly("A.java", "a/B.java", "a/b/C.java");
    assertThat(matching("a/**")).containsExactly("a/B.java", "a/b/C.java");
    assertThat(matching("[A-B].{java,txt}")).containsExactly("A.java");
    assertThat(matching("[!A]*")).containsExactly("x[1].txt");
    assertThat(matching("x\\[1\\].t?t")).containsExactly("x[1].txt");
  }

  private static List<String> matching(String glob) {
    return List.of("A.java", "a/B.java", "a/b/C.java", "x[1].txt").stream()
        .filter(Glob.of(glob)::matches)
        .toList();
  }

  @Test
  void globsThatAreNotClosedAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Glob.of("a["))
        .withMessageStartingWith("bad pattern a[: a [ is not closed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Glob.of("{a"))
        .withMessageStartingWith("bad pattern {a: a { is not closed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Glob.of("[z-a]"))
        .withMessageStartingWith("bad pattern [z-a]: the range z-a runs backwards");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Glob.of("a\\"))
        .withMessageStartingWith("bad pattern a\\: it ends in a backslash");
  }

  @Test
  void formatsComeFromNames() {
    assertThat(Format.ofName("x/a.JSONL.gz")).isEqualTo(Format.JSONL);
    assertThat(Format.ofName("a.tab.zst")).isEqualTo(Format.TSV);
    assertThat(Format.ofName("a.pq")).isEqualTo(Format.PARQUET);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Format.ofName("a.java"))
        .withMessage(
            "a.java: the name does not tell the format; set format to one of jsonl, text, csv,"
                + " tsv, parquet, europarl, warc, wet, source");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Format.of("json"))
        .withMessageEndingWith("; did you mean jsonl?");
  }

  @Test
  void duplicateExternalIdsAreFoundAndTheFirstIsKept() {
    ExternalIds ids = new ExternalIds();
    for (int i = 0; i < 20_000; i++) {
      assertThat(ids.add("id" + i)).isTrue();
    }
    for (int i = 0; i < 20_000; i++) {
      assertThat(ids.add("id" + i)).isFalse();
    }
    Accepted record = new Accepted(Position.file("a"), "täxt", "d", "id7", java.util.Map.of());
    Rejected rejected = ids.check(record);
    assertThat(rejected.reason()).isEqualTo(Reason.DUPLICATE_EXTERNAL_ID);
    assertThat(rejected.bytes()).isEqualTo(5);
    assertThat(rejected.message())
        .isEqualTo("the external id id7 stands at an earlier document; the first one is kept");
  }

  @Test
  void utf8IsJudgedAsTheJdkDoes() {
    byte[][] pieces = {
      {'a'},
      {(byte) 0xC3, (byte) 0xA9},
      {(byte) 0xE2, (byte) 0x82, (byte) 0xAC},
      {(byte) 0xF0, (byte) 0x9F, (byte) 0x98, (byte) 0x80},
      {(byte) 0xED, (byte) 0x9F, (byte) 0xBF},
      {(byte) 0xEE, (byte) 0x80, (byte) 0x80},
      {(byte) 0xF4, (byte) 0x8F, (byte) 0xBF, (byte) 0xBF},
    };
    for (long seed = 0; seed < 50_000; seed++) {
      byte[] bytes = new byte[0];
      for (int i = 0; i < 6; i++) {
        bytes = Reads.join(bytes, pieces[(int) Draws.below(Draws.mix(seed, i), pieces.length)]);
      }
      if ((seed & 1) == 0) {
        int at = (int) Draws.below(Draws.mix(seed, 100), bytes.length);
        bytes[at] = (byte) Draws.mix(seed, 101);
      }
      assertThat(Bytes.firstInvalidUtf8(bytes, 0, bytes.length))
          .as("seed %d", seed)
          .isEqualTo(jdk(bytes));
    }
  }

  private static int jdk(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(in);
      return -1;
    } catch (CharacterCodingException e) {
      return in.position();
    }
  }

  @Test
  void findsEveryByteAtEveryPlace() {
    for (int length = 0; length < 40; length++) {
      for (int at = 0; at < length; at++) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) 11);
        bytes[at] = 10;
        if (at + 1 < length) {
          bytes[at + 1] = 10;
        }
        assertThat(Bytes.find(bytes, 0, length, (byte) 10)).isEqualTo(at);
        assertThat(Bytes.find(bytes, 0, at, (byte) 10)).isEqualTo(-1);
      }
    }
  }

  @Test
  void codePointOrderIsTheOrderOfUtf8Bytes() {
    List<String> sorted =
        List.of("😀", "\uFF21", "a", "ab", "\uD7FF", "\uE000", "", "😀a", "\uDBFF\uDFFF").stream()
            .sorted(io.steelyard.core.counts.CodePointOrder.INSTANCE)
            .toList();
    List<String> byBytes =
        sorted.stream()
            .sorted((a, b) -> java.util.Arrays.compareUnsigned(Reads.utf8(a), Reads.utf8(b)))
            .toList();
    assertThat(sorted).isEqualTo(byBytes);
  }
}
