package io.steelyard.torch;

import static io.steelyard.torch.Slots.Slot.ATTENTION_NORM;
import static io.steelyard.torch.Slots.Slot.ATTENTION_OUT;
import static io.steelyard.torch.Slots.Slot.FINAL;
import static io.steelyard.torch.Slots.Slot.INNER_IN;
import static io.steelyard.torch.Slots.Slot.INNER_NORM;
import static io.steelyard.torch.Slots.Slot.INNER_OUT;
import static io.steelyard.torch.Slots.Slot.QUERY_KEY_VALUE;

import io.steelyard.model.ModelShape;
import io.steelyard.model.files.ModelConfig;
import io.steelyard.torch.Parameters.Start;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The Llama family (Touvron et al. 2023; also Mistral, Qwen 2, SmolLM): RMS norms before each part,
 * rotary positions, grouped key and value heads, SwiGLU.
 *
 * <pre>
 *   x += W_o attend(rotate(W_q n), rotate(W_k n), W_v n)      n = rms(x)
 *   x += W_down (silu(W_gate m) ⊙ W_up m)                     m = rms(x)
 * </pre>
 */
final class LlamaDecoder implements Decoder {
  private record Layer(
      Tensor attentionNorm,
      Tensor queryKeyValue,
      Tensor queryKeyValueBias,
      Tensor output,
      Tensor outputBias,
      Tensor innerNorm,
      Tensor gateUp,
      Tensor gateUpBias,
      Tensor down,
      Tensor downBias) {}

  private final ModelConfig config;
  private final Parameters parameters;
  private final Tensor embedding;
  private final Layer[] layers;
  private final Tensor norm;
  private final Tensor head;
  private final RotaryTable rotary;

  LlamaDecoder(ModelConfig config, ScalarType type) {
    ModelShape s = config.shape();
    this.config = config;
    this.parameters = layout(config, type);
    this.embedding = parameters.leaf("model.embed_tokens.weight");
    this.layers = new Layer[s.layers()];
    for (int i = 0; i < layers.length; i++) {
      String at = "model.layers." + i + ".";
      String attention = at + "self_attn.";
      String inner = at + "mlp.";
      boolean attends = config.attentionBias();
      boolean feeds = config.innerBias();
      layers[i] =
          new Layer(
              parameters.leaf(at + "input_layernorm.weight"),
              leaf(true, attention, ".weight", "q_proj", "k_proj", "v_proj"),
              leaf(attends, attention, ".bias", "q_proj", "k_proj", "v_proj"),
              leaf(true, attention, ".weight", "o_proj"),
              leaf(config.outputBias(), attention, ".bias", "o_proj"),
              parameters.leaf(at + "post_attention_layernorm.weight"),
              leaf(true, inner, ".weight", "gate_proj", "up_proj"),
              leaf(feeds, inner, ".bias", "gate_proj", "up_proj"),
              leaf(true, inner, ".weight", "down_proj"),
              leaf(feeds, inner, ".bias", "down_proj"));
    }
    this.norm = parameters.leaf("model.norm.weight");
    this.head = s.tied() ? embedding : parameters.leaf("lm_head.weight");
    this.rotary = new RotaryTable(config.frequencies(), s.context(), type);
  }

