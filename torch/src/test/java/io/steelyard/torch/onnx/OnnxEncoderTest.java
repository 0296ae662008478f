package io.steelyard.torch.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.RequestException;
import io.steelyard.model.Encoder;
import io.steelyard.model.EncoderSettings;
import io.steelyard.model.EncoderSettings.Pooling;
import io.steelyard.model.Encoders;
import io.steelyard.model.TextClassifier;
import io.steelyard.model.files.EncoderFiles;
import io.steelyard.model.tensors.SafeTensorsWriter;
import io.steelyard.model.tensors.TensorDraft;
import io.steelyard.model.tensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoders whose token vectors are rows of a table, so that all can be computed by hand. */
class OnnxEncoderTest {
  @TempDir Path folder;

  /** Rows: [PAD] [UNK] [CLS] [SEP] a b. */
  private static final float[] TABLE = {9, 9, 5, 5, 1, 0, 0, 1, 3, 0, 0, 4};

  @BeforeEach
  void tokenizer() throws IOException {
    tokenizer("\"a\": 4, \"b\": 5");
  }

  private void tokenizer(String words) throws IOException {
    Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version": "1.0", "truncation": null, "padding": null,
         "added_tokens": [
           {"id": 0, "content": "[PAD]", "special": true, "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false},
           {"id": 2, "content": "[CLS]", "special": true, "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false},
           {"id": 3, "content": "[SEP]", "special": true, "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false}],
         "normalizer": {"type": "BertNormalizer", "clean_text": true,
           "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
         "pre_tokenizer": {"type": "BertPreTokenizer"},
         "post_processor": {"type": "TemplateProcessing",
           "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
             {"Sequence": {"id": "A", "type_id": 0}},
             {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
           "pair": [{"Sequence": {"id": "A", "type_id": 0}},
             {"Sequence": {"id": "B", "type_id": 1}}],
           "special_tokens": {
             "[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
             "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
         "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
         "model": {"type": "WordPiece", "unk_token": "[UNK]",
           "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
           "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, WORDS}}}
        """
            .replace("WORDS", words));
  }

  private static TinyOnnx table(float... table) {
    return new TinyOnnx()
        .input("input_ids")
        .input("attention_mask")
        .weights("table", new int[] {table.length / 2, 2}, table)
        .node("Gather", List.of("table", "input_ids"), "last_hidden_state");
  }

  private TinyOnnx tokens() {
    return table(TABLE).output("last_hidden_state", "b", "t", "2");
  }

  private Encoder open(EncoderSettings settings, int threads) {
    return Encoders.open(EncoderFiles.find(folder), settings, threads);
  }

  private static EncoderSettings settings(Pooling pooling, int max, String prefix) {
    return new EncoderSettings(Optional.ofNullable(pooling), max, prefix);
  }

  private static void isUnit(float[] vector, double x, double y) {
    double norm = Math.hypot(x, y);
    assertThat(vector[0]).isCloseTo((float) (x / norm), within(1e-6f));
    assertThat(vector[1]).isCloseTo((float) (y / norm), within(1e-6f));
  }

  @Test
  void vectorsAreMeansOfTokensWithoutTheFilling() throws IOException {
    tokens().write(folder.resolve("model.onnx"));
    try (Encoder encoder = open(EncoderSettings.DEFAULT, 2)) {
      assertThat(encoder.width()).isEqualTo(2);
      float[][] found = encoder.encode(List.of("a", "A b b", "", "zz"));
      isUnit(found[0], 1 + 0 + 3, 0 + 1);
      isUnit(found[1], 1 + 3, 1 + 4 + 4);
      isUnit(found[2], 1, 1);
      isUnit(found[3], 6, 6);
      assertThat(encoder.report()).isEqualTo(new Encoder.Report(4, 0, 3 + 5 + 2 + 3));
    }
  }

  @Test
  void theFirstTokenIsTakenWhereTheFolderSaysSo() throws IOException {
    tokens().write(folder.resolve("model.onnx"));
    Files.createDirectories(folder.resolve("1_Pooling"));
    Files.writeString(
        folder.resolve("1_Pooling/config.json"), "{\"pooling_mode_cls_token\": true}");
    try (Encoder encoder = open(EncoderSettings.DEFAULT, 1)) {
      isUnit(encoder.encode(List.of("b"))[0], 1, 0);
    }
    try (Encoder encoder = open(settings(Pooling.MEAN, 0, ""), 1)) {
      isUnit(encoder.encode(List.of("b"))[0], 1, 5);
    }
  }

  @Test
  void aPooledOutputIsTakenAsItIs() throws IOException {
    table(TABLE)
        .mean("last_hidden_state", "sentence_embedding")
        .output("last_hidden_state", "b", "t", "2")
        .output("sentence_embedding", "b", "2")
        .write(folder.resolve("model.onnx"));
    try (Encoder encoder = open(EncoderSettings.DEFAULT, 1)) {
      isUnit(encoder.encode(List.of("a"))[0], 4, 1);
    }
  }

  @Test
  void aLayerBehindThePoolingIsApplied() throws IOException {
    tokens().write(folder.resolve("model.onnx"));
    Files.createDirectories(folder.resolve("2_Dense"));
    Files.writeString(
        folder.resolve("2_Dense/config.json"),
        "{\"activation_function\": \"torch.nn.modules.activation.Tanh\"}");
    SafeTensorsWriter.write(
        folder.resolve("2_Dense/model.safetensors"),
        Map.of(),
        List.of(
            TensorDraft.ofFloats(
                "linear.weight", TensorType.F32, new long[] {3, 2}, new float[] {1, 0, 0, 1, 1, 1}),
            TensorDraft.ofFloats(
                "linear.bias", TensorType.F32, new long[] {3}, new float[] {0, .5f, -1})));
    try (Encoder encoder = open(EncoderSettings.DEFAULT, 1)) {
      assertThat(encoder.width()).isEqualTo(3);
      double x = 4.0 / 3;
      double y = 1.0 / 3;
      double[] wanted = {Math.tanh(x), Math.tanh(y + .5), Math.tanh(x + y - 1)};
      double norm =
          Math.sqrt(wanted[0] * wanted[0] + wanted[1] * wanted[1] + wanted[2] * wanted[2]);
      float[] found = encoder.encode(List.of("a"))[0];
      for (int i = 0; i < 3; i++) {
        assertThat(found[i]).isCloseTo((float) (wanted[i] / norm), within(1e-6f));
      }
    }
  }

  @Test
  void longTextsAreCutAndCounted() throws IOException {
    tokens().write(folder.resolve("model.onnx"));
    try (Encoder encoder = open(settings(null, 4, ""), 1)) {
      isUnit(encoder.encode(List.of("a b b b b"))[0], 1 + 3, 1 + 4);
      encoder.encode(List.of("a b"));
      assertThat(encoder.report()).isEqualTo(new Encoder.Report(2, 1, 8));
    }
  }

  @Test
  void thePrefixStandsBeforeEachText() throws IOException {
    tokens().write(folder.resolve("model.onnx"));
    try (Encoder encoder = open(settings(null, 0, "b "), 1)) {
      isUnit(encoder.encode(List.of("a"))[0], 4, 5);
    }
  }

  @Test
  void theSameListGivesTheSameVectorsForAnyNumberOfThreads() throws IOException {
    tokens().write(folder.resolve("model.onnx"));
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      texts.add("a b ".repeat(i % 37) + (i % 2 == 0 ? "a" : "\uD800b"));
    }
    try (Encoder one = open(EncoderSettings.DEFAULT, 1);
        Encoder four = open(EncoderSettings.DEFAULT, 4)) {
      float[][] found = one.encode(texts);
      assertThat(four.encode(texts)).isDeepEqualTo(found);
      assertThat(one.encode(texts.subList(17, 18))[0]).containsExactly(found[17], within(1e-6f));
    }
  }

  @Test
  void aTokenizerOfAnotherModelIsFoundOutAtOnce() throws IOException {
    tokens().write(folder.resolve("model.onnx"));
    tokenizer("\"a\": 4, \"b\": 5, \"c\": 6");
    refuses("the graph refuses a token of its tokenizer, which has 7 tokens; take both from one");
  }

  @Test
  void graphsOfAnotherShapeAreRefused() throws IOException {
    Files.writeString(folder.resolve("model.onnx"), "no graph");
    refuses("ONNX Runtime cannot open it");
    new TinyOnnx()
        .input("pixel_values")
        .weights("table", new int[] {6, 2}, TABLE)
        .node("Gather", List.of("table", "pixel_values"), "y")
        .output("y", "b", "t", "2")
        .write(folder.resolve("model.onnx"));
    refuses(
        "its input 'pixel_values' is not one of a text encoder; expected int64 [batch, tokens]");
    new TinyOnnx()
        .input("input_ids")
        .node("Identity", List.of("input_ids"), "y")
        .wholeOutput("y")
        .write(folder.resolve("model.onnx"));
    refuses("no output of float32 numbers; found [y]");
    table(TABLE)
        .mean("last_hidden_state", "m")
        .mean("m", "y")
        .output("y", "b")
        .write(folder.resolve("model.onnx"));
    refuses("no output of the shape [batch, tokens, width] or [batch, width]; found [y]");
    table(TABLE)
        .mean("last_hidden_state", "y")
        .output("y", "b", "2")
        .write(folder.resolve("model.onnx"));
    assertThatThrownBy(() -> open(settings(Pooling.MEAN, 0, ""), 1))
        .hasMessageContaining(", which pooling needs; found [y]");
  }

  private void refuses(String message) {
    assertThatThrownBy(() -> open(EncoderSettings.DEFAULT, 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(message);
  }

  private TextClassifier classifier(int window, int shared) {
    return Encoders.classifier(EncoderFiles.find(folder), 2, 2, window, shared, 2);
  }

  @Test
  void headsMayBeOneOutputOrSeveral() throws IOException {
    // Logits of a token: the table's row, and the row doubled.
    table(TABLE)
        .mean("last_hidden_state", "one")
        .weights("two", new int[] {1}, 2)
        .node("Mul", List.of("one", "two"), "other")
        .output("one", "b", "2")
        .output("other", "b", "2")
        .write(folder.resolve("model.onnx"));
    float[][][] several;
    try (TextClassifier classifier = classifier(16, 4)) {
      several = classifier.classify(List.of("a")).get(0).windows();
      assertThat(several).hasDimensions(1, 2);
      double x = 4.0 / 3;
      double y = 1.0 / 3;
      float wanted = (float) (1 / (1 + Math.exp(y - x)));
      assertThat(several[0][0][0]).isCloseTo(wanted, within(1e-6f));
      assertThat(several[0][1][0])
          .isCloseTo((float) (1 / (1 + Math.exp(2 * (y - x)))), within(1e-6f));
    }
    table(TABLE)
        .mean("last_hidden_state", "one")
        .weights("spread", new int[] {2, 4}, 1, 0, 2, 0, 0, 1, 0, 2)
        .node("MatMul", List.of("one", "spread"), "logits")
        .output("logits", "b", "4")
        .write(folder.resolve("model.onnx"));
    try (TextClassifier classifier = classifier(16, 4)) {
      assertThat(classifier.classify(List.of("a")).get(0).windows()).isDeepEqualTo(several);
    }
  }

  @Test
  void longTextsAreReadInWindowsThatOverlap() throws IOException {
    table(TABLE)
        .mean("last_hidden_state", "one")
        .weights("spread", new int[] {2, 4}, 1, 0, 2, 0, 0, 1, 0, 2)
        .node("MatMul", List.of("one", "spread"), "logits")
        .output("logits", "b", "4")
        .write(folder.resolve("model.onnx"));
    try (TextClassifier classifier = classifier(6, 1)) {
      List<TextClassifier.Scored> found =
          classifier.classify(List.of("a a a a b b b", "b", "a a a a"));
      assertThat(found.get(0).windows().length).isEqualTo(2);
      assertThat(found.get(1).windows().length).isEqualTo(1);
      assertThat(found.get(0).windows()[0]).isDeepEqualTo(found.get(2).windows()[0]);
    }
  }

  @Test
  void aClassifierOfAnotherShapeIsRefused() throws IOException {
    table(TABLE)
        .mean("last_hidden_state", "logits")
        .output("logits", "b", "2")
        .write(folder.resolve("model.onnx"));
    assertThatThrownBy(() -> classifier(8, 2))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("gives [2, 2] for 2 texts; expected 2 heads of 2 classes for each");
    table(TABLE)
        .mean("last_hidden_state", "x")
        .mean("last_hidden_state", "y")
        .mean("last_hidden_state", "z")
        .output("x", "b", "2")
        .output("y", "b", "2")
        .output("z", "b", "2")
        .write(folder.resolve("model.onnx"));
    assertThatThrownBy(() -> classifier(8, 2))
        .hasMessageContaining("or 2 outputs [batch, 2]; found x [-1, 2], y [-1, 2], z [-1, 2]");
  }
}
