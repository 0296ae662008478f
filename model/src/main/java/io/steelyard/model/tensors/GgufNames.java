package io.steelyard.model.tensors;

import java.util.List;
import java.util.Map;

/** What llama.cpp calls a tensor, and what Hugging Face calls it, per family. */
final class GgufNames {
  /** Architectures whose files can be read, as {@code general.architecture} names them. */
  static final List<String> ARCHITECTURES = List.of("llama", "qwen2", "gpt2");

  private static final GgufNames LLAMA =
      new GgufNames(
          "model.layers.",
          Map.of(
              "token_embd", "model.embed_tokens",
              "output_norm", "model.norm",
              "output", "lm_head"),
          Map.of(
              "attn_norm", "input_layernorm",
              "attn_q", "self_attn.q_proj",
              "attn_k", "self_attn.k_proj",
              "attn_v", "self_attn.v_proj",
              "attn_output", "self_attn.o_proj",
              "ffn_norm", "post_attention_layernorm",
              "ffn_gate", "mlp.gate_proj",
              "ffn_up", "mlp.up_proj",
              "ffn_down", "mlp.down_proj"));

  private static final GgufNames GPT2 =
      new GgufNames(
          "transformer.h.",
          Map.of(
              "token_embd", "transformer.wte",
              "position_embd", "transformer.wpe",
              "output_norm", "transformer.ln_f",
              "output", "lm_head"),
          Map.of(
              "attn_norm", "ln_1",
              "attn_qkv", "attn.c_attn",
              "attn_output", "attn.c_proj",
              "ffn_norm", "ln_2",
              "ffn_up", "mlp.c_fc",
              "ffn_down", "mlp.c_proj"));

  private final String layers;
  private final Map<String, String> outer;
  private final Map<String, String> inner;

  private GgufNames(String layers, Map<String, String> outer, Map<String, String> inner) {
    this.layers = layers;
    this.outer = outer;
    this.inner = inner;
  }

  static GgufNames of(String file, String architecture) {
    return switch (architecture) {
      case "llama", "qwen2" -> LLAMA;
      case "gpt2" -> GPT2;
      default ->
          throw new TensorFormatException(
              file
                  + ": architecture \""
                  + GgufInput.shortened(architecture)
                  + "\" is not supported; supported are "
                  + String.join(", ", ARCHITECTURES));
    };
  }

  /** The model's name, or null for a tensor that models do not have. */
  String modelName(String stored) {
    int dot = stored.lastIndexOf('.');
    if (dot < 0) {
      return null;
    }
    String stem = stored.substring(0, dot);
    String end = stored.substring(dot);
    if (!end.equals(".weight") && !end.equals(".bias")) {
      return null;
    }
    if (stem.startsWith("blk.")) {
      int next = stem.indexOf('.', 4);
      String name = next < 0 ? null : inner.get(stem.substring(next + 1));
      return name == null ? null : layers + stem.substring(4, next) + "." + name + end;
    }
    String name = outer.get(stem);
    return name == null ? null : name + end;
  }
}
