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
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.Pattern;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.train.BytePairTrainer.Settings;
import io.steelyard.vocab.train.BytePairTrainer.Trained;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a byte-pair vocabulary on the training part of the corpus, every domain's bytes weighted
 * by its share of the mixture over the whole run. Without a mixture every byte counts the same;
 * with {@code budgets} the domains count as so many bytes each.
 *
 * <p>Writes {@code tokenizer.json}; with {@code compare-natural} and a mixture also {@code
 * tokenizer-natural.json}, which is what the same text gives without the mixture.
 */
@Method(
    name = "vocab.bpe",
    about = "Trains a byte-pair vocabulary on the training texts, weighted by the mixture.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.MIXTURE,
    makes = ArtifactKind.VOCABULARY,
    source = "Sennrich et al. 2016; merges as Hugging Face tokenizers",
    version = 2)
public record BpeStep(
    @Setting(value = "tokens in all, special tokens and the 256 bytes among them", or = "16k")
        int size,
    @Setting(value = "how text is cut into words that merges never cross", or = "o200k")
        Pattern pattern,
    @Setting(
            value = "tokens that no text makes, first in the vocabulary; the first ends documents",
            or = "[<|endoftext|>]")
        List<String> specialTokens,
    @Setting(value = "least occurrences of a pair that becomes a token", or = "0")
        long minFrequency,
    @Setting(value = "longest token in bytes; none for any length", or = "")
        Optional<Integer> maxTokenBytes,
    @Setting(
            value =
                "bytes that a domain's text counts as, by domain, in place of the mixture; others"
                    + " count as they are",
            or = "")
        Map<String, ByteSize> budgets,
    @Setting(value = "also train on the natural mixture, to compare", or = "true")
        boolean compareNatural,
    @Setting(value = "memory for counting words; beyond it counts go to disk", or = "256 MiB")
        ByteSize countMemory,
    @Setting(
            value = "memory for training on distinct words; the rarest beyond it are left out",
            or = "512 MiB")
        ByteSize wordMemory)
    implements Step {
  public static final String FILE = "tokenizer.json";
  public static final String NATURAL_FILE = "tokenizer-natural.json";

  public BpeStep {
    specialTokens = List.copyOf(specialTokens);
    budgets = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(budgets));
    new Settings(size, minFrequency, maxTokenBytes.orElse(Settings.NO_LIMIT), specialTokens);
    if (countMemory.bytes() < 1 << 20 || wordMemory.bytes() < 1 << 10) {
      throw new IllegalArgumentException(
          "count-memory must be at least 1 MiB and word-memory at least 1 KiB, were "
              + countMemory
              + " and "
              + wordMemory);
    }
  }

  @Override
  public void run(Job job) throws IOException {
    TrainingText text =
        budgets.isEmpty()
            ? TrainingText.of(job)
            : TrainingText.of(job, bytes -> DomainWeights.budgets(bytes, sizes()));
    learn(job, text, text.mixed() && compareNatural);
  }

  private Map<String, Long> sizes() {
    Map<String, Long> sizes = new LinkedHashMap<>();
    budgets.forEach((domain, size) -> sizes.put(domain, size.bytes()));
    return sizes;
  }

  /** Trains with the text's weights, and beside it with none where {@code both}. */
  void learn(Job job, TrainingText text, boolean both) throws IOException {
    DomainWeights weights = text.weights();
    List<WordCounts> words =
        text.count(
            pattern.preTokenizer(),
            countMemory.bytes(),
            wordMemory.bytes(),
            both ? List.of(weights, text.natural()) : List.of(weights));
    Trained trained = train(job, words.get(0), weights.unit());
    write(job, FILE, trained);
    if (both) {
      write(job, NATURAL_FILE, train(job, words.get(1), 1));
    }
    describe(job, text, words.get(0), trained);
  }

  /** Trains on a part of the sample, to know about how many bytes a token has in each domain. */
  @Override
  public void foresee(Forecast forecast) {
    Counts bytes = forecast.inventory().bytes(Part.TRAIN);
    if (bytes.total() == 0) {
      throw new RequestException("the corpus has no training text");
    }
    boolean both =
        compareNatural
            && (!budgets.isEmpty()
                || forecast.given(ArtifactKind.MIXTURE, Mixture.class).isPresent());
    forecast.work(bytes.total() * (both ? 2. : 1.), 16e6); // as in the demo
    // At most a table entry for every few bytes of text, within the two limits.
    forecast.memory(Math.min(countMemory.bytes() + wordMemory.bytes(), 16. * bytes.total()));
    Settings settings =
        new Settings(size, minFrequency, maxTokenBytes.orElse(Settings.NO_LIMIT), specialTokens);
    forecast.make(BytesPerToken.of(forecast.sample(), pattern.preTokenizer(), settings));
  }

  private Trained train(Job job, WordCounts words, long unit) {
    job.progress().stage("merging pairs", size, "tokens");
    long least = Math.multiplyExact(minFrequency, unit);
    Settings settings =
        new Settings(size, least, maxTokenBytes.orElse(Settings.NO_LIMIT), specialTokens);
    Trained trained = new BytePairTrainer(settings, job.threads()).train(words);
    job.progress().advance(trained.model().size());
    return trained;
  }

  private void write(Job job, String name, Trained trained) throws IOException {
    write(job, name, trained.model(), pattern.preTokenizer(), specialTokens);
  }

  /** Writes a vocabulary whose first ids are the special tokens. */
  static void write(
      Job job, String name, BytePairModel model, PreTokenizer cut, List<String> specialTokens)
      throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    TokenizerJson.write(Tokenizer.byteLevel(model, cut, added(specialTokens)), json);
    job.file(name, json.toByteArray());
  }

  static List<AddedToken> added(List<String> specialTokens) {
    List<AddedToken> added = new ArrayList<>();
    for (int i = 0; i < specialTokens.size(); i++) {
      added.add(AddedToken.special(i, specialTokens.get(i)));
    }
    return added;
  }

  private void describe(Job job, TrainingText text, WordCounts words, Trained trained) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("size", trained.model().size());
    facts.put("merges", trained.model().mergeCount());
    facts.put("pattern", pattern.name().toLowerCase(java.util.Locale.ROOT));
    facts.put("words", words.size());
    facts.put("dropped-words", words.dropped().words());
    facts.put("unit", text.weights().unit());
    facts.put("domains", text.facts());
    job.file("training.json", Json.canonical(facts));

    Summary summary = job.summary();
    summary.figure("vocabulary", trained.model().size(), Format.COUNT);
    summary.figure("distinct words", words.size(), Format.COUNT);
    TrainingText.warn(trained.model().size(), size, summary);
    TrainingText.warn(words, summary);
    summary.add(text.table());
  }
}
