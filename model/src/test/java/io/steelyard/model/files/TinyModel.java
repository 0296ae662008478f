package io.steelyard.model.files;

import io.steelyard.model.tensors.GgufBytes;
import java.util.ArrayList;
import java.util.List;

/** A llama of one layer in a GGUF file, for tests. */
final class TinyModel {
  static final String TEMPLATE =
      "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}{% if"
          + " add_generation_prompt %}<|assistant|>{% endif %}";

  private TinyModel() {}

  static GgufBytes bytePairs() {
    return weights(
        vocabulary(sizes(265))
            .text("tokenizer.ggml.pre", "smollm")
            .text("tokenizer.chat_template", TEMPLATE),
        265);
  }

  static GgufBytes sizes(int vocabulary) {
    return new GgufBytes()
        .text("general.architecture", "llama")
        .u32("llama.block_count", 1)
        .u32("llama.context_length", 64)
        .u32("llama.embedding_length", 4)
        .u32("llama.feed_forward_length", 8)
        .u32("llama.attention.head_count", 2)
        .u32("llama.attention.head_count_kv", 1)
        .f32("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .u32("llama.vocab_size", vocabulary);
  }

  /** GPT-2's 256 bytes in the order of their characters, five merges, four special tokens. */
  static GgufBytes vocabulary(GgufBytes to) {
    List<String> tokens = new ArrayList<>();
    for (int c = '!'; c <= 0x143; c++) {
      boolean gap = (c > '~' && c < 0xA1) || c == 0xAD;
      if (!gap) {
        tokens.add(String.valueOf((char) c));
      }
    }
    tokens.addAll(
        List.of(
            "\u0120\u0120", "th", "in", "er", "an", "he", "<|user|>", "<|end|>", "<|assistant|>"));
    int[] types = new int[tokens.size()];
    for (int i = 0; i < types.length; i++) {
      types[i] = tokens.get(i).startsWith("<|") ? 3 : 1;
    }
    return to.text("tokenizer.ggml.model", "gpt2")
        .texts("tokenizer.ggml.tokens", tokens)
        .i32s("tokenizer.ggml.token_type", types)
        .texts("tokenizer.ggml.merges", List.of("\u0120 \u0120", "t h", "i n", "e r", "a n", "h e"))
        .u32("tokenizer.ggml.eos_token_id", 263);
  }

  static GgufBytes weights(GgufBytes to, int vocabulary) {
    return to.floats("token_embd.weight", new float[4 * vocabulary], 4, vocabulary)
        .floats("output_norm.weight", new float[] {1, 2, 3, 4}, 4)
        .floats("blk.0.attn_q.weight", new float[16], 4, 4)
        .floats("blk.0.attn_k.weight", new float[8], 4, 2);
  }

  /** A vocabulary of eight pieces. */
  static GgufBytes sentencePiece() {
    return weights(
        sizes(8)
            .text("tokenizer.ggml.model", "llama")
            .texts(
                "tokenizer.ggml.tokens",
                List.of("<unk>", "<s>", "</s>", "\u2581", "h", "e", "he", "\u2581he"))
            .f32s("tokenizer.ggml.scores", 0, 0, 0, -3, -4, -5, -1, -2)
            .i32s("tokenizer.ggml.token_type", 2, 3, 3, 1, 1, 1, 1, 1)
            .u32("tokenizer.ggml.bos_token_id", 1)
            .u32("tokenizer.ggml.eos_token_id", 2),
        8);
  }
}
