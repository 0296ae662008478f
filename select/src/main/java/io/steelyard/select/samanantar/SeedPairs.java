package io.steelyard.select.samanantar;

import io.steelyard.core.RequestException;
import io.steelyard.corpus.decontaminate.EvaluationTexts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs that are known to translate each other, from a file with a source and a target in each
 * line, a tab between them. They train an encoder, set the threshold, or both, each pair for one of
 * the two.
 *
 * @param sources sentences of the first language
 * @param targets their translations
 */
public record SeedPairs(List<String> sources, List<String> targets) {
  /** Pairs for the threshold: every fifth, and no more than these. */
  private static final int MOST_TO_TUNE = 500;

  private static final int TUNE_EVERY = 5;

  /**
   * Reads a file; {@code .gz} too.
   *
   * @throws RequestException naming the line that is not two texts
   */
  public static SeedPairs read(Path file) {
    List<String> sources = new ArrayList<>();
    List<String> targets = new ArrayList<>();
    EvaluationTexts.read(
        file,
        "text",
        line -> {
          int tab = line.indexOf('\t');
          if (tab < 1 || tab == line.length() - 1 || line.indexOf('\t', tab + 1) >= 0) {
            throw new RequestException(
                file
                    + ": pair "
                    + (sources.size() + 1)
                    + ": expected a sentence, a tab and its translation, got '"
                    + (line.length() <= 80 ? line : line.substring(0, 80) + "...")
                    + "'");
          }
          sources.add(Preparation.form(line.substring(0, tab).strip()));
          targets.add(Preparation.form(line.substring(tab + 1).strip()));
        });
    if (sources.isEmpty()) {
      throw new RequestException(
          file + ": no pairs in it; expected a sentence, a tab and its translation in each line");
    }
    return new SeedPairs(sources, targets);
  }

  public int size() {
    return sources.size();
  }

  /** Pairs for the threshold; all, up to 500, where nothing is to be trained. */
  public SeedPairs toTune(boolean trained) {
    return chosen(trained, true);
  }

  /** Pairs to train on: those that do not set the threshold. */
  public SeedPairs toTrain() {
    return chosen(true, false);
  }

  private SeedPairs chosen(boolean trained, boolean tune) {
    List<String> s = new ArrayList<>();
    List<String> t = new ArrayList<>();
    int tuned = 0;
    for (int i = 0; i < size(); i++) {
      boolean tunes = (!trained || i % TUNE_EVERY == 0) && tuned < MOST_TO_TUNE;
      tuned += tunes ? 1 : 0;
      if (tunes == tune) {
        s.add(sources.get(i));
        t.add(targets.get(i));
      }
    }
    return new SeedPairs(s, t);
  }
}
