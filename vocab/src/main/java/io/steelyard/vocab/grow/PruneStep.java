package io.steelyard.vocab.grow;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.vocab.measure.TokenUse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a byte-pair vocabulary smaller by what the corpus uses. Writes {@code id-map.tsv}: the old
 * id and the new one of each token that stayed, to take a model's rows over.
 */
@Method(
    name = "vocab.prune",
    about = "Makes a byte-pair vocabulary smaller by what the corpus uses; writes old and new ids.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.VOCABULARY,
    makes = ArtifactKind.VOCABULARY)
public record PruneStep(
    @Setting(value = "the vocabulary to prune; else that of the nearest step before", or = "")
        Optional<Path> tokenizer,
    @Setting("tokens in all afterwards") int size)
    implements Step {
  static final String MAP = "id-map.tsv";

  public PruneStep {
    if (size < 256) {
      throw new IllegalArgumentException(
          "size must be at least 256, one for each byte, was " + size);
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    return GrowSettings.reads(base, tokenizer);
  }

  @Override
  public void run(Job job) throws IOException {
    GrowSettings.Start start = GrowSettings.start(job, tokenizer);
    TokenUse use = new GrowthText(job, start.tokenizer()).use();
    Pruning pruned = Pruning.of(start.tokenizer(), start.name(), use.counts(), size);
    GrowSettings.write(job, pruned.tokenizer());
    StringBuilder map = new StringBuilder("old\tnew\n");
    long lost = 0;
    for (int id = 0; id < pruned.newIds().length; id++) {
      if (pruned.newIds()[id] >= 0) {
        map.append(id).append('\t').append(pruned.newIds()[id]).append('\n');
      } else {
        lost += use.count(id);
      }
    }
    job.file(MAP, map.toString().getBytes(StandardCharsets.UTF_8));
    job.summary()
        .figure("tokens before", start.tokenizer().size(), Format.COUNT, start.name())
        .figure("tokens", pruned.tokenizer().size(), Format.COUNT)
        .figure(
            "uses of what went",
            (double) lost / Math.max(1, use.total()),
            Format.SHARE,
            "of the corpus's tokens");
  }

  @Override
  public void foresee(Forecast forecast) {
    GrowSettings.foresee(forecast, tokenizer, size, 16e6, 8. * (1 << 20));
  }
}
