package io.steelyard.vocab.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.FilteredNormalizer2;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;
import io.steelyard.vocab.HardText;
import io.steelyard.vocab.Normalizer;
import io.steelyard.vocab.pretokenize.AlignedText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizersTest {
  private static AlignedText apply(Normalizer normalizer, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return normalizer.normalize(AlignedText.source(utf8, 0, utf8.length, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NFC", "NFD", "NFKC", "NFKD"})
  void formsAreThoseOfUnicodeNine(String name) {
    Normalizer2 form =
        new FilteredNormalizer2(
            switch (name) {
              case "NFC" -> Normalizer2.getNFCInstance();
              case "NFD" -> Normalizer2.getNFDInstance();
              case "NFKC" -> Normalizer2.getNFKCInstance();
              default -> Normalizer2.getNFKDInstance();
            },
            new UnicodeSet("[:age=9.0:]"));
    for (int i = 0; i < 5_000; i++) {
      String text = HardText.get(14, i) + "\u0327\u0301" + HardText.get(15, i);
      assertThat(apply(TextNormalizer.named(name), text).string()).isEqualTo(form.normalize(text));
    }
  }

  @Test
  void composedCharactersTakeThePlaceOfTheFirst() {
    AlignedText text = apply(TextNormalizer.named("NFC"), "e\u0301x");
    assertThat(text.string()).isEqualTo("\u00E9x");
    assertThat(text.sourceStart(text.from())).isZero();
    assertThat(text.sourceEnd(text.from() + 1)).isEqualTo(1);
    assertThat(text.sourceStart(text.from() + 2)).isEqualTo(3);
  }

  @Test
  void lowercaseGoesCharacterByCharacter() {
    assertThat(apply(Rewriting.lowercase(), "\u0130\u03A3\u1E9E").string())
        .isEqualTo("i\u0307\u03C3\u00DF");
  }

  @Test
  void stripsAndReplacesAndPrepends() {
    assertThat(apply(Rewriting.strip(true, true), "\u00A0 a b \n").string()).isEqualTo("a b");
    assertThat(apply(Rewriting.prepend("\u2581"), "a").string()).isEqualTo("\u2581a");
    assertThat(apply(Rewriting.prepend("\u2581"), "").string()).isEmpty();
    assertThat(apply(Rewriting.spaceHan(), "a\u4E16b").string()).isEqualTo("a \u4E16 b");
  }
}
