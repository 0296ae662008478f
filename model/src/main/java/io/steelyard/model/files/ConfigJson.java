package io.steelyard.model.files;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.ModelShape;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;

/**
 * Reads a Hugging Face {@code config.json}. What would change what a model computes and is not
 * known here is refused by name; the rest is left aside.
 */
final class ConfigJson {
  /** Architecture by family. */
  static final Map<String, String> ARCHITECTURES =
      Map.of(
          "llama", "LlamaForCausalLM",
          "mistral", "MistralForCausalLM",
          "qwen2", "Qwen2ForCausalLM",
          "gpt2", "GPT2LMHeadModel");

  private final Path file;
  private final JsonNode json;

  private ConfigJson(Path file, JsonNode json) {
    this.file = file;
    this.json = json;
  }

  /**
   * @throws RequestException naming file and key, what was expected and what is supported
   */
  static ModelConfig read(Path file) {
    JsonNode json = Json.read(file);
    if (!json.isObject()) {
      throw new RequestException(file + ": expected a JSON object");
    }
    try {
      return new ConfigJson(file, json).config();
    } catch (IllegalArgumentException e) {
      throw new RequestException(file + ": " + e.getMessage(), e);
    }
  }

  private ModelConfig config() {
    String family = json.path("model_type").asText("");
    JsonNode architectures = json.path("architectures");
    String named = architectures.path(0).asText("");
    if (!ModelConfig.FAMILIES.contains(family)
        || !(named.isEmpty() || named.equals(ARCHITECTURES.get(family)))) {
      throw wrong(
          "model_type \""
              + family
              + "\" with architecture \""
              + named
              + "\" is not supported; supported are "
              + new TreeSet<>(ARCHITECTURES.values()));
    }
    if (json.hasNonNull("quantization_config")) {
      throw wrong(
          "the weights are quantised ("
              + json.path("quantization_config").path("quant_method").asText("unnamed method")
              + "), which is not supported; take the unquantised model, or a GGUF file");
    }
    return family.equals("gpt2") ? gpt2() : llama(family);
  }

  private ModelConfig llama(String family) {
    int width = size("hidden_size");
    int heads = size("num_attention_heads");
    int keyValueHeads = size("num_key_value_heads", heads);
    int headWidth = size("head_dim", width / heads);
    int layers = size("num_hidden_layers");
    int inner = size("intermediate_size");
    int vocabulary = size("vocab_size");
    boolean llama = family.equals("llama");
    boolean attentionBias = llama ? flag("attention_bias", false) : family.equals("qwen2");
    boolean outputBias = llama && attentionBias;
    boolean innerBias = llama && flag("mlp_bias", false);
    boolean tied = flag("tie_word_embeddings", false);
    if (decimal("partial_rotary_factor", 1) != 1) {
      throw wrong("partial_rotary_factor is not 1; heads that turn in part are not supported");
    }
    int context = Math.min(size("max_position_embeddings"), window(family));
    return new ModelConfig(
        Sizes.checked(
            new ModelShape(
                family,
                vocabulary,
                context,
                layers,
                width,
                heads,
                keyValueHeads,
                headWidth,
                inner,
                tied,
                ModelConfig.parameters(
                    family,
                    vocabulary,
                    context,
                    layers,
                    width,
                    heads,
                    keyValueHeads,
                    headWidth,
                    inner,
                    tied,
                    attentionBias,
                    outputBias,
                    innerBias))),
        decimal("rms_norm_eps", 1e-6),
        rotary(),
        activation("hidden_act", "silu"),
        attentionBias,
        outputBias,
        innerBias,
        start(),
        ends(json.path("eos_token_id"), file));
  }

  /**
   * Attention over a window is plain attention for texts that fit in it: no longer ones are run.
   */
  private int window(String family) {
    boolean used =
        family.equals("mistral") || (family.equals("qwen2") && flag("use_sliding_window", false));
    return used ? size("sliding_window", Integer.MAX_VALUE) : Integer.MAX_VALUE;
  }

