package io.steelyard.vocab.measure;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.vocab.TokenBytes;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.train.BpeStep;
import io.steelyard.vocab.train.WordCounter;
import io.steelyard.vocab.train.WordCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Measures a vocabulary by domain: bytes per token, fertility, Renyi efficiency, shares, premiums
 * on aligned text. The vocabulary's natural sibling, where {@code vocab.bpe} made one, is measured
 * beside it on the same texts.
 *
 * <p>Texts are those of the validation part, or of the training part where there is no validation.
 * Of a domain with more than {@code sample} bytes, documents are drawn by the hash of their id.
 */
@Method(
    name = "vocab.measure",
    about = "Measures a vocabulary by language: cost, balance, efficiency, premiums.",
    takes = {ArtifactKind.CORPUS, ArtifactKind.VOCABULARY},
    makes = ArtifactKind.TABLE)
public record MeasureStep(
    @Setting(value = "bytes of text measured in each domain", or = "4 MiB") ByteSize sample,
    @Setting(value = "another tokenizer.json to measure beside it", or = "") Optional<Path> beside,
    @Setting(
            value =
                "tab-separated file of aligned lines, languages in the first line, for premiums",
            or = "")
        Optional<Path> aligned,
    @Setting(
            value =
                "bytes of text in each domain for what needs a text encoded several times:"
                    + " stability, numbers, scripts, followers",
            or = "64 KiB")
        ByteSize probe,
    @Setting(value = "what a million tokens cost, for the price of a million characters", or = "")
        Optional<Double> price,
    @Setting(value = "a file of words, one a line, for single-token retention", or = "")
        Optional<Path> words,
    @Setting(value = "whether each of those words has a space before it", or = "true")
        boolean wordSpace,
    @Setting(
            value = "a file of words and their parts (word TAB parts with spaces), for borders",
            or = "")
        Optional<Path> morphemes,
    @Setting(value = "language that premiums are against; else the first one", or = "")
        Optional<String> reference)
    implements Step {
  /** Memory of one counter of words, 16 MiB: a domain has one for each thread. */
  private static final int WORD_TABLE_BITS = 24;

  /** Memory for the words of a domain; far above what a sample has. */
  private static final long WORD_MEMORY = 1L << 30;

  public MeasureStep {
    if (sample.bytes() < 1) {
      throw new IllegalArgumentException("sample must be at least 1 byte, was " + sample);
    }
    if (probe.bytes() < 1 || probe.bytes() > sample.bytes()) {
      throw new IllegalArgumentException(
          "probe must be at least 1 byte and no more than sample (" + sample + "), was " + probe);
    }
    if (price.isPresent() && !(price.get() >= 0 && price.get() < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("price must be 0 or more, was " + price.get());
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (Optional<Path> path : List.of(beside, aligned, words, morphemes)) {
      if (path.isPresent()) {
        Path file = base.resolve(path.get());
        if (!Files.isReadable(file)) {
          throw new RequestException(file + ": no such file, or it cannot be read");
        }
        files.put(path.get().toString(), file);
      }
    }
    return files;
  }

  @Override
  public void run(Job job) throws IOException {
    Map<String, Tokenizer> vocabularies = vocabularies(job);
    Part part =
        job.corpus().inventory().documents(Part.VALIDATION).total() > 0
            ? Part.VALIDATION
            : Part.TRAIN;
    Counts bytes = job.corpus().inventory().bytes(part);
    if (bytes.total() == 0) {
      throw new RequestException("the corpus has no text to measure on");
    }
    Files.createDirectories(job.scratch());
    MeasuredTexts texts = read(job, part, bytes, List.copyOf(vocabularies.values()));
    Map<String, Premiums> premiums = new LinkedHashMap<>();
    if (aligned.isPresent()) {
      for (Map.Entry<String, Tokenizer> v : vocabularies.entrySet()) {
        premiums.put(v.getKey(), AlignedLines.premiums(job.resolve(aligned.get()), v.getValue()));
      }
    }
    new QualityReport(job, vocabularies, texts, part, price).write(premiums, reference);
    ProbeReport probes = new ProbeReport(job, vocabularies, texts);
    probes.write();
    if (words.isPresent()) {
      probes.words(WordFiles.list(job.resolve(words.get())), wordSpace);
    }
    if (morphemes.isPresent()) {
      probes.morphemes(WordFiles.parts(job.resolve(morphemes.get())));
    }
  }

  private Map<String, Tokenizer> vocabularies(Job job) throws IOException {
    Path folder = job.require(ArtifactKind.VOCABULARY).folder();
    Map<String, Tokenizer> vocabularies = new LinkedHashMap<>();
    Path natural = folder.resolve(BpeStep.NATURAL_FILE);
    boolean both = Files.exists(natural);
    vocabularies.put(
        both ? "balanced" : "vocabulary", TokenizerJson.read(folder.resolve(BpeStep.FILE)));
    if (both) {
      vocabularies.put("natural", TokenizerJson.read(natural));
    }
    if (beside.isPresent()) {
      vocabularies.put("beside", TokenizerJson.read(job.resolve(beside.get())));
    }
    return vocabularies;
  }

  /** All texts of one domain under every vocabulary, and its words. */
  record MeasuredTexts(List<String> domains, DomainMeasure[][] measures, List<WordCounts> words) {}

  /** One thread's sums: measures by vocabulary and domain, and a word counter for each domain. */
  private record Tally(DomainMeasure[][] measures, List<WordCounter.Worker> words) {}

  private MeasuredTexts read(Job job, Part part, Counts bytes, List<Tokenizer> tokenizers)
      throws IOException {
    CorpusView view = job.corpus();
    int domains = bytes.size();
    List<TokenBytes> tokenBytes = tokenizers.stream().map(TokenBytes::new).toList();
    List<WordCounter> counters = new ArrayList<>();
    try {
      long table = (long) job.threads() << WORD_TABLE_BITS;
      for (int d = 0; d < domains; d++) {
        counters.add(
            new WordCounter(
                WordRule::split,
                new WordCounter.Limits(table, WORD_MEMORY, job.threads(), job.scratch())));
      }
      ConcurrentLinkedQueue<Tally> idle = new ConcurrentLinkedQueue<>();
      job.progress().stage("measuring", bytes.total(), "bytes");
      job.each(
          view.shards(),
          shard -> {
            Tally tally = idle.poll();
            if (tally == null) {
              tally =
                  new Tally(
                      measures(tokenizers, domains),
                      counters.stream().map(WordCounter::worker).toList());
            }
            measureShard(job, shard, part, bytes, tokenizers, tokenBytes, tally);
            idle.add(tally);
          });
      DomainMeasure[][] sum = measures(tokenizers, domains);
      for (Tally tally : idle) {
        for (int v = 0; v < sum.length; v++) {
          for (int d = 0; d < domains; d++) {
            sum[v][d].merge(tally.measures()[v][d]);
          }
        }
      }
      List<WordCounts> words = new ArrayList<>();
      for (WordCounter counter : counters) {
        words.add(counter.finish(1));
      }
      return new MeasuredTexts(bytes.names(), sum, words);
    } finally {
      for (WordCounter counter : counters) {
        counter.close();
      }
    }
  }

  private static DomainMeasure[][] measures(List<Tokenizer> tokenizers, int domains) {
    DomainMeasure[][] measures = new DomainMeasure[tokenizers.size()][domains];
    for (int v = 0; v < measures.length; v++) {
      for (int d = 0; d < domains; d++) {
        measures[v][d] = new DomainMeasure(tokenizers.get(v).size());
      }
    }
    return measures;
  }

  private void measureShard(
      Job job,
      int shard,
      Part part,
      Counts sizes,
      List<Tokenizer> tokenizers,
      List<TokenBytes> bytes,
      Tally tally)
      throws IOException {
    Map<String, Integer> domains = new LinkedHashMap<>();
    sizes.names().forEach(name -> domains.put(name, domains.size()));
    long drawKey = Draws.key(job.seed(), Purpose.ESTIMATE);
    int[] unknown = tokenizers.stream().mapToInt(Probe::unknown).toArray();
    try (CloseableIterator<Document> documents = job.corpus().read(shard)) {
      while (documents.hasNext()) {
        Document document = documents.next();
        Job.stopIfInterrupted();
        if (document.part() != part) {
          continue;
        }
        long key = Draws.hash(document.id().toString());
        double drawn = (double) sample.bytes() / sizes.get(document.domain());
        // Of the texts that are drawn, so many that they have about the bytes of the probe.
        double probed =
            (double) probe.bytes() / Math.min(sample.bytes(), sizes.get(document.domain()));
        if (Draws.unit(Draws.mix(drawKey, key)) >= drawn) {
          continue;
        }
        int domain = domains.get(document.domain());
        byte[] utf8 = document.text().getBytes(StandardCharsets.UTF_8);
        TextCost.Size size = TextCost.Size.of(document.text());
        for (int v = 0; v < tokenizers.size(); v++) {
          tally.measures()[v][domain].add(key, size, utf8, tokenizers.get(v), bytes.get(v));
        }
        if (Draws.unit(Draws.mix(drawKey, key, 1)) < probed) {
          for (int v = 0; v < tokenizers.size(); v++) {
            tally.measures()[v][domain].probe.add(
                key, document.text(), tokenizers.get(v), unknown[v]);
          }
        }
        tally.words().get(domain).add(utf8, 0, utf8.length, 1);
        job.progress().advance(utf8.length);
      }
    }
  }

  /** At most a sample of each domain is encoded. */
  @Override
  public void foresee(Forecast forecast) {
    double read = Math.min(forecast.bytes(), (double) sample.bytes() * domains(forecast));
    forecast.work((beside.isPresent() ? 2 : 1) * read, 4e6);
  }

  private static long domains(Forecast forecast) {
    return forecast.sample().stream().map(s -> s.document().domain()).distinct().count();
  }
}
