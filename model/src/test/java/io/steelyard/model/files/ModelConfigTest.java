package io.steelyard.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.tensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {
  private static final String SMOL =
      """
      {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "attention_bias": false,
       "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu", "hidden_size": 576,
       "intermediate_size": 1536, "max_position_embeddings": 8192, "mlp_bias": false,
       "num_attention_heads": 9, "num_hidden_layers": 30, "num_key_value_heads": 3,
       "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 100000,
       "tie_word_embeddings": true, "vocab_size": 49152}
      """;
  private static final String GPT2 =
      """
      {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "activation_function": "gelu_new",
       "bos_token_id": 50256, "eos_token_id": 50256, "layer_norm_epsilon": 1e-05, "n_ctx": 1024,
       "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024, "vocab_size": 50257}
      """;

  @TempDir Path folder;

  @Test
  void readsALlama() throws IOException {
    ModelConfig config = read(SMOL);
    assertThat(config.shape().parameters()).isEqualTo(134_515_008);
    assertThat(config.shape().headWidth()).isEqualTo(64);
    assertThat(config.shape().context()).isEqualTo(8192);
    assertThat(config.shape().tied()).isTrue();
    assertThat(config.epsilon()).isEqualTo(1e-5);
    assertThat(config.rotary()).isEqualTo(new Rotary(100_000, Rotary.Scaling.NONE));
    assertThat(config.activation()).isEqualTo(Activation.SILU);
    assertThat(config.attentionBias()).isFalse();
    assertThat(config.start()).isEqualTo(1);
    assertThat(config.ends()).containsExactly(2);
    assertThat(config.frequencies()).hasSize(32).startsWith(1.0);
  }

  @Test
  void readsAGpt2() throws IOException {
    ModelConfig config = read(GPT2);
    assertThat(config.shape().parameters()).isEqualTo(124_439_808);
    assertThat(config.shape().inner()).isEqualTo(3072);
    assertThat(config.shape().tied()).isTrue();
    assertThat(config.rotary()).isNull();
    assertThat(config.frequencies()).isEmpty();
    assertThat(config.activation()).isEqualTo(Activation.GELU_TANH);
    assertThat(config.outputBias()).isTrue();
  }

  @Test
  void readsWhatItWrites() throws IOException {
    for (String json :
        new String[] {
          SMOL,
          GPT2,
          SMOL.replace("null", "{\"type\": \"linear\", \"factor\": 2.0}")
              .replace("\"eos_token_id\": 2", "\"eos_token_id\": [2, 7]"),
          SMOL.replace(
              "null",
              "{\"rope_type\": \"llama3\", \"factor\": 32, \"low_freq_factor\": 1,"
                  + " \"high_freq_factor\": 4, \"original_max_position_embeddings\": 8192}")
        }) {
      ModelConfig config = read(json);
      ModelConfig again = read(config.toJson(TensorType.BF16).toString());
      assertThat(again).usingRecursiveComparison().isEqualTo(config);
    }
  }

  @Test
  void readsTheNewPlaceOfTheta() throws IOException {
    ModelConfig config =
        read(
            SMOL.replace(
                "\"rope_scaling\": null, \"rope_theta\": 100000",
                "\"rope_parameters\": {\"rope_theta\": 5000.0, \"rope_type\": \"default\"}"));
    assertThat(config.rotary()).isEqualTo(new Rotary(5000, Rotary.Scaling.NONE));
  }

  @Test
  void scalesAsLlama3Does() {
    Rotary.Llama3 scaling = new Rotary.Llama3(8, 1, 4, 8192);
    double[] f = new Rotary(500_000, scaling).frequencies(128);
    // wavelengths below 8192 / 4 stay, those above 8192 are stretched by 8, one lies between
    assertThat(f[0]).isEqualTo(1);
    assertThat(f[63]).isCloseTo(StrictMath.pow(500_000, -126.0 / 128) / 8, within(1e-15));
    double between = StrictMath.pow(500_000, -64.0 / 128);
    double s = (8192 * between / (2 * Math.PI) - 1) / 3;
    assertThat(f[32]).isCloseTo((1 - s) * between / 8 + s * between, within(1e-15));
    assertThat(new Rotary(10_000, new Rotary.Linear(4)).frequencies(4))
        .containsExactly(0.25, 0.0025);
  }

  @Test
  void neverGoesBeyondAnAttentionWindow() throws IOException {
    String mistral =
        SMOL.replace("LlamaForCausalLM", "MistralForCausalLM").replace("\"llama\"", "\"mistral\"");
    assertThat(read(mistral).shape().context()).isEqualTo(8192);
    assertThat(
            read(mistral.replace("\"pretraining_tp\": 1", "\"sliding_window\": 4096"))
                .shape()
                .context())
        .isEqualTo(4096);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"model_type\": \"llama\"  | \"model_type\": \"mamba\"  | model_type \"mamba\" with"
            + " architecture \"LlamaForCausalLM\" is not supported; supported are [GPT2LMHeadModel,"
            + " LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM]",
        "LlamaForCausalLM           | LlamaForTokenClassification | \"LlamaForTokenClassification\""
            + " is not supported",
        "\"hidden_size\": 576,      | ``                          | hidden_size is missing;"
            + " expected a whole number from 1 on",
        "\"hidden_size\": 576       | \"hidden_size\": \"a\"      | hidden_size is \"a\"; expected"
            + " a whole number",
        "\"silu\"                   | \"relu6\"                   | hidden_act \"relu6\" is not"
            + " supported; supported are silu",
        "null                       | {\"type\": \"yarn\"}        | rope scaling \"yarn\" is not"
            + " supported; supported are default, linear, llama3",
        "null                       | {\"type\": \"linear\"}      | rope scaling factor is 0.0;"
            + " expected a number from 1 on",
        "\"num_key_value_heads\": 3 | \"num_key_value_heads\": 4 | 9 heads are no multiple of 4"
            + " key-value heads",
        "\"num_hidden_layers\": 30  | \"num_hidden_layers\": 2000000 | layers is 2000000; expected"
            + " a number from 1 to 10000",
        "\"pretraining_tp\": 1      | \"quantization_config\": {\"quant_method\": \"awq\"} | the"
            + " weights are quantised (awq), which is not supported",
        "\"eos_token_id\": 2        | \"eos_token_id\": \"x\"     | eos_token_id is \"x\"; expected"
            + " a token id or a list of them",
        "1e-05                      | 0                           | the norm's epsilon is 0.0",
        "100000,                    | -1,                         | rope theta is -1.0"
      })
  void saysWhatIsWrong(String what, String with, String message) {
    assertThatThrownBy(() -> read(SMOL.replace(what, with)))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("config.json: ")
        .hasMessageContaining(message);
  }

  private ModelConfig read(String json) throws IOException {
    Json.MAPPER.readTree(json);
    Path file = Files.writeString(folder.resolve("config.json"), json);
    return ConfigJson.read(file);
  }
}
