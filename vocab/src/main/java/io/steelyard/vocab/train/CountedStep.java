package io.steelyard.vocab.train;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.vocab.Pattern;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Trains a byte-pair vocabulary from words that were counted elsewhere: lines of a word, a tab and
 * its count. A word has the space before it if it had one in the text.
 *
 * <p>Example: the lines {@code low TAB 5} and {@code " lower" TAB 2}.
 */
@Method(
    name = "vocab.counted",
    about = "Trains a byte-pair vocabulary from a file of counted words.",
    makes = ArtifactKind.VOCABULARY)
public record CountedStep(
    @Setting("file of words, one a line: the word, a tab, its count") Path words,
    @Setting(value = "tokens in all, special tokens and the 256 bytes among them", or = "16k")
        int size,
    @Setting(value = "how the words were cut; text will be cut so too", or = "o200k")
        Pattern pattern,
    @Setting(
            value = "tokens that no text makes, first in the vocabulary; the first ends documents",
            or = "[<|endoftext|>]")
        List<String> specialTokens,
    @Setting(value = "least occurrences of a pair that becomes a token", or = "0")
        long minFrequency)
    implements Step {
  public CountedStep {
    specialTokens = List.copyOf(specialTokens);
    settings(size, minFrequency, specialTokens);
  }

  private static BytePairTrainer.Settings settings(
      int size, long minFrequency, List<String> specialTokens) {
    return new BytePairTrainer.Settings(
        size, minFrequency, BytePairTrainer.Settings.NO_LIMIT, specialTokens);
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Path file = base.resolve(words);
    if (!Files.isReadable(file)) {
      throw new RequestException(file + ": no such file, or it cannot be read");
    }
    return Map.of(words.toString(), file);
  }

  @Override
  public void run(Job job) throws IOException {
    WordCounts counts = read(job.resolve(words));
    var trained =
        new BytePairTrainer(settings(size, minFrequency, specialTokens), job.threads())
            .train(counts);
    BpeStep.write(job, BpeStep.FILE, trained.model(), pattern.preTokenizer(), specialTokens);
    job.summary()
        .figure("vocabulary", trained.model().size(), Format.COUNT)
        .figure("distinct words", counts.size(), Format.COUNT);
  }

  /** Counts of a word that comes several times are added. */
  static WordCounts read(Path file) throws IOException {
    WordTable table = new WordTable();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        int tab = line.lastIndexOf('\t');
        long count = tab <= 0 ? -1 : count(line.substring(tab + 1));
        if (count < 0) {
          throw new RequestException(
              file
                  + ":"
                  + number
                  + ": expected a word, a tab and a count of 0 or more; got \""
                  + line
                  + "\"");
        }
        byte[] word = line.substring(0, tab).getBytes(StandardCharsets.UTF_8);
        table.add(word, 0, word.length, count);
      }
    } catch (CharacterCodingException e) {
      throw new RequestException(file + ": not UTF-8", e);
    }
    WordCounts counts = WordCounts.of(table, 1);
    if (counts.textBytes() == 0) {
      throw new RequestException(file + ": no words with a count above 0");
    }
    return counts;
  }

  private static long count(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Counted words are few beside the text that they were counted in. */
  @Override
  public void foresee(Forecast forecast) {
    double bytes = forecast.base().resolve(words).toFile().length();
    forecast.work(bytes, 1e6);
    forecast.memory(16 * bytes);
  }
}
