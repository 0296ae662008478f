package io.steelyard.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.model.EncoderSettings;
import io.steelyard.model.EncoderSettings.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderFilesTest {
  @TempDir Path folder;

  @BeforeEach
  void tokenizer() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
  }

  @Test
  void findsTheGraphOfAnExportWithTheTokenizerAbove() throws IOException {
    Path graph = write("onnx/model.onnx", "g");
    EncoderFiles files = EncoderFiles.find(folder);
    assertThat(files.graph()).isEqualTo(graph);
    assertThat(files.tokenizer()).isEqualTo(folder.resolve("tokenizer.json"));
    assertThat(EncoderFiles.find(graph).tokenizer()).isEqualTo(folder.resolve("tokenizer.json"));
  }

  @Test
  void readsPoolingAndLengthFromTheFolder() throws IOException {
    write("m.onnx", "g");
    assertThat(EncoderFiles.find(folder).pooling()).isEmpty();
    assertThat(EncoderFiles.find(folder).maxTokens()).isEqualTo(512);
    write("config.json", "{\"model_type\": \"xlm-roberta\", \"max_position_embeddings\": 130}");
    assertThat(EncoderFiles.find(folder).maxTokens()).isEqualTo(128);
    write("sentence_bert_config.json", "{\"max_seq_length\": 64}");
    write("1_Pooling/config.json", "{\"pooling_mode_cls_token\": true}");
    EncoderFiles files = EncoderFiles.find(folder);
    assertThat(files.maxTokens()).isEqualTo(64);
    assertThat(files.pooling()).contains(Pooling.CLS);
    assertThat(files.reads().keySet())
        .containsExactly(
            "encoder/graph",
            "encoder/tokenizer.json",
            "encoder/1_Pooling/config.json",
            "encoder/sentence_bert_config.json",
            "encoder/config.json");
  }

  @Test
  void refusesAPoolingThatItDoesNotKnow() throws IOException {
    write("m.onnx", "g");
    write("1_Pooling/config.json", "{\"pooling_mode_max_tokens\": true}");
    assertThatThrownBy(() -> EncoderFiles.find(folder).pooling())
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("a pooling other than the mean or the first token");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    refuses("nowhere", "no encoder at");
    refuses("", ": no .onnx file in it; expected model.onnx or onnx/model.onnx");
    refuses("tokenizer.json", "an encoder is a file that ends in .onnx");
    write("a.onnx", "");
    write("b.onnx", "");
    refuses("", "several .onnx files in it; give the path of one of them");
    write("alone/c.onnx", "");
    refuses("alone", "no tokenizer.json beside it");
  }

  @Test
  void anEncoderTakesAtLeastOneTokenOfText() {
    assertThatThrownBy(() -> new EncoderSettings(java.util.Optional.empty(), 2, ""))
        .hasMessageContaining("max-tokens must be 0 or at least 3");
  }

  private void refuses(String name, String message) {
    assertThatThrownBy(() -> EncoderFiles.find(name, folder))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(message);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
