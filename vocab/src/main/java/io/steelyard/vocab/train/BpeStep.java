package io.steelyard.vocab.train;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.counts.Proportions;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.mix.Mixture;
import io.steelyard.mix.MixtureJson;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.Pattern;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.train.BytePairTrainer.Settings;
import io.steelyard.vocab.train.BytePairTrainer.Trained;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Trains a byte-pair vocabulary on the training part of the corpus, every domain's bytes weighted
 * by its share of the mixture over the whole run. Without a mixture every byte counts the same.
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
    source = "Sennrich et al. 2016; merges as Hugging Face tokenizers")
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
    @Setting(value = "also train on the natural mixture, to compare", or = "true")
        boolean compareNatural,
    @Setting(value = "memory for counting words; beyond it counts go to disk", or = "256 MiB")
        ByteSize countMemory,
    @Setting(
            value = "distinct words kept in memory for training; the rarest beyond it are left out",
            or = "512 MiB")
        ByteSize wordMemory)
    implements Step {
  public static final String FILE = "tokenizer.json";
  public static final String NATURAL_FILE = "tokenizer-natural.json";

  public BpeStep {
    specialTokens = List.copyOf(specialTokens);
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
    Counts bytes = job.corpus().inventory().bytes(Part.TRAIN);
    if (bytes.total() == 0) {
      throw new RequestException(
          "the corpus has no training text; put corpus.read before it, and look at what"
              + " was dropped");
    }
    Optional<Mixture> mixture = mixture(job);
    DomainWeights natural = DomainWeights.natural(bytes.size());
    learn(
        job,
        bytes,
        mixture.map(m -> weights(m, bytes, job.summary())).orElse(natural),
        mixture.isPresent() && compareNatural);
  }

  /** Trains with these weights, and beside it with none where {@code both}. */
  void learn(Job job, Counts bytes, DomainWeights weights, boolean both) throws IOException {
    DomainWeights natural = DomainWeights.natural(bytes.size());
    List<WordCounts> words = count(job, bytes, both ? List.of(weights, natural) : List.of(weights));
    Trained trained = train(job, words.get(0), weights.unit());
    write(job, FILE, trained);
    if (both) {
      write(job, NATURAL_FILE, train(job, words.get(1), 1));
    }
    describe(job, bytes, weights, words.get(0), trained);
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
    forecast.work(bytes.total() * (both ? 2. : 1.), 16e6); // as in the demo
    // At most a table entry for every few bytes of text, within the two limits.
    forecast.memory(Math.min(countMemory.bytes() + wordMemory.bytes(), 16. * bytes.total()));
    Settings settings =
        new Settings(size, minFrequency, maxTokenBytes.orElse(Settings.NO_LIMIT), specialTokens);
    forecast.make(BytesPerToken.of(forecast.sample(), pattern.preTokenizer(), settings));
  }

  private static Optional<Mixture> mixture(Job job) throws IOException {
    var input = job.input(ArtifactKind.MIXTURE);
    if (input.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        MixtureJson.read(Files.readString(input.get().folder().resolve("mixture.json"))));
  }

  private static DomainWeights weights(Mixture mixture, Counts bytes, Summary summary) {
    Proportions average = mixture.timeAverage();
    for (String name : average.names()) {
      if (average.value(name) > 0 && bytes.get(name) == 0) {
        throw new RequestException(
            "the mixture gives domain '"
                + name
                + "' the proportion "
                + average.value(name)
                + ", but the corpus has no training text of it; leave it out of the mixture or give"
                + " it documents");
      }
    }
    double[] shares = new double[bytes.size()];
    for (int d = 0; d < shares.length; d++) {
      int k = average.indexOf(bytes.name(d));
      shares[d] = k < 0 ? 0 : average.value(k);
      if (k < 0 && bytes.value(d) > 0) {
        summary.warning(
            "domain '"
                + bytes.name(d)
                + "' is not in the mixture: its "
                + bytes.value(d)
                + " bytes did not shape the vocabulary");
      }
    }
    return DomainWeights.of(bytes.names(), bytes.values(), shares);
  }

  private List<WordCounts> count(Job job, Counts bytes, List<DomainWeights> weightings)
      throws IOException {
    Files.createDirectories(job.scratch());
    CorpusView view = job.corpus();
    int tables = weightings.size();
    int threads = job.threads();
    long memory = Math.max(countMemory.bytes() / tables, (long) threads << 20);
    List<WordCounter> counters = new ArrayList<>();
    try {
      for (int i = 0; i < tables; i++) {
        counters.add(
            new WordCounter(
                pattern.preTokenizer()::split,
                new WordCounter.Limits(memory, wordMemory.bytes(), threads, job.scratch())));
      }
      ConcurrentLinkedQueue<List<WordCounter.Worker>> idle = new ConcurrentLinkedQueue<>();
      job.progress().stage("counting words", bytes.total(), "bytes");
      job.each(
          view.shards(),
          shard -> {
            List<WordCounter.Worker> workers = idle.poll();
            if (workers == null) {
              workers = counters.stream().map(WordCounter::worker).toList();
            }
            countShard(job, shard, bytes, weightings, workers);
            idle.add(workers);
          });
      List<WordCounts> counts = new ArrayList<>();
      for (int i = 0; i < tables; i++) {
        counts.add(counters.get(i).finish(weightings.get(i).unit()));
      }
      return counts;
    } finally {
      for (WordCounter counter : counters) {
        counter.close();
      }
    }
  }

  private static void countShard(
      Job job,
      int shard,
      Counts bytes,
      List<DomainWeights> weightings,
      List<WordCounter.Worker> workers)
      throws IOException {
    Map<String, Integer> index = new LinkedHashMap<>();
    for (int d = 0; d < bytes.size(); d++) {
      index.put(bytes.name(d), d);
    }
    try (CloseableIterator<Document> documents = job.corpus().read(shard)) {
      while (documents.hasNext()) {
        Document document = documents.next();
        Job.stopIfInterrupted();
        if (document.part() == Part.TRAIN) {
          byte[] utf8 = document.text().getBytes(StandardCharsets.UTF_8);
          int domain = index.get(document.domain());
          for (int i = 0; i < workers.size(); i++) {
            workers.get(i).add(utf8, 0, utf8.length, weightings.get(i).weight(domain));
          }
          job.progress().advance(utf8.length);
        }
      }
    }
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
    List<AddedToken> added = new ArrayList<>();
    for (int i = 0; i < specialTokens.size(); i++) {
      added.add(AddedToken.special(i, specialTokens.get(i)));
    }
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    TokenizerJson.write(Tokenizer.byteLevel(trained.model(), pattern.preTokenizer(), added), json);
    job.file(name, json.toByteArray());
  }

  private void describe(
      Job job, Counts bytes, DomainWeights weights, WordCounts words, Trained trained) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("size", trained.model().size());
    facts.put("merges", trained.model().mergeCount());
    facts.put("pattern", pattern.name().toLowerCase(java.util.Locale.ROOT));
    facts.put("words", words.size());
    facts.put("dropped-words", words.dropped().words());
    facts.put("unit", weights.unit());
    Map<String, Object> perDomain = new LinkedHashMap<>();
    for (int d = 0; d < bytes.size(); d++) {
      perDomain.put(bytes.name(d), Map.of("bytes", bytes.value(d), "weight", weights.weight(d)));
    }
    facts.put("domains", perDomain);
    job.file("training.json", Json.canonical(facts));

    Summary summary = job.summary();
    summary.figure("vocabulary", trained.model().size(), Format.COUNT);
    summary.figure("distinct words", words.size(), Format.COUNT);
    if (trained.model().size() < size) {
      summary.warning(
          "the text ran out of pairs: the vocabulary has "
              + trained.model().size()
              + " tokens of the "
              + size
              + " asked for");
    }
    if (words.dropped().words() > 0) {
      summary.warning(
          words.dropped().words()
              + " rare words did not fit word-memory and were left out; any pair's count is too low"
              + " by at most "
              + words.dropped().pairs() / weights.unit()
              + " occurrences");
    }
    Summary.Table table =
        Summary.table(
            "vocabulary-weights",
            "What each domain's text counted in the vocabulary",
            "weight: what one byte counts beside one byte of the average",
            "domain",
            Format.TEXT,
            "bytes",
            Format.BYTES,
            "share before",
            Format.SHARE,
            "weight",
            Format.NUMBER,
            "share after",
            Format.SHARE);
    double total = 0;
    for (int d = 0; d < bytes.size(); d++) {
      total += (double) bytes.value(d) * weights.weight(d);
    }
    for (int d = 0; d < bytes.size(); d++) {
      Summary.row(
          table,
          bytes.name(d),
          bytes.value(d),
          bytes.share(bytes.name(d)),
          (double) weights.weight(d) / weights.unit(),
          bytes.value(d) * (double) weights.weight(d) / total);
    }
    summary.add(table);
  }
}