  private ModelConfig gpt2() {
    int width = size("n_embd");
    int heads = size("n_head");
    int layers = size("n_layer");
    int context = size(json.has("n_positions") ? "n_positions" : "n_ctx");
    int inner = size("n_inner", 4 * width);
    int vocabulary = size("vocab_size");
    boolean tied = flag("tie_word_embeddings", true);
    if (!flag("scale_attn_weights", true)
        || flag("scale_attn_by_inverse_layer_idx", false)
        || flag("add_cross_attention", false)) {
      throw wrong(
          "scale_attn_weights = false, scale_attn_by_inverse_layer_idx and add_cross_attention are"
              + " not supported");
    }
    return new ModelConfig(
        Sizes.checked(
            new ModelShape(
                "gpt2",
                vocabulary,
                context,
                layers,
                width,
                heads,
                heads,
                width / heads,
                inner,
                tied,
                ModelConfig.parameters(
                    "gpt2",
                    vocabulary,
                    context,
                    layers,
                    width,
                    heads,
                    heads,
                    width / heads,
                    inner,
                    tied,
                    true,
                    true,
                    true))),
        decimal("layer_norm_epsilon", 1e-5),
        null,
        activation("activation_function", "gelu_new"),
        true,
        true,
        true,
        start(),
        ends(json.path("eos_token_id"), file));
  }

  private Rotary rotary() {
    JsonNode parameters = json.path("rope_parameters");
    JsonNode scaling = json.hasNonNull("rope_scaling") ? json.path("rope_scaling") : parameters;
    double theta =
        parameters.path("rope_theta").isNumber()
            ? parameters.path("rope_theta").doubleValue()
            : decimal("rope_theta", 10_000);
    String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
    return new Rotary(
        theta,
        switch (type) {
          case "default" -> Rotary.Scaling.NONE;
          case "linear" -> new Rotary.Linear(scaling.path("factor").doubleValue());
          case "llama3" ->
              new Rotary.Llama3(
                  scaling.path("factor").doubleValue(),
                  scaling.path("low_freq_factor").doubleValue(),
                  scaling.path("high_freq_factor").doubleValue(),
                  scaling.path("original_max_position_embeddings").intValue());
          default ->
              throw wrong(
                  "rope scaling \""
                      + type
                      + "\" is not supported; supported are default, linear, llama3");
        });
  }

  private Activation activation(String key, String otherwise) {
    String name = json.path(key).asText(otherwise);
    Activation activation = Activation.of(name);
    if (activation == null) {
      throw wrong(
          key
              + " \""
              + name
              + "\" is not supported; supported are silu, gelu, gelu_new, gelu_pytorch_tanh, relu");
    }
    return activation;
  }

  private int start() {
    JsonNode id = json.path("bos_token_id");
    return id.canConvertToInt() && id.isIntegralNumber() ? id.intValue() : -1;
  }

  /** One id, a list of them, or none. */
  static int[] ends(JsonNode node, Path file) {
    if (node.isMissingNode() || node.isNull()) {
      return new int[0];
    }
    JsonNode list = node.isArray() ? node : Json.MAPPER.createArrayNode().add(node);
    int[] ids = new int[list.size()];
    for (int i = 0; i < ids.length; i++) {
      if (!list.get(i).isIntegralNumber() || !list.get(i).canConvertToInt()) {
        throw new RequestException(
            file + ": eos_token_id is " + node + "; expected a token id or a list of them");
      }
      ids[i] = list.get(i).intValue();
    }
    return ids;
  }

  private int size(String key) {
    JsonNode node = json.path(key);
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1) {
      throw wrong(
          key
              + (node.isMissingNode() ? " is missing" : " is " + node)
              + "; expected a whole number from 1 on");
    }
    return node.intValue();
  }

  private int size(String key, int otherwise) {
    return json.hasNonNull(key) ? size(key) : otherwise;
  }

  private double decimal(String key, double otherwise) {
    JsonNode node = json.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!node.isNumber()) {
      throw wrong(key + " is " + node + "; expected a number");
    }
    return node.doubleValue();
  }

  private boolean flag(String key, boolean otherwise) {
    JsonNode node = json.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw wrong(key + " is " + node + "; expected true or false");
    }
    return node.booleanValue();
  }

  private RequestException wrong(String what) {
    return new RequestException(file + ": " + what);
  }
}
