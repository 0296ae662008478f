package io.steelyard.vocab.train;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.mix.Mixture;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.train.unigram.UnigramTrainer;
import io.steelyard.vocab.train.unigram.UnigramTrainer.Settings;
import io.steelyard.vocab.train.unigram.UnigramTrainer.Trained;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Trains a unigram vocabulary as SentencePiece does on the training part of the corpus, every
 * domain's bytes weighted by its share of the mixture over the whole run. Without a mixture every
 * byte counts the same.
 *
 * <p>Writes {@code tokenizer.json}; with {@code compare-natural} and a mixture also {@code
 * tokenizer-natural.json}, which is what the same text gives without the mixture.
 */
@Method(
    name = "vocab.unigram",
    about = "Trains a unigram vocabulary on the training texts, weighted by the mixture.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.MIXTURE,
    makes = ArtifactKind.VOCABULARY,
    source = "Kudo 2018, Subword Regularization, section 3.2; SentencePiece",
    version = 1)
public record UnigramStep(
    @Setting(value = "tokens in all, special tokens, characters and bytes among them", or = "16k")
        int size,
    @Setting(
            value =
                "share of the text's characters that are tokens; the rarest beyond it are unknown"
                    + " or bytes",
            or = "99.95%")
        Share coverage,
    @Setting(value = "characters that are tokens however rare; none for none", or = "")
        Optional<String> reserved,
    @Setting(
            value = "whether characters that are no tokens become the tokens of their 256 bytes",
            or = "false")
        boolean byteFallback,
    @Setting(
            value = "normalisation: nmt-nfkc (SentencePiece's default), nfkc, nfc or none",
            or = "nmt-nfkc")
        UnigramText.Form normalize,
    @Setting(
            value = "whether spaces stay as they are; else one for each run and none at the ends",
            or = "false")
        boolean keepSpaces,
    @Setting(value = "whether no token holds characters of two scripts", or = "true")
        boolean splitScripts,
    @Setting(value = "whether every digit is a token of its own", or = "false") boolean splitDigits,
    @Setting(value = "longest token, in characters", or = "16") int maxCharacters,
    @Setting(value = "strings to start from, beside characters", or = "1M") int seedPieces,
    @Setting(value = "what part of the tokens is left after each pruning", or = "75%") Share shrink,
    @Setting(
            value = "tokens that no text makes, first in the vocabulary; <unk> must be one",
            or = "[<unk>, <s>, </s>, <|endoftext|>]")
        List<String> specialTokens,
    @Setting(value = "also train on the natural mixture, to compare", or = "true")
        boolean compareNatural,
    @Setting(value = "memory for counting words; beyond it counts go to disk", or = "256 MiB")
        ByteSize countMemory,
    @Setting(
            value =
                "memory for training on distinct words; the rarest beyond it are left out. The"
                    + " strings to start from take about 150 bytes each beside it",
            or = "512 MiB")
        ByteSize wordMemory)
    implements Step {
  private static final String UNKNOWN = "<unk>";

  /** Strings to start from where only the cost of the text is wanted. */
  private static final int FEW_SEEDS = 100_000;

  public UnigramStep {
    specialTokens = List.copyOf(specialTokens);
    if (new LinkedHashSet<>(specialTokens).size() < specialTokens.size()) {
      throw new IllegalArgumentException(
          "special-tokens has a token twice: " + specialTokens + "; name each once");
    }
    if (!specialTokens.contains(UNKNOWN)) {
      throw new IllegalArgumentException(
          "special-tokens must have " + UNKNOWN + ", were " + specialTokens);
    }
    int fixed = specialTokens.size() + (byteFallback ? 256 : 0);
    if (size <= fixed) {
      throw new IllegalArgumentException(
          "size is "
              + size
              + ", but "
              + specialTokens.size()
              + " special tokens"
              + (byteFallback ? " and 256 bytes" : "")
              + " leave no room for pieces of text; ask for more than "
              + fixed);
    }
    settings(size - fixed, coverage, reserved.orElse(""), maxCharacters, seedPieces, shrink);
    if (countMemory.bytes() < 1 << 20 || wordMemory.bytes() < 1 << 10) {
      throw new IllegalArgumentException(
          "count-memory must be at least 1 MiB and word-memory at least 1 KiB, were "
              + countMemory
              + " and "
              + wordMemory);
    }
  }

  private static Settings settings(
      int pieces, Share coverage, String reserved, int longest, int seeds, Share shrink) {
    return new Settings(pieces, coverage.value(), reserved, longest, seeds, shrink.value());
  }

  private Settings settings(int seeds) {
    int pieces = size - specialTokens.size() - (byteFallback ? 256 : 0);
    return settings(pieces, coverage, reserved.orElse(""), maxCharacters, seeds, shrink);
  }

  private UnigramFile file() {
    return new UnigramFile(
        new UnigramText(normalize, keepSpaces, splitScripts, splitDigits),
        specialTokens,
        UNKNOWN,
        byteFallback);
  }

  @Override
  public void run(Job job) throws IOException {
    TrainingText text = TrainingText.of(job);
    boolean both = text.mixed() && compareNatural;
    DomainWeights weights = text.weights();
    List<WordCounts> words =
        text.count(
            file().marked(),
            file().cut(),
            countMemory.bytes(),
            wordMemory.bytes(),
            both ? List.of(weights, text.natural()) : List.of(weights));
    Trained trained = train(job, words.get(0));
    int tokens = write(job, BpeStep.FILE, trained);
    if (both) {
      write(job, BpeStep.NATURAL_FILE, train(job, words.get(1)));
    }
    describe(job, text, words.get(0), trained, tokens);
  }

  private Trained train(Job job, WordCounts words) {
    job.progress().stage("pruning pieces", seedPieces, "tokens");
    int[] last = {seedPieces};
    return new UnigramTrainer(settings(seedPieces), job.threads())
        .train(
            words,
            left -> {
              job.progress().advance(Math.max(0, last[0] - left));
              last[0] = left;
            });
  }

  private int write(Job job, String name, Trained trained) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    var tokenizer = file().tokenizer(trained);
    TokenizerJson.write(tokenizer, json);
    job.file(name, json.toByteArray());
    return tokenizer.size();
  }

  /** Trains on a part of the sample, to know about how many bytes a token has in each domain. */
  @Override
  public void foresee(Forecast forecast) {
    Counts bytes = forecast.inventory().bytes(Part.TRAIN);
    if (bytes.total() == 0) {
      throw new RequestException("the corpus has no training text");
    }
    boolean both =
        compareNatural && forecast.given(ArtifactKind.MIXTURE, Mixture.class).isPresent();
    forecast.work(bytes.total() * (both ? 2. : 1.), 1e6);
    forecast.memory(
        Math.min(countMemory.bytes() + wordMemory.bytes(), 16. * bytes.total())
            + 150. * seedPieces);
    UnaryOperator<byte[]> marked = file().marked();
    forecast.make(
        BytesPerToken.of(
            forecast.sample(),
            size,
            texts -> {
              WordCounts words =
                  BytesPerToken.words(texts.stream().map(marked).toList(), file().cut());
              Settings few = settings(Math.min(seedPieces, FEW_SEEDS));
              return file().tokenizer(new UnigramTrainer(few, 1).train(words));
            }));
  }

  private void describe(Job job, TrainingText text, WordCounts words, Trained trained, int tokens) {
    long unit = text.weights().unit();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("size", tokens);
    facts.put("pieces", trained.pieces().size());
    facts.put("alphabet", trained.alphabet());
    facts.put("byte-fallback", byteFallback);
    facts.put("normalize", normalize.name().toLowerCase(Locale.ROOT));
    facts.put("seeds", trained.seeds());
    facts.put("prunings", trained.prunings());
    facts.put("unknown-characters", trained.unknown());
    facts.put("words", words.size());
    facts.put("dropped-words", words.dropped().words());
    facts.put("unit", unit);
    facts.put("domains", text.facts());
    job.file("training.json", Json.canonical(facts));

    Summary summary = job.summary();
    summary.figure("vocabulary", tokens, Format.COUNT);
    summary.figure("distinct words", words.size(), Format.COUNT);
    summary.figure("alphabet", trained.alphabet(), Format.COUNT);
    summary.figure("strings to start from", trained.seeds(), Format.COUNT);
    if (tokens < size) {
      summary.warning(
          "the text has too few strings that occur twice: the vocabulary has "
              + tokens
              + " tokens of the "
              + size
              + " asked for");
    }
    if (trained.unknown() > 0) {
      summary.warning(
          "about "
              + Math.max(1, trained.unknown() / unit)
              + " occurrences of characters are no tokens and become "
              + (byteFallback ? "their bytes" : "unknown; raise coverage, or set byte-fallback"));
    }
    TrainingText.warn(words, summary);
    summary.add(text.table());
    summary.add(first(trained));
  }

  private static Summary.Table first(Trained trained) {
    Summary.Table table =
        Summary.table(
            "first-pieces",
            "The most probable pieces",
            "score: natural logarithm of the probability",
            "piece",
            Format.TEXT,
            "score",
            Format.NUMBER);
    for (int i = 0; i < Math.min(20, trained.pieces().size()); i++) {
      Summary.row(table, trained.pieces().get(i), trained.scores()[i]);
    }
    return table;
  }
}
