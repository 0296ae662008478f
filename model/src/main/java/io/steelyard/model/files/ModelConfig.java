package io.steelyard.model.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.ModelShape;
import io.steelyard.model.tensors.TensorType;
import java.util.List;

/**
 * What a decoder computes, as its {@code config.json} or GGUF metadata says it.
 *
 * <p>Families: {@code llama} (also {@code mistral} and {@code qwen2}, which compute the same with
 * other settings) and {@code gpt2}. Example: SmolLM2-135M is {@code llama}, 30 layers of 576, 9
 * heads with 3 key-value heads, theta 100,000, epsilon 1e-5, SiLU, no biases, tied.
 *
 * @param shape sizes; its context is never longer than what plain attention covers
 * @param epsilon added under the root of norms
 * @param rotary turns of queries and keys; null where positions are learned
 * @param activation of the feed-forward part
 * @param attentionBias whether query, key and value projections have biases
 * @param outputBias whether the attention's output projection has one
 * @param innerBias whether the feed-forward projections have biases
 * @param start the token that begins a text, or -1
 * @param ends tokens that end one; may be empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record ModelConfig(
    ModelShape shape,
    double epsilon,
    Rotary rotary,
    Activation activation,
    boolean attentionBias,
    boolean outputBias,
    boolean innerBias,
    int start,
    int[] ends) {
  /** {@code model_type}s that are read. */
  public static final List<String> FAMILIES = List.of("llama", "mistral", "qwen2", "gpt2");

  public ModelConfig {
    if (!(epsilon > 0) || epsilon > 1) {
      throw new IllegalArgumentException(
          "the norm's epsilon is " + epsilon + "; expected a number above 0 and at most 1");
    }
    ends = ends.clone();
  }

  /** Turn per position of each pair of a head; empty where positions are learned. */
  public double[] frequencies() {
    return rotary == null ? new double[0] : rotary.frequencies(shape.headWidth());
  }

  /** The same model with other tokens that end a text. */
  ModelConfig withEnds(int[] other) {
    return new ModelConfig(
        shape, epsilon, rotary, activation, attentionBias, outputBias, innerBias, start, other);
  }

  /**
   * The {@code config.json} that transformers reads.
   *
   * @param stored how the weights are stored
   */
  public ObjectNode toJson(TensorType stored) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    boolean gpt2 = shape.family().equals("gpt2");
    json.putArray("architectures").add(ConfigJson.ARCHITECTURES.get(shape.family()));
    json.put("model_type", shape.family());
    json.put("vocab_size", shape.vocabulary());
    json.put("tie_word_embeddings", shape.tied());
    json.put(
        "torch_dtype",
        switch (stored) {
          case F16 -> "float16";
          case BF16 -> "bfloat16";
          default -> "float32";
        });
    if (start >= 0) {
      json.put("bos_token_id", start);
    } else {
      json.putNull("bos_token_id");
    }
    if (ends.length == 1) {
      json.put("eos_token_id", ends[0]);
    } else if (ends.length == 0) {
      json.putNull("eos_token_id");
    } else {
      ArrayNode list = json.putArray("eos_token_id");
      for (int end : ends) {
        list.add(end);
      }
    }
    if (gpt2) {
      json.put("n_positions", shape.context());
      json.put("n_ctx", shape.context());
      json.put("n_embd", shape.width());
      json.put("n_layer", shape.layers());
      json.put("n_head", shape.heads());
      json.put("n_inner", shape.inner());
      json.put("activation_function", activation.word());
      json.put("layer_norm_epsilon", epsilon);
      return json;
    }
    json.put("max_position_embeddings", shape.context());
    json.put("hidden_size", shape.width());
    json.put("intermediate_size", shape.inner());
    json.put("num_hidden_layers", shape.layers());
    json.put("num_attention_heads", shape.heads());
    json.put("num_key_value_heads", shape.keyValueHeads());
    json.put("head_dim", shape.headWidth());
    json.put("hidden_act", activation.word());
    json.put("rms_norm_eps", epsilon);
    if (shape.family().equals("llama")) {
      json.put("attention_bias", attentionBias);
      json.put("mlp_bias", innerBias);
    }
    json.put("rope_theta", rotary.theta());
    scaling(json);
    return json;
  }

  private void scaling(ObjectNode json) {
    Rotary.Scaling scaling = rotary.scaling();
    if (scaling instanceof Rotary.Linear linear) {
      json.putObject("rope_scaling").put("rope_type", "linear").put("factor", linear.factor());
    } else if (scaling instanceof Rotary.Llama3 three) {
      json.putObject("rope_scaling")
          .put("rope_type", "llama3")
          .put("factor", three.factor())
          .put("low_freq_factor", three.low())
          .put("high_freq_factor", three.high())
          .put("original_max_position_embeddings", three.context());
    } else if (scaling instanceof Rotary.Factors) {
      throw new IllegalArgumentException(
          "the rotary factors of this GGUF file cannot be written in a config.json; write the model"
              + " from its Hugging Face folder");
    }
  }

  /** Number of weights, tied ones once. */
  static long parameters(
      String family,
      long vocabulary,
      long context,
      long layers,
      long width,
      long heads,
      long keyValueHeads,
      long headWidth,
      long inner,
      boolean tied,
      boolean attentionBias,
      boolean outputBias,
      boolean innerBias) {
    long query = heads * headWidth;
    long keyValue = keyValueHeads * headWidth;
    if (family.equals("gpt2")) {
      long block = 4 * width + 4 * width * width + 4 * width + 2 * width * inner + inner + width;
      return (vocabulary + context) * width
          + layers * block
          + 2 * width
          + (tied ? 0 : vocabulary * width);
    }
    long block = 2 * width + 2 * width * query + 2 * width * keyValue + 3 * width * inner;
    block += attentionBias ? query + 2 * keyValue : 0;
    block += outputBias ? width : 0;
    block += innerBias ? 2 * inner + width : 0;
    return (tied ? 1 : 2) * vocabulary * width + layers * block + width;
  }
}
