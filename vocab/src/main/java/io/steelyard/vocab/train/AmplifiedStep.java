package io.steelyard.vocab.train;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.vocab.Pattern;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a byte-pair vocabulary on domains amplified to the size of the largest: small domains
 * count as a whole number of copies of themselves. By weighting words, not by reading copies.
 *
 * <p>Example: 9.6 MB of general text and 1 MB of medical text: each medical word counts ten times.
 */
@Method(
    name = "vocab.amplified",
    about = "Trains a byte-pair vocabulary on domains amplified to the size of the largest.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.VOCABULARY,
    source = "Wada et al. 2020 (amplified vocabulary)")
public record AmplifiedStep(
    @Setting(value = "tokens in all, special tokens and the 256 bytes among them", or = "32k")
        int size,
    @Setting(value = "how text is cut into words that merges never cross", or = "o200k")
        Pattern pattern,
    @Setting(
            value = "tokens that no text makes, first in the vocabulary; the first ends documents",
            or = "[<|endoftext|>]")
        List<String> specialTokens,
    @Setting(value = "also train on the domains as they are, to compare", or = "true")
        boolean compareNatural,
    @Setting(value = "memory for counting words; beyond it counts go to disk", or = "256 MiB")
        ByteSize countMemory,
    @Setting(
            value = "memory for training on distinct words; the rarest beyond it are left out",
            or = "512 MiB")
        ByteSize wordMemory)
    implements Step {
  /** More copies risk learning a small domain's own strings. */
  private static final long MANY = 16;

  public AmplifiedStep {
    specialTokens = List.copyOf(specialTokens);
    trainer(size, pattern, specialTokens, compareNatural, countMemory, wordMemory);
  }

  /** The training itself, whose settings are checked there. */
  private static BpeStep trainer(
      int size,
      Pattern pattern,
      List<String> specialTokens,
      boolean compareNatural,
      ByteSize countMemory,
      ByteSize wordMemory) {
    return new BpeStep(
        size,
        pattern,
        specialTokens,
        0,
        Optional.empty(),
        Map.of(),
        compareNatural,
        countMemory,
        wordMemory);
  }

  @Override
  public void run(Job job) throws IOException {
    TrainingText text = TrainingText.of(job, AmplifiedStep::weights);
    Counts bytes = text.bytes();
    for (int d = 0; d < bytes.size(); d++) {
      if (text.weights().weight(d) > MANY) {
        job.summary()
            .warning(
                "domain '"
                    + bytes.name(d)
                    + "' counts "
                    + text.weights().weight(d)
                    + " times: its rare strings, names among them, may become tokens");
      }
    }
    trainer(size, pattern, specialTokens, compareNatural, countMemory, wordMemory)
        .learn(job, text, compareNatural);
  }

  private static DomainWeights weights(Counts bytes) {
    if (bytes.size() < 2) {
      throw new RequestException(
          "there is one domain ("
              + bytes.name(0)
              + "): nothing is small beside it; use vocab.bpe, or make domains with corpus.read or"
              + " corpus.language");
    }
    return DomainWeights.amplified(bytes.values());
  }

  /** As {@code vocab.bpe} where the text is trained on twice or once. */
  @Override
  public void foresee(Forecast forecast) {
    BpeStep step = trainer(size, pattern, specialTokens, compareNatural, countMemory, wordMemory);
    step.foresee(forecast);
    if (compareNatural) {
      forecast.work(forecast.inventory().bytes(Part.TRAIN).total(), 16e6);
    }
  }
}
