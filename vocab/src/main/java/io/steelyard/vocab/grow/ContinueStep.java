package io.steelyard.vocab.grow;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.train.WordCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Goes on training a byte-pair vocabulary on the corpus: every id that it had stays, new tokens
 * come at the end. A model that knows the old ones needs new rows only.
 */
@Method(
    name = "vocab.continue",
    about = "Goes on training a byte-pair vocabulary on new text; its ids stay.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.VOCABULARY,
    makes = ArtifactKind.VOCABULARY)
public record ContinueStep(
    @Setting(value = "the vocabulary to start from; else that of the nearest step before", or = "")
        Optional<Path> tokenizer,
    @Setting("tokens in all afterwards") int size,
    @Setting(value = "least occurrences of a pair that becomes a token", or = "2")
        long minFrequency,
    @Setting(value = "memory for counting words; beyond it counts go to disk", or = "256 MiB")
        ByteSize countMemory,
    @Setting(
            value = "distinct words kept in memory for training; the rarest beyond it are left out",
            or = "512 MiB")
        ByteSize wordMemory)
    implements Step {
  public ContinueStep {
    if (minFrequency < 0) {
      throw new IllegalArgumentException("min-frequency must be 0 or more, was " + minFrequency);
    }
    if (countMemory.bytes() < 1 << 20 || wordMemory.bytes() < 1 << 10) {
      throw new IllegalArgumentException(
          "count-memory must be at least 1 MiB and word-memory at least 1 KiB, were "
              + countMemory
              + " and "
              + wordMemory);
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    return GrowSettings.reads(base, tokenizer);
  }

  @Override
  public void run(Job job) throws IOException {
    GrowSettings.Start start = GrowSettings.start(job, tokenizer);
    Continuation.requireLarger(start.name(), start.tokenizer().size(), size);
    WordCounts words =
        new GrowthText(job, start.tokenizer())
            .words(start.name(), countMemory.bytes(), wordMemory.bytes());
    job.progress().stage("merging pairs", size - start.tokenizer().size(), "tokens");
    Tokenizer grown =
        Continuation.of(start.tokenizer(), start.name(), words, size, minFrequency, job.threads());
    GrowSettings.write(job, grown);
    GrowSettings.describe(job, start, grown, size);
  }

  @Override
  public void foresee(Forecast forecast) {
    GrowSettings.foresee(
        forecast, tokenizer, size, 8e6, (double) countMemory.bytes() + wordMemory.bytes());
  }
}
