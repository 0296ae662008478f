package io.steelyard.vocab.train;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.counts.Proportions;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.mix.Mixture;
import io.steelyard.mix.MixtureJson;
import io.steelyard.vocab.PreTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a step trains a vocabulary on: the training part of its corpus, every domain's bytes
 * weighted by its share of the mixture over the whole run. Without a mixture every byte counts the
 * same.
 *
 * <p>Example: with 900 bytes of English, 100 of Czech and a mixture that halves them, the weights
 * are those of {@link DomainWeights}; a step reads the texts once or several times with {@link
 * #read}.
 */
final class TrainingText {
  private final Job job;
  private final Counts bytes;
  private final DomainWeights weights;
  private final boolean mixed;
  private final Map<String, Integer> index = new HashMap<>();

  private TrainingText(Job job, Counts bytes, DomainWeights weights, boolean mixed) {
    this.job = job;
    this.bytes = bytes;
    this.weights = weights;
    this.mixed = mixed;
    for (int d = 0; d < bytes.size(); d++) {
      index.put(bytes.name(d), d);
    }
  }

  /** Warns of domains that have no share, and refuses shares that have no text. */
  static TrainingText of(Job job) throws IOException {
    Counts bytes = training(job);
    var input = job.input(ArtifactKind.MIXTURE);
    Optional<Mixture> mixture =
        input.isEmpty()
            ? Optional.empty()
            : Optional.of(
                MixtureJson.read(Files.readString(input.get().folder().resolve("mixture.json"))));
    DomainWeights weights =
        mixture.isEmpty()
            ? DomainWeights.natural(bytes.size())
            : weights(mixture.get(), bytes, job.summary());
    return new TrainingText(job, bytes, weights, mixture.isPresent());
  }

  /** Weighs domains by their bytes alone, whatever the mixture. */
  static TrainingText of(Job job, Function<Counts, DomainWeights> rule) {
    Counts bytes = training(job);
    return new TrainingText(job, bytes, rule.apply(bytes), true);
  }

  private static Counts training(Job job) {
    Counts bytes = job.corpus().inventory().bytes(Part.TRAIN);
    if (bytes.total() == 0) {
      throw new RequestException(
          "the corpus has no training text; put corpus.read before it, and look at what"
              + " was dropped");
    }
    return bytes;
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

  /** Bytes of training text by domain. */
  Counts bytes() {
    return bytes;
  }

  DomainWeights weights() {
    return weights;
  }

  /** Whether the weights are a mixture's or a rule's, so that the natural ones may differ. */
  boolean mixed() {
    return mixed;
  }

  DomainWeights natural() {
    return DomainWeights.natural(bytes.size());
  }

  /** Takes in the texts that one thread reads. */
  @FunctionalInterface
  interface Reader {
    void text(byte[] utf8, int domain);
  }

  /** Reads the texts chosen, each by one of at most as many readers as there are threads. */
  void read(Predicate<Document> chosen, Supplier<? extends Reader> readers) {
    CorpusView view = job.corpus();
    ConcurrentLinkedQueue<Reader> idle = new ConcurrentLinkedQueue<>();
    job.each(
        view.shards(),
        shard -> {
          Reader reader = idle.poll();
          if (reader == null) {
            reader = readers.get();
          }
          try (CloseableIterator<Document> documents = view.read(shard)) {
            while (documents.hasNext()) {
              Document document = documents.next();
              Job.stopIfInterrupted();
              if (document.part() == Part.TRAIN && chosen.test(document)) {
                byte[] utf8 = document.text().getBytes(StandardCharsets.UTF_8);
                reader.text(utf8, index.get(document.domain()));
                job.progress().advance(utf8.length);
              }
            }
          }
          idle.add(reader);
        });
  }

  /**
   * Counts the words of all texts under several weightings.
   *
   * @param countMemory for the tables while counting
   * @param wordMemory for training on the words kept
   */
  List<WordCounts> count(
      PreTokenizer cut, long countMemory, long wordMemory, List<DomainWeights> weightings)
      throws IOException {
    Files.createDirectories(job.scratch());
    int tables = weightings.size();
    int threads = job.threads();
    long memory = Math.max(countMemory / tables, (long) threads << 20);
    List<WordCounter> counters = new ArrayList<>();
    try {
      for (int i = 0; i < tables; i++) {
        counters.add(
            new WordCounter(
                cut::split, new WordCounter.Limits(memory, wordMemory, threads, job.scratch())));
      }
      job.progress().stage("counting words", bytes.total(), "bytes");
      read(
          document -> true,
          () -> {
            List<WordCounter.Worker> workers = counters.stream().map(WordCounter::worker).toList();
            return (utf8, domain) -> {
              for (int i = 0; i < workers.size(); i++) {
                workers.get(i).add(utf8, 0, utf8.length, weightings.get(i).weight(domain));
              }
            };
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

  /** What each domain's text counted. */
  Summary.Table table() {
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
    return table;
  }

  /** The same as facts for {@code training.json}. */
  Map<String, Object> facts() {
    Map<String, Object> perDomain = new java.util.LinkedHashMap<>();
    for (int d = 0; d < bytes.size(); d++) {
      perDomain.put(bytes.name(d), Map.of("bytes", bytes.value(d), "weight", weights.weight(d)));
    }
    return perDomain;
  }

  /** Says what a memory limit left out of the words. */
  static void warn(WordCounts words, Summary summary) {
    if (words.dropped().words() > 0) {
      summary.warning(
          words.dropped().words()
              + " rare words did not fit word-memory and were left out; any pair's count is too low"
              + " by at most "
              + words.dropped().pairs() / words.unit()
              + " occurrences");
    }
  }

  /** Says that the text had too few pairs. */
  static void warn(int size, int wanted, Summary summary) {
    if (size < wanted) {
      summary.warning(
          "the text ran out of pairs: the vocabulary has "
              + size
              + " tokens of the "
              + wanted
              + " asked for");
    }
  }
}
