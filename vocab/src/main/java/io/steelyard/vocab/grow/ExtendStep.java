package io.steelyard.vocab.grow;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerFile;
import io.steelyard.vocab.train.BytePairTrainer;
import io.steelyard.vocab.train.WordCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds to a byte-pair vocabulary the tokens of another one, or of one that is trained on the corpus
 * for the purpose, and special tokens. Every id that it had stays.
 */
@Method(
    name = "vocab.extend",
    about = "Adds another vocabulary's or corpus's tokens to a byte-pair vocabulary; its ids stay.",
    uses = {ArtifactKind.CORPUS, ArtifactKind.VOCABULARY},
    makes = ArtifactKind.VOCABULARY)
public record ExtendStep(
    @Setting(value = "the vocabulary to start from; else that of the nearest step before", or = "")
        Optional<Path> tokenizer,
    @Setting(
            value = "the vocabulary whose tokens are added; else one is trained on the corpus",
            or = "")
        Optional<Path> with,
    @Setting("tokens in all afterwards, at most") int size,
    @Setting(value = "special tokens to add, before all others", or = "")
        List<String> specialTokens,
    @Setting(value = "memory for counting words; beyond it counts go to disk", or = "256 MiB")
        ByteSize countMemory,
    @Setting(
            value = "distinct words kept in memory for training; the rarest beyond it are left out",
            or = "512 MiB")
        ByteSize wordMemory)
    implements Step {
  public ExtendStep {
    specialTokens = List.copyOf(specialTokens);
    if (specialTokens.stream().distinct().count() < specialTokens.size()) {
      throw new IllegalArgumentException(
          "special-tokens names a token twice: " + specialTokens + "; name each once");
    }
    if (specialTokens.contains("")) {
      throw new IllegalArgumentException("special-tokens has an empty token");
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    return GrowSettings.reads(base, tokenizer, with);
  }

  @Override
  public void run(Job job) throws IOException {
    GrowSettings.Start start = GrowSettings.start(job, tokenizer);
    Continuation.requireLarger(start.name(), start.tokenizer().size(), size);
    Tokenizer other =
        with.isPresent() ? TokenizerFile.read(job.resolve(with.get())) : train(job, start);
    Extension extension =
        Extension.of(
            start.tokenizer(),
            start.name(),
            other,
            with.map(Path::toString).orElse("the corpus's vocabulary"),
            size,
            specialTokens);
    GrowSettings.write(job, extension.tokenizer());
    GrowSettings.describe(job, start, extension.tokenizer(), size);
    job.summary().figure("new tokens that text does not give", extension.unreached(), Format.COUNT);
    if (extension.unreached() > 0) {
      job.summary()
          .warning(
              extension.unreached()
                  + " of "
                  + extension.added()
                  + " new tokens are not what their own text becomes, because older merges apply"
                  + " first; vocab.continue learns only tokens that text gives");
    }
  }

  private Tokenizer train(Job job, GrowSettings.Start start) throws IOException {
    if (job.corpusIfAny().isEmpty()) {
      throw new RequestException(
          "no tokens to add: name a vocabulary (with), or put corpus.read before it");
    }
    WordCounts words =
        new GrowthText(job, start.tokenizer())
            .words(start.name(), countMemory.bytes(), wordMemory.bytes());
    BytePairTrainer trainer =
        new BytePairTrainer(BytePairTrainer.Settings.ofSize(Math.max(256, size)), job.threads());
    return Tokenizer.byteLevel(
        trainer.train(words).model(),
        (PreTokenizer) start.tokenizer().parts().preTokenizer(),
        List.of());
  }

  @Override
  public void foresee(Forecast forecast) {
    GrowSettings.foresee(
        forecast, tokenizer, size, 8e6, (double) countMemory.bytes() + wordMemory.bytes());
  }
}
