package io.steelyard.vocab.train;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/**
 * The words of a job's training texts, every domain's bytes weighted by its share of the mixture
 * over the whole run: what each step that trains a vocabulary begins with.
 *
 * <p>Example: 900 bytes of English and 100 of Czech in a mixture of equal shares: a Czech word
 * counts nine times what an English one does.
 */
public final class CorpusWords {
  /** Texts as they are. */
  public static final UnaryOperator<byte[]> PLAIN = utf8 -> utf8;

  private final Job job;
  private final WordCounter.Splitter splitter;
  private final UnaryOperator<byte[]> normalizer;
  private final long countMemory;
  private final long wordMemory;
  private final Counts bytes;
  private final boolean mixed;
  private final DomainWeights weights;

  /**
   * Reads the mixture, if there is one, and refuses a corpus that has no text for it.
   *
   * @param splitter finds the words of a text
   * @param normalizer changes a text before that; safe for use by many threads
   * @param countMemory memory for counting, see {@link WordCounter.Limits}
   * @param wordMemory memory for training on what is kept
   */
  public CorpusWords(
      Job job,
      WordCounter.Splitter splitter,
      UnaryOperator<byte[]> normalizer,
      long countMemory,
      long wordMemory)
      throws IOException {
    this.job = job;
    this.splitter = splitter;
    this.normalizer = normalizer;
    this.countMemory = countMemory;
    this.wordMemory = wordMemory;
    this.bytes = job.corpus().inventory().bytes(Part.TRAIN);
    if (bytes.total() == 0) {
      throw new RequestException(
          "the corpus has no training text; put corpus.read before it, and look at what"
              + " was dropped");
    }
    Optional<Mixture> mixture = mixture(job);
    this.mixed = mixture.isPresent();
    this.weights = mixture.map(m -> weights(m, bytes, job.summary())).orElse(natural());
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

  /** Whether a mixture was given. */
  public boolean mixed() {
    return mixed;
  }

  /** What a word counts in each domain. */
  public DomainWeights weights() {
    return weights;
  }

  /** What it would count without the mixture. */
  public DomainWeights natural() {
    return DomainWeights.natural(bytes.size());
  }

  /** Counts the words once for each weighting, in one pass over the texts. */
  public List<WordCounts> count(List<DomainWeights> weightings) throws IOException {
    Files.createDirectories(job.scratch());
    int tables = weightings.size();
    int threads = job.threads();
    long memory = Math.max(countMemory / tables, (long) threads << 20);
    List<WordCounter> counters = new ArrayList<>();
    try {
      for (int i = 0; i < tables; i++) {
        counters.add(
            new WordCounter(
                splitter, new WordCounter.Limits(memory, wordMemory, threads, job.scratch())));
      }
      ConcurrentLinkedQueue<List<WordCounter.Worker>> idle = new ConcurrentLinkedQueue<>();
      job.progress().stage("counting words", bytes.total(), "bytes");
      job.each(
          job.corpus().shards(),
          shard -> {
            List<WordCounter.Worker> workers = idle.poll();
            if (workers == null) {
              workers = counters.stream().map(WordCounter::worker).toList();
            }
            countShard(shard, weightings, workers);
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

  private void countShard(
      int shard, List<DomainWeights> weightings, List<WordCounter.Worker> workers)
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
          byte[] source = document.text().getBytes(StandardCharsets.UTF_8);
          byte[] utf8 = normalizer.apply(source);
          int domain = index.get(document.domain());
          for (int i = 0; i < workers.size(); i++) {
            workers.get(i).add(utf8, 0, utf8.length, weightings.get(i).weight(domain));
          }
          job.progress().advance(source.length);
        }
      }
    }
  }

  /** Bytes and weight of each domain, for the artifact's own record. */
  public Map<String, Object> facts() {
    Map<String, Object> perDomain = new LinkedHashMap<>();
    for (int d = 0; d < bytes.size(); d++) {
      perDomain.put(bytes.name(d), Map.of("bytes", bytes.value(d), "weight", weights.weight(d)));
    }
    return perDomain;
  }

  /** The same for the report. */
  public Summary.Table table() {
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
}
