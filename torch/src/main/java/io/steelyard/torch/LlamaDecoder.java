package io.steelyard.torch;

import static io.steelyard.torch.Slots.Slot.ATTENTION_NORM;
import static io.steelyard.torch.Slots.Slot.ATTENTION_OUT;
import static io.steelyard.torch.Slots.Slot.FINAL;
import static io.steelyard.torch.Slots.Slot.INNER_IN;
import static io.steelyard.torch.Slots.Slot.INNER_NORM;
import static io.steelyard.torch.Slots.Slot.INNER_OUT;
import static io.steelyard.torch.Slots.Slot.QUERY_KEY_VALUE;

import io.steelyard.model.ModelShape;
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
      Tensor innerNorm,
      Tensor gateUp,
      Tensor down) {}

  private final DecoderConfig config;
  private final Parameters parameters;
  private final Tensor embedding;
  private final Layer[] layers;
  private final Tensor norm;
  private final Tensor head;
  private final Rotary rotary;

  LlamaDecoder(DecoderConfig config, ScalarType type) {
    ModelShape s = config.shape();
    this.config = config;
    this.parameters = layout(config, type);
    this.embedding = parameters.leaf("model.embed_tokens.weight");
    this.layers = new Layer[s.layers()];
    for (int i = 0; i < layers.length; i++) {
      String at = "model.layers." + i + ".";
      String attention = at + "self_attn.";
      layers[i] =
          new Layer(
              parameters.leaf(at + "input_layernorm.weight"),
              parameters.leaf(
                  attention + "q_proj.weight",
                  attention + "k_proj.weight",
                  attention + "v_proj.weight"),
              config.attentionBias()
                  ? parameters.leaf(
                      attention + "q_proj.bias",
                      attention + "k_proj.bias",
                      attention + "v_proj.bias")
                  : null,
              parameters.leaf(attention + "o_proj.weight"),
              parameters.leaf(at + "post_attention_layernorm.weight"),
              parameters.leaf(at + "mlp.gate_proj.weight", at + "mlp.up_proj.weight"),
              parameters.leaf(at + "mlp.down_proj.weight"));
    }
    this.norm = parameters.leaf("model.norm.weight");
    this.head = s.tied() ? embedding : parameters.leaf("lm_head.weight");
    this.rotary = new Rotary(config.frequencies(), s.context(), type);
  }

  private static Parameters layout(DecoderConfig config, ScalarType type) {
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
    }
    if (!s.tied()) {
      b.add("lm_head.weight", in, s.vocabulary(), s.width());
    }
    b.add("model.norm.weight", Start.ONE, s.width());
    return b.build(type);
  }

  @Override
  public ModelShape shape() {
    return config.shape().withParameters(parameters.size());
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
  public Tensor embed(Tensor ids, Tensor positions) {
    return torch.embedding(embedding, ids);
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
      Tensor qkv =
          layer.queryKeyValueBias == null
              ? torch.linear(n, layer.queryKeyValue)
              : torch.linear(n, layer.queryKeyValue, Torch.some(layer.queryKeyValueBias));
      qkv =
          slots.at(i, QUERY_KEY_VALUE, qkv).view(tokens, turned + s.keyValueHeads(), s.headWidth());
      Tensor qk = Rotary.turn(qkv.narrow(1, 0, turned), turns);
      Tensor seen =
          attention.attend(
              i,
              qk.narrow(1, 0, s.heads()),
              qk.narrow(1, s.heads(), s.keyValueHeads()),
              qkv.narrow(1, turned, s.keyValueHeads()));
      x = x.add(slots.at(i, ATTENTION_OUT, torch.linear(seen, layer.output)));

      Tensor m = slots.at(i, INNER_NORM, rms(x, layer.innerNorm));
      TensorVector gateUp = slots.at(i, INNER_IN, torch.linear(m, layer.gateUp)).chunk(2, 1);
      Tensor inner = torch.silu(gateUp.get(0)).mul(gateUp.get(1));
      x = x.add(slots.at(i, INNER_OUT, torch.linear(inner, layer.down)));
    }
    return slots.at(layers.length, FINAL, rms(x, norm));
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
