package io.steelyard.proofs.vocab;

import io.steelyard.core.draws.Draws;
import io.steelyard.corpus.language.LanguageIdentifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The Europarl lines by language, one in fifty held out of training by the hash of its number.
 *
 * @param languages names, in the order of the indexes
 * @param training texts as UTF-8, by language
 * @param held texts as UTF-8, by language
 */
record EuroparlTexts(List<String> languages, List<List<byte[]>> training, List<List<byte[]>> held) {
  private static final int WINDOW = 500;
  private static final int ONE_IN = 50;

  static EuroparlTexts read(Path file, List<String> languages) throws IOException {
    LanguageIdentifier identifier = new LanguageIdentifier(languages, WINDOW);
    List<List<byte[]>> training = new ArrayList<>();
    List<List<byte[]>> held = new ArrayList<>();
    for (int l = 0; l < languages.size(); l++) {
      training.add(new ArrayList<>());
      held.add(new ArrayList<>());
    }
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      long number = 0;
      for (String line; (line = lines.readLine()) != null; number++) {
        String text = line.substring(line.lastIndexOf('\t') + 1);
        int language = languages.indexOf(identifier.identify(text).language());
        if (language >= 0) {
          boolean out = Long.remainderUnsigned(Draws.sm(number), ONE_IN) == 0;
          (out ? held : training).get(language).add(text.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return new EuroparlTexts(languages, training, held);
  }

  /** Bytes of training text by language. */
  long[] bytes() {
    return training.stream()
        .mapToLong(texts -> texts.stream().mapToLong(text -> text.length).sum())
        .toArray();
  }
}
