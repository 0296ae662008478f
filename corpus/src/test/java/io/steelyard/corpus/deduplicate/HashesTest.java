package io.steelyard.corpus.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.corpus.deduplicate.Murmur3.Hash128;
import io.steelyard.corpus.deduplicate.ShingleHash.Family;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HashesTest {
  private static final String FOX = "The quick brown fox jumps over the lazy dog.";

  @Test
  void sha1PrefixesOfTheFiveFoxShinglesMatch() {
    assertThat(shingles(Family.SHA1, FOX))
        .containsExactly(
            Long.parseUnsignedLong("12313522834835307089"),
            Long.parseUnsignedLong("13802602654544986703"),
            Long.parseUnsignedLong("6350799717277693736"),
            Long.parseUnsignedLong("10823048585179756349"),
            Long.parseUnsignedLong("13679420430192371655"));
  }

  @Test
  void xxHashesOfTheFiveFoxShinglesMatch() {
    assertThat(shingles(Family.XXH64, FOX))
        .containsExactly(
            Long.parseUnsignedLong("7797000677988824208"),
            Long.parseUnsignedLong("4793414983259776074"),
            Long.parseUnsignedLong("7369512836458661087"),
            Long.parseUnsignedLong("13961012810162701268"),
            Long.parseUnsignedLong("15736776954345750141"));
  }

  @Test
  void xxHashMatchesKnownValuesOfEveryLengthClass() {
    assertThat(xx("")).isEqualTo(0xEF46DB3751D8E999L);
    assertThat(xx("a")).isEqualTo(0xD24EC4F1A98C6E5BL);
    assertThat(xx("abc")).isEqualTo(0x44BC2CF5AD770999L);
    assertThat(xx("Nobody inspects the spammish repetition")).isEqualTo(0xFBCEA83C8A378BF1L);
  }

  @Test
  void murmurMatchesKnownValues() {
    assertThat(murmur("").toString()).isEqualTo("0".repeat(32));
    assertThat(murmur("hello").toString()).isEqualTo("cbd8a7b341bd9b025b1e906a48ae1d19");
    assertThat(murmur("The quick brown fox jumps over the lazy dog").toString())
        .isEqualTo("e34bbc7bbc071b6c7a433ca9c49a9347");
  }

  @Test
  void hashesReadOnlyTheirRange() {
    byte[] padded =
        "xxThe quick brown fox jumps over the lazy dogyy".getBytes(StandardCharsets.UTF_8);
    assertThat(Murmur3.hash(padded, 2, padded.length - 2).toString())
        .isEqualTo("e34bbc7bbc071b6c7a433ca9c49a9347");
    byte[] name = "--Nobody inspects the spammish repetition--".getBytes(StandardCharsets.UTF_8);
    assertThat(XxHash64.hash(name, 2, name.length - 2)).isEqualTo(0xFBCEA83C8A378BF1L);
  }

  @Test
  void exactIdentityIgnoresWhiteSpaceAndCompositionOnly() {
    Hash128 plain = ExactDuplicates.identity("a b");
    assertThat(ExactDuplicates.identity("  a \r\n\t b\u3000")).isEqualTo(plain);
    assertThat(ExactDuplicates.identity("A b")).isNotEqualTo(plain);
    assertThat(ExactDuplicates.identity("ab")).isNotEqualTo(plain);
    assertThat(ExactDuplicates.identity("e\u0301")).isEqualTo(ExactDuplicates.identity("é"));
    assertThat(ExactDuplicates.identity(" \n")).isEqualTo(ExactDuplicates.identity(""));
  }

  static long[] shingles(Family family, String text) {
    Shingles shingles = new Shingles(Normaliser.Rule.COMPAT, family, 5);
    int count = shingles.take(text);
    return Arrays.copyOf(shingles.values(), count);
  }

  private static long xx(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return XxHash64.hash(bytes, 0, bytes.length);
  }

  private static Hash128 murmur(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Murmur3.hash(bytes, 0, bytes.length);
  }
}
