package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordPieceModelTest {
  private static WordPieceModel model(String prefix, int most, String... tokens) {
    byte[][] bytes =
        Arrays.stream(tokens).map(t -> t.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    return new WordPieceModel(bytes, 0, prefix, most);
  }

  private static List<String> pieces(WordPieceModel model, String word) {
    byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
    TokenBuffer out = new TokenBuffer(true);
    model.worker().encode(utf8, 0, utf8.length, out);
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < out.size(); i++) {
      pieces.add(
          new String(model.token(out.id(i)), StandardCharsets.UTF_8)
              + "@"
              + out.start(i)
              + "-"
              + out.end(i));
    }
    return pieces;
  }

  @Test
  void takesTheLongestPieceFirst() {
    WordPieceModel model = model("##", 100, "[UNK]", "un", "##aff", "##able", "##a", "##ff");
    assertThat(pieces(model, "unaffable")).containsExactly("un@0-2", "##aff@2-5", "##able@5-9");
  }

  @Test
  void makesAWordThatCannotBeFinishedOneUnknownToken() {
    WordPieceModel model = model("##", 100, "[UNK]", "un", "##aff");
    assertThat(pieces(model, "unaffx")).containsExactly("[UNK]@0-6");
  }

  @Test
  void makesAWordOfTooManyCharactersUnknown() {
    WordPieceModel model = model("##", 3, "[UNK]", "é", "##é");
    assertThat(pieces(model, "ééé")).hasSize(3);
    assertThat(pieces(model, "éééé")).containsExactly("[UNK]@0-8");
  }

  @Test
  void doesNotMistakeTextForTheMarkOfAContinuation() {
    WordPieceModel model = model("##", 100, "[UNK]", "##a", "a");
    assertThat(pieces(model, "##")).containsExactly("[UNK]@0-2");
    assertThat(pieces(model, "##a")).containsExactly("##a@0-3");
    assertThat(pieces(model, "a##")).containsExactly("[UNK]@0-3");
  }

  @Test
  void givesWhatTheQuadraticSearchGives() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 300; round++) {
      String prefix = round % 3 == 0 ? "" : "##";
      List<String> tokens = new ArrayList<>(List.of("[UNK]"));
      for (int i = random.nextInt(1, 25); i > 0; i--) {
        String token = (random.nextBoolean() ? prefix : "") + letters(random, 5);
        if (!tokens.contains(token)) {
          tokens.add(token);
        }
      }
      WordPieceModel model = model(prefix, 30, tokens.toArray(String[]::new));
      for (int i = 0; i < 60; i++) {
        String word = letters(random, 14);
        assertThat(pieces(model, word).stream().map(p -> p.replaceAll("@.*", "")).toList())
            .as("%s in %s", word, tokens)
            .isEqualTo(greedy(tokens, prefix, word));
      }
    }
  }

  private static String letters(SplittableRandom random, int most) {
    StringBuilder s = new StringBuilder();
    for (int n = random.nextInt(1, most + 1); n > 0; n--) {
      s.append("abé".charAt(random.nextInt(3)));
    }
    return s.toString();
  }

  private static List<String> greedy(List<String> tokens, String prefix, String word) {
    List<String> out = new ArrayList<>();
    int at = 0;
    while (at < word.length()) {
      int end = word.length();
      String mark = at == 0 ? "" : prefix;
      while (end > at && !tokens.contains(mark + word.substring(at, end))) {
        end--;
      }
      if (end == at) {
        return List.of("[UNK]");
      }
      out.add(mark + word.substring(at, end));
      at = end;
    }
    return out;
  }

  @Test
  void encodesAMegabyteOfOneLetter() {
    String[] tokens = new String[66];
    tokens[0] = "[UNK]";
    tokens[1] = "a";
    for (int n = 1; n < 65; n++) {
      tokens[n + 1] = "##" + "a".repeat(n);
    }
    assertThat(pieces(model("##", Integer.MAX_VALUE, tokens), "a".repeat(1 << 20)))
        .hasSize(1 + (1 << 20) / 64);
  }

  @Test
  void refusesAnUnknownTokenThatIsNone() {
    assertThatThrownBy(() -> new WordPieceModel(new byte[][] {{'a'}}, 5, "##", 100))
        .hasMessage("the unknown token 5 is not in the vocabulary of 1 ids");
  }
}
