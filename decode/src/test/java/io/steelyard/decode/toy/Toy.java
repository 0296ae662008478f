package io.steelyard.decode.toy;

import io.steelyard.core.draws.Draws;
import io.steelyard.model.LanguageModel;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.files.ChatTemplate;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A byte-level vocabulary of 256 bytes, a few words and an end token, and models over it. */
public final class Toy {
  public static final int END = 256 + 8;
  public static final int VOCABULARY = END + 1;

  private Toy() {}

  public static Tokenizer tokenizer() {
    String[] words = {"th", "the", " the", "Ne", "New", "ar", "ark", "Newark"};
    byte[][] ranks = new byte[256 + words.length][];
    for (int i = 0; i < 256; i++) {
      ranks[i] = new byte[] {(byte) i};
    }
    for (int i = 0; i < words.length; i++) {
      ranks[256 + i] = words[i].getBytes(StandardCharsets.UTF_8);
    }
    return Tokenizer.ofRanks(ranks, PreTokenizer.GPT2, List.of(AddedToken.special(END, "<|end|>")));
  }

  /** Pseudo-random logits that depend on the last two tokens; ends come now and then. */
  public static TableModel random(int context) {
    return new TableModel(
        VOCABULARY,
        context,
        (text, length) -> {
          float[] logits = new float[VOCABULARY];
          long before = length > 1 ? text[length - 2] : -1;
          for (int v = 0; v < VOCABULARY; v++) {
            double u = Draws.unit(Draws.mix(21, before, text[length - 1], v));
            logits[v] = (float) (8 * u) + (v >= 'a' && v <= 'z' || v == ' ' ? 3 : 0);
          }
          logits[END] += 2;
          return logits;
        });
  }

  /** Says one text again and again, whatever came before it, one byte at a time. */
  public static TableModel saying(String text, int context) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new TableModel(
        VOCABULARY,
        context,
        (ids, length) -> {
          float[] logits = new float[VOCABULARY];
          logits[bytes[(length - 1) % bytes.length] & 0xFF] = 50;
          return logits;
        });
  }

  /** With a chat template: {@code <|user|>Hi<|assistant|>}. */
  public static OpenedModel chatting(LanguageModel model) {
    ChatTemplate template =
        new ChatTemplate(
            "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}"
                + "{% if add_generation_prompt %}<|assistant|>{% endif %}",
            "", "");
    return new OpenedModel(
        model, tokenizer(), -1, new int[] {END}, Optional.of(template), "0".repeat(64));
  }

  public static OpenedModel open(LanguageModel model) {
    return new OpenedModel(model, tokenizer(), -1, new int[] {END}, "0".repeat(64));
  }
}
