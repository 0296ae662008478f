package io.steelyard.torch;

import io.steelyard.model.ModelShape;
import io.steelyard.model.files.ModelCard;
import io.steelyard.vocab.tokens.TokenFolder;
import java.util.List;
import java.util.Locale;

/** The README.md of a trained model, with the front matter that model hubs read. */
final class TrainedCard {
  private TrainedCard() {}

  static String text(
      ModelShape shape, TrainingPlan plan, TokenFolder tokens, List<TrainingRun.Evaluated> log) {
    StringBuilder card = new StringBuilder();
    card.append(
        String.format(
            Locale.ROOT,
            "Family %s, %,d weights: %d blocks, width %d, %d heads (%d for keys and values), inner"
                + " %d, vocabulary %,d, context %,d tokens.\n\n",
            shape.family(),
            shape.parameters(),
            shape.layers(),
            shape.width(),
            shape.heads(),
            shape.keyValueHeads(),
            shape.inner(),
            shape.vocabulary(),
            shape.context()));
    card.append(
        String.format(
            Locale.ROOT,
            "Trained for %,d steps on %d domains in the order of their mixture; AdamW, rate"
                + " %s.\n\n",
            plan.steps(),
            tokens.domains().size(),
            plan.rate()));
    card.append("| domain | validation loss, nats per token |\n|---|---|\n");
    log.get(log.size() - 1)
        .validation()
        .forEach(
            (domain, loss) ->
                card.append(String.format(Locale.ROOT, "| %s | %.4f |\n", domain, loss)));
    card.append(
        "\n```python\nfrom transformers import AutoModelForCausalLM\nfrom tokenizers import"
            + " Tokenizer\nmodel = AutoModelForCausalLM.from_pretrained(\".\")\ntokenizer ="
            + " Tokenizer.from_file(\"tokenizer.json\")\n```\n");
    return new ModelCard("A small language model", "", List.of(), List.of(), card.toString())
        .markdown();
  }
}
