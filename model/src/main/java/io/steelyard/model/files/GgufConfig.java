package io.steelyard.model.files;

import io.steelyard.core.RequestException;
import io.steelyard.model.ModelShape;
import io.steelyard.model.tensors.Gguf;
import io.steelyard.model.tensors.GgufMetadata;
import io.steelyard.model.tensors.TensorFormatException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads what a model computes from the metadata of a GGUF file. */
final class GgufConfig {
  private final Gguf file;
  private final GgufMetadata facts;
  private final String family;

  private GgufConfig(Gguf file) {
    this.file = file;
    this.facts = file.metadata();
    this.family = facts.text("general.architecture");
  }

  /**
   * @throws RequestException naming the key, what was expected and what is supported
   */
  static ModelConfig read(Gguf file) {
    try {
      return new GgufConfig(file).config();
    } catch (IllegalArgumentException e) {
      throw new TensorFormatException(file.path() + ": " + e.getMessage(), e);
    }
  }

  private ModelConfig config() {
    boolean gpt2 = family.equals("gpt2");
    if (!gpt2 && !family.equals("llama") && !family.equals("qwen2")) {
      throw wrong(
          "architecture \"" + family + "\" is not supported; supported are llama, qwen2, gpt2");
    }
    if (facts.number(family + ".expert_count", 0) > 0) {
      throw wrong("mixtures of experts are not supported");
    }
    int width = size("embedding_length");
    int heads = size("attention.head_count");
    int keyValueHeads = size("attention.head_count_kv", heads);
    int headWidth = size("attention.key_length", width / heads);
    int layers = size("block_count");
    int inner = size("feed_forward_length");
    int context = size("context_length");
    long[] embedding = file.info("token_embd.weight").shape();
    long rows = embedding.length == 2 ? embedding[0] : 0;
    int vocabulary = size("vocab_size", (int) Math.min(rows, Integer.MAX_VALUE));
    boolean tied = !file.names().contains("output.weight");
    boolean attentionBias = gpt2 || file.names().contains("blk.0.attn_q.bias");
    boolean outputBias = gpt2 || file.names().contains("blk.0.attn_output.bias");
    boolean innerBias = gpt2 || file.names().contains("blk.0.ffn_up.bias");
    if (!gpt2 && size("rope.dimension_count", headWidth) != headWidth) {
      throw wrong("heads that turn in part (rope.dimension_count) are not supported");
    }
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
        rounded(
            facts.decimal(
                family
                    + (gpt2
                        ? ".attention.layer_norm_epsilon"
                        : ".attention.layer_norm_rms_epsilon"),
                1e-5)),
        gpt2 ? null : rotary(headWidth),
        gpt2 ? Activation.GELU_TANH : Activation.SILU,
        attentionBias,
        outputBias,
        innerBias,
        token("bos_token_id"),
        ends());
  }

  /** The decimal number that was meant: 1e-5 is stored as the float32 nearest to it. */
  private static double rounded(double stored) {
    return Double.parseDouble(Float.toString((float) stored));
  }

  private Rotary rotary(int headWidth) {
    double theta = rounded(facts.decimal(family + ".rope.freq_base", 10_000));
    if (file.names().contains("rope_freqs.weight")) {
      float[] factors = file.read("rope_freqs.weight");
      if (factors.length != headWidth / 2) {
        throw wrong(
            "rope_freqs.weight has " + factors.length + " factors for heads of " + headWidth);
      }
      return new Rotary(theta, new Rotary.Factors(factors));
    }
    String type = facts.textIfAny(family + ".rope.scaling.type").orElse("none");
    return switch (type) {
      case "none" -> new Rotary(theta, Rotary.Scaling.NONE);
      case "linear" ->
          new Rotary(theta, new Rotary.Linear(facts.decimal(family + ".rope.scaling.factor", 1)));
      default ->
          throw wrong("rope scaling \"" + type + "\" is not supported; supported are none, linear");
    };
  }

  /** The tokens that end a text or a turn of a chat. */
  private int[] ends() {
    Set<Integer> ids = new LinkedHashSet<>();
    for (String key : new String[] {"eos_token_id", "eot_token_id"}) {
      if (token(key) >= 0) {
        ids.add(token(key));
      }
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private int token(String key) {
    long id = facts.number("tokenizer.ggml." + key, -1);
    return id >= 0 && id < 1 << 24 ? (int) id : -1;
  }

  private int size(String key) {
    long value = facts.number(family + "." + key);
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw wrong(family + "." + key + " is " + value + "; expected a whole number from 1 on");
    }
    return (int) value;
  }

  private int size(String key, int otherwise) {
    return facts.has(family + "." + key) ? size(key) : otherwise;
  }

  private TensorFormatException wrong(String what) {
    return new TensorFormatException(file.path() + ": " + what);
  }
}
