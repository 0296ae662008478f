package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.vocab.InputEncoder.Input;
import io.steelyard.vocab.InputShape.Padding;
import io.steelyard.vocab.InputShape.Strategy;
import io.steelyard.vocab.InputShape.Truncation;
import io.steelyard.vocab.format.TokenizerJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputEncoderTest {
  private static final String BERT =
      """
      {"version": "1.0", "truncation": null, "padding": null,
       "added_tokens": [], "normalizer": null, "pre_tokenizer": {"type": "Whitespace"},
       "post_processor": {"type": "BertProcessing", "sep": ["S", 2], "cls": ["C", 1]},
       "decoder": null,
       "model": {"type": "WordLevel", "unk_token": "U",
         "vocab": {"U": 0, "C": 1, "S": 2, "a": 3, "b": 4, "c": 5, "d": 6, "e": 7, "P": 8}}}
      """;
  private static final String TRUNCATION =
      "{\"direction\": \"Right\", \"max_length\": 5, \"strategy\": \"LongestFirst\", \"stride\":"
          + " 1}";
  private static final String PADDING =
      "{\"strategy\": {\"Fixed\": 7}, \"direction\": \"Left\", \"pad_to_multiple_of\": 4,"
          + " \"pad_id\": 8, \"pad_type_id\": 1, \"pad_token\": \"P\"}";

  private static Tokenizer read(String json) throws IOException {
    return TokenizerJson.read(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "t.json");
  }

  private static InputEncoder encoder(Truncation truncation, Padding padding) throws IOException {
    return new InputEncoder(read(BERT), new InputShape(truncation, padding));
  }

  private static Truncation to(int length, Strategy strategy) {
    return new Truncation(length, strategy, 0, false);
  }

  @Test
  void putsSpecialTokensAroundPairsAndNamesTheirTypes() throws IOException {
    Input pair = encoder(null, null).encode("a b", "c");
    assertThat(pair.ids()).containsExactly(1, 3, 4, 2, 5, 2);
    assertThat(pair.typeIds()).containsExactly(0, 0, 0, 0, 1, 1);
    assertThat(pair.special()).containsExactly(1, 0, 0, 1, 0, 1);
    assertThat(pair.charStarts()).containsExactly(0, 0, 2, 0, 0, 0);
    assertThat(pair.charEnds()).containsExactly(0, 1, 3, 0, 1, 0);
  }

  @Test
  void setsRobertasTypesToZeroAndItsMarksBetweenTwoTexts() throws IOException {
    String json = BERT.replace("BertProcessing", "RobertaProcessing");
    Input pair = new InputEncoder(read(json)).encode("a", "b");
    assertThat(pair.ids()).containsExactly(1, 3, 2, 2, 4, 2);
    assertThat(pair.typeIds()).containsOnly(0);
  }

  @Test
  void followsATemplate() throws IOException {
    String json =
        BERT.replace(
            "{\"type\": \"BertProcessing\", \"sep\": [\"S\", 2], \"cls\": [\"C\", 1]}",
            """
            {"type": "TemplateProcessing",
             "single": [{"Sequence": {"id": "A", "type_id": 3}}],
             "pair": [{"Sequence": {"id": "B", "type_id": 1}},
                      {"SpecialToken": {"id": "S", "type_id": 5}},
                      {"Sequence": {"id": "A", "type_id": 2}}],
             "special_tokens": {"S": {"id": "S", "ids": [2, 2], "tokens": ["S", "S"]}}}
            """);
    InputEncoder encoder = new InputEncoder(read(json));
    assertThat(encoder.encode("a").typeIds()).containsExactly(3);
    assertThat(encoder.encode("a", "b").ids()).containsExactly(4, 2, 2, 3);
    assertThat(encoder.encode("a", "b").typeIds()).containsExactly(1, 5, 5, 2);
  }

  @Test
  void shortensTheLongerTextFirstAndThenBoth() throws IOException {
    InputEncoder six = encoder(to(6, Strategy.LONGEST_FIRST), null);
    assertThat(six.encode("a", "b c d e").ids()).containsExactly(1, 3, 2, 4, 5, 2);
    assertThat(six.encode("a b c d", "e").ids()).containsExactly(1, 3, 4, 2, 7, 2);
    assertThat(six.encode("a b c", "d e").ids()).containsExactly(1, 3, 4, 2, 6, 2);
    assertThat(six.encode("a b c d").ids()).containsExactly(1, 3, 4, 5, 6, 2);
  }

  @Test
  void shortensOnlyTheTextThatItIsToldTo() throws IOException {
    InputEncoder first = encoder(to(6, Strategy.ONLY_FIRST), null);
    assertThat(first.encode("a b c", "d").ids()).containsExactly(1, 3, 4, 2, 6, 2);
    assertThatThrownBy(() -> first.encode("a", "b c d e"))
        .hasMessage(
            "the first text has 1 tokens, and 2 would have to go; truncate to more, or"
                + " longest-first");
    InputEncoder second = encoder(to(6, Strategy.ONLY_SECOND), null);
    assertThat(second.encode("a", "b c d").ids()).containsExactly(1, 3, 2, 4, 5, 2);
    assertThatThrownBy(() -> second.encode("a b c d e"))
        .hasMessageStartingWith("truncation only-second cuts the second text, and there is only");
  }

  @Test
  void makesWindowsThatShareTokens() throws IOException {
    List<Input> right =
        encoder(new Truncation(5, Strategy.LONGEST_FIRST, 1, false), null).windows("a b c d e");
    assertThat(right.stream().map(Input::ids))
        .containsExactly(new int[] {1, 3, 4, 5, 2}, new int[] {1, 5, 6, 7, 2});
    List<Input> left =
        encoder(new Truncation(4, Strategy.LONGEST_FIRST, 0, true), null).windows("a b c d e");
    assertThat(left.stream().map(Input::ids))
        .containsExactly(new int[] {1, 6, 7, 2}, new int[] {1, 4, 5, 2}, new int[] {1, 3, 2});
  }

  @Test
  void refusesShapesThatNothingFits() throws IOException {
    assertThatThrownBy(() -> encoder(to(1, Strategy.LONGEST_FIRST), null).encode("a"))
        .hasMessage("truncation to 1 tokens, but 2 are special; truncate to more");
    assertThatThrownBy(
            () ->
                encoder(new Truncation(4, Strategy.LONGEST_FIRST, 2, false), null).encode("a b c"))
        .hasMessage("stride is 2, but only 2 tokens fit; give a smaller stride");
  }

  @Test
  void fillsABatchToItsLongest() throws IOException {
    List<Input> batch =
        encoder(null, new Padding(0, 0, false, 8, 1, "P")).encodeBatch(List.of("a b", "c"));
    assertThat(batch.get(1).ids()).containsExactly(1, 5, 2, 8);
    assertThat(batch.get(1).typeIds()).containsExactly(0, 0, 0, 1);
    assertThat(batch.get(1).attention()).containsExactly(1, 1, 1, 0);
    assertThat(batch.get(1).special()).containsExactly(1, 0, 1, 1);
  }

  @Test
  void readsTheShapeOfAFileAndWritesItBack() throws IOException {
    Tokenizer tokenizer =
        read(
            BERT.replace("\"truncation\": null", "\"truncation\": " + TRUNCATION)
                .replace("\"padding\": null", "\"padding\": " + PADDING));
    assertThat(new InputEncoder(tokenizer).encode("a b c d").ids())
        .containsExactly(8, 8, 8, 1, 3, 4, 5, 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TokenizerJson.write(tokenizer, out);
    assertThat(read(out.toString(StandardCharsets.UTF_8)).parts().shape())
        .isEqualTo(tokenizer.parts().shape())
        .isEqualTo(
            new InputShape(
                new Truncation(5, Strategy.LONGEST_FIRST, 1, false),
                new Padding(7, 4, true, 8, 1, "P")));
    // Encoding alone keeps to the text.
    assertThat(tokenizer.encode("a b c d")).containsExactly(1, 3, 4, 5, 6, 2);
  }

  @Test
  void namesAStrategyThatIsNotKnown() {
    assertThatThrownBy(
            () ->
                read(
                    BERT.replace(
                        "\"truncation\": null",
                        "\"truncation\": " + TRUNCATION.replace("LongestFirst", "Some"))))
        .hasMessage(
            "t.json: truncation.strategy: \"Some\" is not known; known are LongestFirst, OnlyFirst,"
                + " OnlySecond");
    assertThatThrownBy(
            () ->
                read(
                    BERT.replace(
                        "\"padding\": null", "\"padding\": " + PADDING.replace("Left", "Up"))))
        .hasMessage("t.json: padding.direction: expected \"Left\" or \"Right\", found \"Up\"");
  }

  @Test
  void normalisesToTheByteAlphabetAndDecodesFromIt() throws IOException {
    Tokenizer tokenizer =
        read(
            "{\"normalizer\": {\"type\": \"ByteLevel\"}, \"decoder\": {\"type\": \"ByteLevel\"},"
                + " \"model\": {\"type\": \"BPE\", \"vocab\": {\"Ġ\": 0, \"a\": 1, \"Ã\": 2,"
                + " \"©\": 3, \"Ġa\": 4}, \"merges\": [\"Ġ a\"]}}");
    assertThat(tokenizer.encode(" aé a")).containsExactly(4, 2, 3, 4);
    assertThat(tokenizer.decode(new int[] {4, 2, 3, 4})).isEqualTo(" aé a");
    Encoding code = tokenizer.encodeWithOffsets(" aé a");
    assertThat(code.charStarts()).containsExactly(0, 2, 2, 3);
    assertThat(code.charEnds()).containsExactly(2, 3, 3, 5);
  }
}
