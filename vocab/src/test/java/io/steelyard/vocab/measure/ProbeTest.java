package io.steelyard.vocab.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.RequestException;
import io.steelyard.core.stats.Bootstrap;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.Pattern;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.train.BytePairTrainer;
import io.steelyard.vocab.train.WordCounts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeTest {
  @TempDir Path folder;

  /** Bytes, and what these words' pairs give. */
  private static Tokenizer trained(int merges, Map<String, Long> words) {
    BytePairModel model =
        new BytePairTrainer(BytePairTrainer.Settings.ofSize(256 + merges), 1)
            .train(WordCounts.of(words))
            .model();
    return Tokenizer.byteLevel(model, Pattern.O200K.preTokenizer(), List.of());
  }

  private static final Tokenizer BYTES = trained(0, Map.of("x", 1L));

  private static Probe of(Tokenizer tokenizer, String... texts) {
    Probe probe = new Probe();
    for (int i = 0; i < texts.length; i++) {
      probe.add(i, texts[i], tokenizer, Probe.unknown(tokenizer));
    }
    return probe;
  }

  @Test
  void aDecomposedLetterCostsWhatItsPartsCost() {
    Tokenizer knowsTheWholeLetter = trained(1, Map.of("é", 9L));
    Stability s = of(knowsTheWholeLetter, "é").stability;
    assertThat(s.nfd.above()).isEqualTo(3);
    assertThat(s.nfd.below()).isEqualTo(1);
    assertThat(s.nfcSame.above()).isEqualTo(1);
    assertThat(s.nfdSame.above()).isZero();
  }

  @Test
  void bytesAreStableUnderCutsAndSpaces() {
    Stability s = of(BYTES, "Grüße, Welt", "naïve café").stability;
    assertThat(s.brokenCuts.above()).isZero();
    assertThat(s.brokenCuts.below()).isEqualTo(16);
    assertThat(s.trailingSpace.above()).isEqualTo(2);
    assertThat(s.upper.above()).isEqualTo("GRÜSSE, WELT".length() + 1 + "NAÏVE CAFÉ".length() + 2);
  }

  @Test
  void aCutInsideATokenIsBroken() {
    Stability s = of(trained(1, Map.of("ab", 9L)), "ab").stability;
    assertThat(s.brokenCuts.above()).isEqualTo(s.brokenCuts.below());
  }

  @Test
  void numbersAreScoredAgainstThousands() {
    DigitUse digits = new DigitUse();
    digits.add("1234567".getBytes(StandardCharsets.UTF_8), new int[] {0, 1, 4});
    assertThat(digits.groups.f1()).isEqualTo(1);
    assertThat(digits.tokensByDigits()).startsWith(0, 1, 0, 2);
    DigitUse years = new DigitUse();
    byte[] text = "in 2024 or 1999".getBytes(StandardCharsets.UTF_8);
    years.add(text, new int[] {0, 2, 6, 7, 10, 12});
    assertThat(years.tokensByDigits()).startsWith(0, 2, 0, 2);
    assertThat(years.fourDigitAgreement()).isEqualTo(0.5);
    assertThat(new DigitUse().fourDigitAgreement()).isNaN();
  }

  @Test
  void charactersInPartsAreCountedByScript() {
    Map<String, ScriptCover.Bytes> scripts = of(BYTES, "aж ж").scripts.scripts();
    assertThat(scripts.get("Cyrillic").all).isEqualTo(4);
    assertThat(scripts.get("Cyrillic").parts).isEqualTo(4);
    assertThat(scripts.get("Latin").parts).isZero();
    Probe whole = of(trained(1, Map.of("ж", 5L)), "жж");
    assertThat(whole.scripts.total().parts).isZero();
    assertThat(whole.wholeCharacters.above()).isEqualTo(2);
    assertThat(of(BYTES, "ж").wholeCharacters.above()).isZero();
  }

  @Test
  void charactersWithoutATokenAreUnknown() {
    ScriptCover cover = new ScriptCover();
    cover.add("aж", new int[] {5, 0}, new int[] {0, 1}, new int[] {1, 3}, 0);
    cover.add("ж", new int[] {}, new int[] {}, new int[] {}, -1);
    assertThat(cover.scripts().get("Cyrillic").unknown).isEqualTo(4);
    assertThat(cover.scripts().get("Latin").unknown).isZero();
  }

  @Test
  void indentationCountsTheTokensThatHoldIt() {
    Probe probe = of(BYTES, "if x:\n    y\n z");
    assertThat(probe.indentation.above()).isEqualTo(4);
    assertThat(probe.indentation.below()).isEqualTo(4);
  }

  @Test
  void evenFollowersGiveOne() {
    Followers even = new Followers();
    even.add(new int[] {1, 2, 1, 3, 1, 2, 1, 3});
    assertThat(even.efficiency()).isCloseTo(1, within(1e-12));
    Followers fixed = new Followers();
    fixed.add(new int[] {1, 2, 1, 2, 1, 2, 1});
    assertThat(fixed.efficiency()).isZero();
    Followers mixed = new Followers();
    mixed.add(new int[] {1, 2, 1, 2});
    mixed.add(new int[] {1, 2, 1, 3});
    // Token 1 is followed by 2 three times of four; 2 is followed twice, too seldom.
    assertThat(mixed.efficiency()).isCloseTo(0.811278124, within(1e-9));
    assertThat(new Followers().efficiency()).isNaN();
  }

  @Test
  void fertilityOfASampleHasAnInterval() {
    Probe probe = of(BYTES, "ab abcd", "a", "b c");
    assertThat(probe.fertility.above()).isEqualTo(2 + 5 + 1 + 1 + 2);
    assertThat(probe.retained.estimate(Bootstrap.of(1)).interval()).isNotNull();
    assertThat(new BucketedRatio().estimate(Bootstrap.of(1)).value()).isNaN();
  }

  @Test
  void partsMergeToTheWhole() {
    Probe one = of(BYTES, "ab 12", "é");
    Probe two = new Probe();
    two.merge(one);
    two.merge(one);
    assertThat(two.fertility.below()).isEqualTo(2 * one.fertility.below());
    assertThat(two.digits.tokensByDigits()[1]).isEqualTo(4);
    assertThat(two.stability.nfd.below()).isEqualTo(2 * one.stability.nfd.below());
  }

  @Test
  void aTokenThatAlwaysMergesOnIsAScaffold() {
    Tokenizer the = trained(2, Map.of("the", 9L));
    BytePairModel model = ((io.steelyard.vocab.BytePairEncoder) the.parts().model()).model();
    int whole = model.idOf("the".getBytes(StandardCharsets.UTF_8));
    int part = model.result(0);
    long[] counts = new long[model.size()];
    counts[whole] = 5_000;
    counts[part] = 2;
    assertThat(Scaffolds.of(model, TokenUse.of(1, counts))).containsExactly(part);
    counts[part] = 6;
    assertThat(Scaffolds.of(model, TokenUse.of(1, counts))).isEmpty();
  }

  @Test
  void bordersOfTokensAreScoredAgainstThoseOfParts() {
    Tokenizer cuts = trained(6, Map.of("unbe", 9L, "able", 8L));
    BorderScore score = BorderScore.of(Map.of("unable", List.of("un", "able")), BYTES);
    assertThat(score).isEqualTo(new BorderScore(1, 5, 1));
    assertThat(score.recall()).isEqualTo(1);
    assertThat(score.precision()).isEqualTo(0.2);
    assertThat(BorderScore.of(Map.of("unbeable", List.of("un", "be", "able")), cuts).right())
        .isEqualTo(1);
  }

  @Test
  void saysWhatIsWrongWithAFileOfWords() throws Exception {
    Path parts = Files.writeString(folder.resolve("p.tsv"), "unable\tun able\nwrong\tw ron\n");
    assertThatThrownBy(() -> WordFiles.parts(parts))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("p.tsv:2: expected a word, a tab and its parts");
    Path empty = Files.writeString(folder.resolve("e.txt"), "\n");
    assertThatThrownBy(() -> WordFiles.list(empty)).hasMessageContaining("no words");
  }
}
