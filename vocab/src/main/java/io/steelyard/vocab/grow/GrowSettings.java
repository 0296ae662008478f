package io.steelyard.vocab.grow;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerFile;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.train.BpeStep;
import io.steelyard.vocab.train.BytesPerToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the steps that start from a finished vocabulary share: where it is, and writing theirs. */
final class GrowSettings {
  private static final int SHOWN = 20;

  private GrowSettings() {}

  /** A vocabulary and what messages call it. */
  record Start(String name, Tokenizer tokenizer) {}

  /** The file that is named, else the vocabulary of the nearest step before. */
  static Start start(Job job, Optional<Path> file) throws IOException {
    if (file.isPresent()) {
      return new Start(file.get().toString(), TokenizerFile.read(job.resolve(file.get())));
    }
    StepOutput step =
        job.input(ArtifactKind.VOCABULARY)
            .orElseThrow(
                () ->
                    new RequestException(
                        "no vocabulary to start from: name a file (tokenizer), or put a step such"
                            + " as vocab.bpe before it"));
    return new Start(step.name(), TokenizerFile.read(step.folder().resolve(BpeStep.FILE)));
  }

  /**
   * About the bytes per token of the vocabulary that a step starts from, which one that grows does
   * not fall below.
   *
   * @param perSecond bytes of text that one thread works through
   */
  static void foresee(
      Forecast forecast, Optional<Path> file, int size, double perSecond, double memory) {
    double bytes = forecast.inventory().bytes(Part.TRAIN).total();
    forecast.work(bytes, perSecond);
    forecast.memory(Math.min(memory, 16 * bytes));
    if (file.isPresent()) {
      Tokenizer start;
      try {
        start = TokenizerFile.read(forecast.base().resolve(file.get()));
      } catch (IOException e) {
        throw new UncheckedIOException(file.get() + " cannot be read: " + e.getMessage(), e);
      }
      forecast.make(BytesPerToken.of(forecast.sample(), size, texts -> start));
      return;
    }
    forecast
        .given(ArtifactKind.VOCABULARY, BytesPerToken.class)
        .ifPresent(start -> forecast.make(new BytesPerToken(start.domains(), size)));
  }

  @SafeVarargs
  static Map<String, Path> reads(Path base, Optional<Path>... files) {
    Map<String, Path> reads = new LinkedHashMap<>();
    for (Optional<Path> file : files) {
      if (file.isPresent()) {
        Path path = TokenizerFile.resolve(base.resolve(file.get()));
        if (!Files.isReadable(path)) {
          throw new RequestException(path + ": no such file, or it cannot be read");
        }
        reads.put(file.get().toString(), path);
      }
    }
    return reads;
  }

  static void write(Job job, Tokenizer tokenizer) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    TokenizerJson.write(tokenizer, json);
    job.file(BpeStep.FILE, json.toByteArray());
  }

  /** Sizes, and the first of the tokens that came. */
  static void describe(Job job, Start start, Tokenizer grown, int asked) {
    Summary summary = job.summary();
    int before = start.tokenizer().size();
    summary
        .figure("tokens before", before, Format.COUNT, start.name())
        .figure("tokens", grown.size(), Format.COUNT);
    if (grown.size() < asked) {
      summary.warning(
          "there was nothing more to add: the vocabulary has "
              + grown.size()
              + " tokens of the "
              + asked
              + " asked for");
    }
    Summary.Table table =
        Summary.table(
            "new-tokens",
            "The first new tokens",
            "a space is shown as ·",
            "id",
            Format.COUNT,
            "token",
            Format.TEXT);
    for (int id = before; id < Math.min(before + SHOWN, grown.size()); id++) {
      String text = new String(grown.token(id), StandardCharsets.UTF_8);
      Summary.row(table, id, text.replace(' ', '·').replace("\n", "⏎"));
    }
    summary.add(table);
  }
}
