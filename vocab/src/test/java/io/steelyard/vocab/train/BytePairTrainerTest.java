package io.steelyard.vocab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.train.BytePairTrainer.MergeRule;
import io.steelyard.vocab.train.BytePairTrainer.Settings;
import io.steelyard.vocab.train.BytePairTrainer.Trained;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BytePairTrainerTest {
  private static final String STAGE_ONE =
      "h+e=7 t+he=7  +the=7 b+y=5 a+y=4 w+ay=4  +way=4  +i=3 a+t=2 c+at=2  +s=2  +by=2";

  @Test
  void countsOverlappingNeighbours() {
    assertThat(merges(train(268, Map.of("aaa", 1L, "aaaa", 1L)))).isEqualTo("a+a=5 aa+a=1 aa+aa=1");
  }

  @Test
  void learnsTheTwelveSubwordsOfTheThreeLines() {
    assertThat(merges(train(268, stageOneWords()))).isEqualTo(STAGE_ONE);
  }

  @Test
  void stopsBelowTheMinimumFrequency() {
    Map<String, Long> words = new HashMap<>();
    for (String once : List.of("roses", "red", "voilets", "blue", "BERT", "big", "and", "so")) {
      words.put(once, 1L);
    }
    words.put("GPT-2", 1L);
    words.put("are", 2L);
    words.put("is", 2L);
    Settings settings = new Settings(30_000, 2, Settings.NO_LIMIT, List.of());
    Trained trained = new BytePairTrainer(settings, 1).train(WordCounts.of(words));
    assertThat(merges(trained)).isEqualTo("r+e=3 a+re=2 i+s=2");
    assertThat(trained.model().size()).isEqualTo(259);
  }

  @Test
  void breaksTiesByTheOrderOfTheByteAlphabet() {
    // Equal counts: '!' (33) is id 0, and the space comes after every printable byte.
    assertThat(merges(train(259, Map.of(" !", 1L, "! ", 1L, "ab", 1L))))
        .isEqualTo("!+ =1 a+b=1  +!=1");
    assertThat(BytePairTrainer.byteOrder()).startsWith(33, 34).endsWith(159, 160, 173);
  }

  @Test
  void countsBeyond32Bits() {
    // 3e9 and 5e9 wrap to -1.3e9 and 7e8 in 32 bits: the pair (c,d) would come first, (a,b) never.
    Trained trained = train(258, Map.of("ab", 5_000_000_000L, "cd", 1_000_000_000L));
    assertThat(merges(trained)).isEqualTo("a+b=5000000000 c+d=1000000000");
  }

  @Test
  void makesNoTokenLongerThanAskedAndEveryTokenOfThatLength() {
    Settings two = new Settings(400, 0, 2, List.of());
    assertThat(merges(new BytePairTrainer(two, 1).train(WordCounts.of(Map.of("abcd", 3L)))))
        .isEqualTo("a+b=3 c+d=3");
    Settings one = new Settings(400, 0, 1, List.of());
    assertThat(merges(new BytePairTrainer(one, 1).train(WordCounts.of(Map.of("abcd", 3L)))))
        .isEmpty();
    Settings three = new Settings(400, 0, 3, List.of());
    assertThat(merges(new BytePairTrainer(three, 1).train(WordCounts.of(Map.of("abcde", 3L)))))
        .isEqualTo("a+b=3 c+d=3 cd+e=3");
  }

  @Test
  void putsSpecialTokensFirst() {
    Settings settings = new Settings(259, 0, Settings.NO_LIMIT, List.of("<|end|>", "<|pad|>"));
    BytePairModel model =
        new BytePairTrainer(settings, 1).train(WordCounts.of(Map.of("ab", 1L))).model();
    assertThat(new String(model.token(1), StandardCharsets.UTF_8)).isEqualTo("<|pad|>");
    assertThat(model.token(2)).containsExactly('!');
    assertThat(model.result(0)).isEqualTo(258);
  }

  @Test
  void reusesTheIdOfASpecialTokenThatAMergeSpells() {
    Settings settings = new Settings(259, 0, Settings.NO_LIMIT, List.of("ab"));
    BytePairModel model =
        new BytePairTrainer(settings, 1).train(WordCounts.of(Map.of("abc", 2L, "xy", 1L))).model();
    assertThat(model.result(0)).isZero();
    assertThat(new String(model.token(257), StandardCharsets.UTF_8)).isEqualTo("abc");
    assertThat(new String(model.token(258), StandardCharsets.UTF_8)).isEqualTo("xy");
  }

  @Test
  void keepsTheMergesOfAFirstStageAndLearnsOnAcrossSpaces() {
    List<byte[][]> kept = parts(train(268, stageOneWords())).subList(0, 10);
    MergeRule rule =
        token -> !new String(token, StandardCharsets.UTF_8).contains(": ") && words(token) <= 4;
    Trained trained =
        new BytePairTrainer(Settings.ofSize(256 + 18), 2)
            .train(WordCounts.of(stageTwoWords()), kept, rule);
    assertThat(merges(trained))
        .endsWith("by+ the=5 by the+ way=4 s+ =2  +s=2  +cat=2  the+ cat=2  i+s =2 by the way+,=2");
  }

  @Test
  void dropsARefusedCandidateForGood() {
    List<byte[][]> none = List.of();
    Trained trained =
        new BytePairTrainer(Settings.ofSize(300), 1)
            .train(WordCounts.of(Map.of("abc", 2L)), none, token -> token.length > 2);
    assertThat(merges(trained)).isEmpty();
  }

  @Test
  void doesNotDependOnThreads() {
    Map<String, Long> words = new LinkedHashMap<>();
    long x = 12345;
    for (int i = 0; i < 9000; i++) {
      StringBuilder word = new StringBuilder();
      x = x * 6364136223846793005L + 1442695040888963407L;
      long r = x >>> 20;
      for (int k = 0; k < 2 + (int) (r % 11); k++) {
        word.append((char) ('a' + Long.rotateRight(r, 3 * k) % 5 + 5) + "");
      }
      words.merge(word.toString(), 1 + (r & 3), Long::sum);
    }
    WordCounts counts = WordCounts.of(words);
    String one = merges(new BytePairTrainer(Settings.ofSize(500), 1).train(counts));
    assertThat(merges(new BytePairTrainer(Settings.ofSize(500), 2).train(counts))).isEqualTo(one);
    assertThat(merges(new BytePairTrainer(Settings.ofSize(500), 4).train(counts))).isEqualTo(one);
  }

  @Test
  void refusesWhatCannotBeTrained() {
    assertThatThrownBy(() -> Settings.ofSize(255))
        .hasMessageContaining("vocabulary size 255 is not between 256");
    assertThatThrownBy(() -> new Settings(300, 0, 0, List.of())).hasMessageContaining("1 or more");
    assertThatThrownBy(() -> new Settings(300, -1, 9, List.of())).hasMessageContaining("negative");
    assertThatThrownBy(() -> new Settings(300, 0, 9, List.of("<s>", "<s>")))
        .hasMessageContaining("named twice");
    assertThatThrownBy(() -> train(300, Map.of())).hasMessageContaining("empty");
  }

  private static int words(byte[] token) {
    int n = 0;
    for (String part : new String(token, StandardCharsets.UTF_8).split(" ")) {
      n += part.isEmpty() ? 0 : 1;
    }
    return n;
  }

  /** The stage-one pieces of the three lines. */
  private static Map<String, Long> stageOneWords() {
    Map<String, Long> words = new HashMap<>();
    String lines =
        "by| the| way|,| it| is| by| the| way| side|\n|"
            + "by| the| way|:| the| cat| is| by| the| sea|\n|"
            + "by| the| way|,| the| cat|\n";
    for (String piece : lines.split("\\|")) {
      words.merge(piece, 1L, Long::sum);
    }
    return words;
  }

  private static Map<String, Long> stageTwoWords() {
    return Map.of(
        "by the way, it is by the way side\n", 1L,
        "by the way: the cat is by the sea\n", 1L,
        "by the way, the cat\n", 1L);
  }

  private static Trained train(int size, Map<String, Long> words) {
    return new BytePairTrainer(Settings.ofSize(size), 1).train(WordCounts.of(words));
  }

  static List<byte[][]> parts(Trained trained) {
    List<byte[][]> parts = new ArrayList<>();
    BytePairModel model = trained.model();
    for (int i = 0; i < model.mergeCount(); i++) {
      parts.add(new byte[][] {model.token(model.left(i)), model.token(model.right(i))});
    }
    return parts;
  }

  static String merges(Trained trained) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    for (byte[][] pair : parts(trained)) {
      text.append(i == 0 ? "" : " ")
          .append(new String(pair[0], StandardCharsets.UTF_8))
          .append('+')
          .append(new String(pair[1], StandardCharsets.UTF_8))
          .append('=')
          .append(trained.counts()[i++]);
    }
    return text.toString();
  }
}
