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
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The GPT-2 family (Radford et al. 2019): layer norms before each part, learned positions, biases
 * everywhere, GELU, output matrix tied to the embedding. Its files keep projections as [in, out].
 */
final class Gpt2Decoder implements Decoder {
  private record Linear(Tensor weight, Tensor bias) {
    Tensor apply(Tensor x) {
      return Torch.affine(x, weight, bias);
    }
  }

  private record Norm(Tensor weight, Tensor bias) {}

  private record Layer(
      Norm attentionNorm,
      Linear queryKeyValue,
      Linear output,
      Norm innerNorm,
      Linear in,
      Linear out) {}

  private final ModelConfig config;
  private final Parameters parameters;
  private final Tensor embedding;
  private final Tensor places;
  private final Layer[] layers;
  private final Norm norm;
  private final Tensor head;

  Gpt2Decoder(ModelConfig config, ScalarType type) {
    ModelShape s = config.shape();
    this.config = config;
    this.parameters = layout(s, type);
    this.embedding = parameters.leaf("wte.weight");
    this.places = parameters.leaf("wpe.weight");
    this.layers = new Layer[s.layers()];
    for (int i = 0; i < layers.length; i++) {
      String at = "h." + i + ".";
      layers[i] =
          new Layer(
              norm(at + "ln_1"),
              linear(at + "attn.c_attn"),
              linear(at + "attn.c_proj"),
              norm(at + "ln_2"),
              linear(at + "mlp.c_fc"),
              linear(at + "mlp.c_proj"));
    }
    this.norm = norm("ln_f");
    this.head = s.tied() ? embedding : parameters.leaf("lm_head.weight");
  }

  private Norm norm(String name) {
    return new Norm(parameters.leaf(name + ".weight"), parameters.leaf(name + ".bias"));
  }

  private Linear linear(String name) {
    return new Linear(parameters.leaf(name + ".weight"), parameters.leaf(name + ".bias"));
  }

  private static Parameters layout(ModelShape s, ScalarType type) {
    Start in = Start.normal(0.02);
    Start out = Start.normal(0.02 / Math.sqrt(2.0 * s.layers()));
    long width = s.width();
    Parameters.Builder b = new Parameters.Builder();
    b.add("wte.weight", in, s.vocabulary(), width);
    b.add("wpe.weight", Start.normal(0.01), s.context(), width);
    for (int i = 0; i < s.layers(); i++) {
      String at = "h." + i + ".";
      linear(b, at + "attn.c_attn", in, width, 3 * width);
      linear(b, at + "attn.c_proj", out, width, width);
      linear(b, at + "mlp.c_fc", in, width, s.inner());
      linear(b, at + "mlp.c_proj", out, s.inner(), width);
      norm(b, at + "ln_1", width);
      norm(b, at + "ln_2", width);
    }
    if (!s.tied()) {
      b.add("lm_head.weight", in, s.vocabulary(), width);
    }
    norm(b, "ln_f", width);
    return b.build(type);
  }

  private static void linear(Parameters.Builder b, String name, Start start, long in, long out) {
    b.add(name + ".weight", start, in, out).add(name + ".bias", Start.ZERO, out);
  }

  private static void norm(Parameters.Builder b, String name, long width) {
    b.add(name + ".weight", Start.ONE, width).add(name + ".bias", Start.ZERO, width);
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
    x = x.add(torch.embedding(places, positions));
    for (int i = 0; i < layers.length; i++) {
      Layer layer = layers[i];
      Tensor n = slots.at(i, ATTENTION_NORM, normalise(x, layer.attentionNorm));
      Tensor qkv =
          slots
              .at(i, QUERY_KEY_VALUE, layer.queryKeyValue.apply(n))
              .view(tokens, 3L * s.heads(), s.headWidth());
      Tensor seen =
          attention.attend(
              i,
              qkv.narrow(1, 0, s.heads()),
              qkv.narrow(1, s.heads(), s.heads()),
              qkv.narrow(1, 2L * s.heads(), s.heads()));
      x = x.add(slots.at(i, ATTENTION_OUT, layer.output.apply(seen)));

      Tensor m = slots.at(i, INNER_NORM, normalise(x, layer.innerNorm));
      Tensor inner = Curves.of(config.activation(), slots.at(i, INNER_IN, layer.in.apply(m)));
      x = x.add(slots.at(i, INNER_OUT, layer.out.apply(inner)));
    }
    return slots.at(layers.length, FINAL, normalise(x, norm));
  }

  private Tensor normalise(Tensor x, Norm n) {
    return torch.layer_norm(
        x,
        new long[] {config.shape().width()},
        Torch.some(n.weight),
        Torch.some(n.bias),
        config.epsilon(),
        false);
  }
}
