package io.steelyard.proofs.lab;

import io.steelyard.model.ModelShape;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.files.Activation;
import io.steelyard.model.files.ChatTemplate;
import io.steelyard.model.files.ModelConfig;
import io.steelyard.model.files.Rotary;
import io.steelyard.torch.Batch;
import io.steelyard.torch.LanguageTrainer;
import io.steelyard.torch.LearningRate;
import io.steelyard.torch.TrainingPlan;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A language model of a few thousand random weights over bytes and a few words. */
public final class TinyModel implements AutoCloseable {
  private static final List<String> WORDS =
      List.of(
          " she", " he", " her", " his", " woman", " man", " girl", " boy", " mother", " father",
          " A", " B", " C", " D");
  public static final int END = 256 + 14;

  private final LanguageTrainer trainer;

  public TinyModel() {
    ModelShape shape = new ModelShape("llama", END + 1, 2048, 2, 16, 4, 2, 4, 24, true, 0);
    ModelConfig config =
        new ModelConfig(
            shape,
            1e-5,
            new Rotary(10_000, Rotary.Scaling.NONE),
            Activation.SILU,
            false,
            false,
            false,
            -1,
            new int[] {END});
    trainer =
        new LanguageTrainer(
            config,
            TrainingPlan.of(1, new LearningRate(LearningRate.Shape.CONSTANT, 1e-3, 0, 1, 1)),
            number -> new Batch(new int[2], 1, 1),
            5,
            1);
  }

  public OpenedModel opened() {
    byte[][] ranks = new byte[END][];
    for (int i = 0; i < 256; i++) {
      ranks[i] = new byte[] {(byte) i};
    }
    for (int i = 0; i < WORDS.size(); i++) {
      ranks[256 + i] = WORDS.get(i).getBytes(StandardCharsets.UTF_8);
    }
    List<AddedToken> added = new ArrayList<>(List.of(AddedToken.special(END, "<|end|>")));
    ChatTemplate template =
        new ChatTemplate(
            "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
                + "{% if add_generation_prompt %}assistant: {% endif %}",
            "", "");
    return new OpenedModel(
        trainer.model(),
        Tokenizer.ofRanks(ranks, PreTokenizer.GPT2, added),
        -1,
        new int[] {END},
        Optional.of(template),
        "0".repeat(64));
  }

  @Override
  public void close() {
    trainer.close();
  }
}
