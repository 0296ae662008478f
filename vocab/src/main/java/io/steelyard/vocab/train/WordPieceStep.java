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
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.mix.Mixture;
import io.steelyard.vocab.Normalizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.pretokenize.AlignedText;
import io.steelyard.vocab.train.WordPieceTrainer.Merge;
import io.steelyard.vocab.train.WordPieceTrainer.Settings;
import io.steelyard.vocab.train.WordPieceTrainer.Trained;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Trains word pieces on the training part of the corpus, every domain's bytes weighted by its share
 * of the mixture over the whole run: one vocabulary for all domains, so that what two languages
 * share is one piece.
 *
 * <p>Writes {@code tokenizer.json} and {@code vocab.txt}; with {@code compare-natural} and a
 * mixture also {@code tokenizer-natural.json}, which is what the same text gives without the
 * mixture.
 */
@Method(
    name = "vocab.wordpiece",
    about = "Trains word pieces by likelihood on the training texts, weighted by the mixture.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.MIXTURE,
    makes = ArtifactKind.VOCABULARY,
    source = "Schuster and Nakajima 2012; Wu et al. 2016 (GNMT), section 4.1",
    version = 1)
public record WordPieceStep(
    @Setting(value = "tokens in all, special tokens and the alphabet among them", or = "16k")
        int size,
    @Setting(
            value =
                "what is marked: continuation (## as BERT) or word-start (▁ as GNMT); words end at"
                    + " white space, with continuation at punctuation too",
            or = "continuation")
        Mark mark,
    @Setting(value = "whether text is put in lower case; accents stay", or = "false")
        boolean lowercase,
    @Setting(
            value = "which pair is merged next: by likelihood, score (n / (a b)) or frequency",
            or = "likelihood")
        PieceCriterion criterion,
    @Setting(value = "most characters in the alphabet; rarer ones are unknown", or = "500")
        int alphabet,
    @Setting(value = "characters that are in the alphabet however rare; none for none", or = "")
        Optional<String> reserved,
    @Setting(
            value = "tokens that no text makes, first in the vocabulary; [UNK] must be one",
            or = "['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']")
        List<String> specialTokens,
    @Setting(value = "least occurrences of a pair that becomes a token", or = "0")
        long minFrequency,
    @Setting(value = "longer words are unknown, in characters", or = "100") int maxCharacters,
    @Setting(value = "also train on the natural mixture, to compare", or = "true")
        boolean compareNatural,
    @Setting(value = "memory for counting words; beyond it counts go to disk", or = "256 MiB")
        ByteSize countMemory,
    @Setting(
            value = "memory for training on distinct words; the rarest beyond it are left out",
            or = "512 MiB")
        ByteSize wordMemory)
    implements Step {
  public static final String TEXT_FILE = "vocab.txt";
  private static final String UNKNOWN = "[UNK]";

  /** What a piece's mark says. */
  public enum Mark {
    CONTINUATION,
    WORD_START
  }

  public WordPieceStep {
    specialTokens = List.copyOf(specialTokens);
    new Settings(
        size,
        criterion,
        marking(mark),
        alphabet,
        reserved.orElse(""),
        specialTokens,
        UNKNOWN,
        minFrequency,
        maxCharacters);
    long least = specialTokens.size() + 1 + 2L * alphabet;
    if (size < least) {
      throw new IllegalArgumentException(
          "size is "
              + size
              + ", but "
              + specialTokens.size()
              + " special tokens and up to "
              + alphabet
              + " characters, each with and without a mark, need "
              + least
              + "; ask for a larger size or a smaller alphabet");
    }
    if (countMemory.bytes() < 1 << 20 || wordMemory.bytes() < 1 << 10) {
      throw new IllegalArgumentException(
          "count-memory must be at least 1 MiB and word-memory at least 1 KiB, were "
              + countMemory
              + " and "
              + wordMemory);
    }
  }

  private static PieceMarking marking(Mark mark) {
    return mark == Mark.WORD_START ? PieceMarking.WORD_START : PieceMarking.CONTINUATION;
  }

  private Settings settings(long unit) {
    return new Settings(
        size,
        criterion,
        marking(mark),
        alphabet,
        reserved.orElse(""),
        specialTokens,
        UNKNOWN,
        Math.multiplyExact(minFrequency, unit),
        maxCharacters);
  }

  private WordPieceFile file() {
    return new WordPieceFile(settings(1), lowercase);
  }

  @Override
  public void run(Job job) throws IOException {
    Tokenizer counting = file().counting();
    TrainingText text = TrainingText.of(job);
    boolean both = text.mixed() && compareNatural;
    DomainWeights weights = text.weights();
    List<WordCounts> words =
        text.count(
            normalizer(counting),
            WordPieceFile.cut(counting),
            countMemory.bytes(),
            wordMemory.bytes() / 2, // lists of places take twice what byte pairs take
            both ? List.of(weights, text.natural()) : List.of(weights));
    Trained trained = train(job, words.get(0), weights.unit());
    write(job, BpeStep.FILE, trained);
    job.file(
        TEXT_FILE, (String.join("\n", trained.pieces()) + "\n").getBytes(StandardCharsets.UTF_8));
    if (both) {
      write(job, BpeStep.NATURAL_FILE, train(job, words.get(1), 1));
    }
    describe(job, text, words.get(0), trained);
  }

  private static UnaryOperator<byte[]> normalizer(Tokenizer counting) {
    Normalizer normalizer = counting.parts().normalizer();
    return utf8 -> {
      AlignedText text = normalizer.normalize(AlignedText.source(utf8, 0, utf8.length, false));
      return text.from() == 0 && text.to() == text.bytes().length
          ? text.bytes()
          : Arrays.copyOfRange(text.bytes(), text.from(), text.to());
    };
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
    forecast.work(bytes.total() * (both ? 2. : 1.), 4e6);
    forecast.memory(Math.min(countMemory.bytes() + wordMemory.bytes(), 16. * bytes.total()));
    Tokenizer counting = file().counting();
    UnaryOperator<byte[]> normalizer = normalizer(counting);
    forecast.make(
        BytesPerToken.of(
            forecast.sample(),
            size,
            texts -> {
              WordCounts words =
                  BytesPerToken.words(
                      texts.stream().map(normalizer).toList(), WordPieceFile.cut(counting));
              return file().tokenizer(new WordPieceTrainer(settings(1)).train(words).pieces());
            }));
  }

  private Trained train(Job job, WordCounts words, long unit) {
    job.progress().stage("merging pieces", size, "tokens");
    Trained trained = new WordPieceTrainer(settings(unit)).train(words);
    job.progress().advance(trained.pieces().size());
    return trained;
  }

  private void write(Job job, String name, Trained trained) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    TokenizerJson.write(file().tokenizer(trained.pieces()), json);
    job.file(name, json.toByteArray());
  }

  private void describe(Job job, TrainingText text, WordCounts words, Trained trained) {
    long unit = text.weights().unit();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("size", trained.pieces().size());
    facts.put("merges", trained.merges().size());
    facts.put("mark", mark.name().toLowerCase(Locale.ROOT));
    facts.put("criterion", criterion.name().toLowerCase(Locale.ROOT));
    facts.put("alphabet", trained.alphabet());
    facts.put("unknown-characters", trained.unknownCharacters());
    facts.put("words-too-long", trained.tooLong());
    facts.put("words", words.size());
    facts.put("dropped-words", words.dropped().words());
    facts.put("unit", unit);
    facts.put("domains", text.facts());
    job.file("training.json", Json.canonical(facts));

    Summary summary = job.summary();
    summary.figure("vocabulary", trained.pieces().size(), Format.COUNT);
    summary.figure("distinct words", words.size(), Format.COUNT);
    summary.figure("alphabet", trained.alphabet(), Format.COUNT);
    TrainingText.warn(trained.pieces().size(), size, summary);
    if (trained.unknownCharacters() > 0) {
      summary.warning(
          "about "
              + Math.max(1, trained.unknownCharacters() / unit)
              + " occurrences of characters are not in the alphabet of "
              + trained.alphabet()
              + ": words with them are unknown; raise alphabet or reserve them");
    }
    TrainingText.warn(words, summary);
    summary.add(text.table());
    summary.add(first(trained, unit));
  }

  private static Summary.Table first(Trained trained, long unit) {
    Summary.Table table =
        Summary.table(
            "first-pieces",
            "The first pieces",
            "value: by the criterion; for likelihood the gain in nats",
            "left",
            Format.TEXT,
            "right",
            Format.TEXT,
            "count",
            Format.COUNT,
            "value",
            Format.NUMBER);
    for (Merge merge : trained.merges().subList(0, Math.min(20, trained.merges().size()))) {
      Summary.row(table, merge.left(), merge.right(), merge.count() / unit, merge.value() / unit);
    }
    return table;
  }
}