  /** Projections as one, or null where the model has none such. */
  private Tensor leaf(boolean there, String part, String ending, String... names) {
    if (!there) {
      return null;
    }
    String[] whole = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      whole[i] = part + names[i] + ending;
    }
    return parameters.leaf(whole);
  }

  private static Parameters layout(ModelConfig config, ScalarType type) {
    ModelShape s = config.shape();
    Start in = Start.normal(0.02);
    Start out = Start.normal(0.02 / Math.sqrt(2.0 * s.layers()));
    long queries = (long) s.heads() * s.headWidth();
    long keys = (long) s.keyValueHeads() * s.headWidth();
    Parameters.Builder b = new Parameters.Builder();
    b.add("model.embed_tokens.weight", in, s.vocabulary(), s.width());
    for (int i = 0; i < s.layers(); i++) {
      String at = "model.layers." + i + ".";
      String attention = at + "self_attn.";
      b.add(attention + "q_proj.weight", in, queries, s.width());
      b.add(attention + "k_proj.weight", in, keys, s.width());
      b.add(attention + "v_proj.weight", in, keys, s.width());
      b.add(attention + "o_proj.weight", out, s.width(), queries);
      b.add(at + "mlp.gate_proj.weight", in, s.inner(), s.width());
      b.add(at + "mlp.up_proj.weight", in, s.inner(), s.width());
      b.add(at + "mlp.down_proj.weight", out, s.width(), s.inner());
      b.add(at + "input_layernorm.weight", Start.ONE, s.width());
      b.add(at + "post_attention_layernorm.weight", Start.ONE, s.width());
      if (config.attentionBias()) {
        b.add(attention + "q_proj.bias", Start.ZERO, queries);
        b.add(attention + "k_proj.bias", Start.ZERO, keys);
        b.add(attention + "v_proj.bias", Start.ZERO, keys);
      }
      if (config.outputBias()) {
        b.add(attention + "o_proj.bias", Start.ZERO, s.width());
      }
      if (config.innerBias()) {
        b.add(at + "mlp.gate_proj.bias", Start.ZERO, s.inner());
        b.add(at + "mlp.up_proj.bias", Start.ZERO, s.inner());
        b.add(at + "mlp.down_proj.bias", Start.ZERO, s.width());
      }
    }
    if (!s.tied()) {
      b.add("lm_head.weight", in, s.vocabulary(), s.width());
    }
    b.add("model.norm.weight", Start.ONE, s.width());
    return b.build(type);
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Tensor head() {
    return head;
  }

  @Override
  public Tensor embeddings() {
    return embedding;
  }

  @Override
  public Tensor blocks(Tensor x, Tensor positions, Attention attention, Slots slots) {
    ModelShape s = config.shape();
    long tokens = x.size(0);
    int turned = s.heads() + s.keyValueHeads();
    Tensor[] turns = rotary.at(positions);
    for (int i = 0; i < layers.length; i++) {
      Layer layer = layers[i];
      Tensor n = slots.at(i, ATTENTION_NORM, rms(x, layer.attentionNorm));
      Tensor qkv = linear(n, layer.queryKeyValue, layer.queryKeyValueBias);
      qkv =
          slots.at(i, QUERY_KEY_VALUE, qkv).view(tokens, turned + s.keyValueHeads(), s.headWidth());
      Tensor qk = RotaryTable.turn(qkv.narrow(1, 0, turned), turns);
      Tensor seen =
          attention.attend(
              i,
              qk.narrow(1, 0, s.heads()),
              qk.narrow(1, s.heads(), s.keyValueHeads()),
              qkv.narrow(1, turned, s.keyValueHeads()));
      x = x.add(slots.at(i, ATTENTION_OUT, linear(seen, layer.output, layer.outputBias)));

      Tensor m = slots.at(i, INNER_NORM, rms(x, layer.innerNorm));
      TensorVector gateUp =
          slots.at(i, INNER_IN, linear(m, layer.gateUp, layer.gateUpBias)).chunk(2, 1);
      Tensor inner = Curves.of(config.activation(), gateUp.get(0)).mul(gateUp.get(1));
      x = x.add(slots.at(i, INNER_OUT, linear(inner, layer.down, layer.downBias)));
    }
    return slots.at(layers.length, FINAL, rms(x, norm));
  }

  private static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    Tensor product = Torch.linear(x, weight);
    return bias == null ? product : product.add(bias);
  }

  private Tensor rms(Tensor x, Tensor weight) {
    return torch.rms_norm(
        x, new long[] {config.shape().width()}, Torch.some(weight), Torch.some(config.epsilon()));
  }

  @Override
  public void close() {
    rotary.close();
    parameters.close();
  }
}
