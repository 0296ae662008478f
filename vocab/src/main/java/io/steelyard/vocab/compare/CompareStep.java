package io.steelyard.vocab.compare;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.vocab.format.TokenizerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts several vocabularies side by side: what each language pays on aligned lines, words in one
 * token, the scripts that pay most, and what the vocabularies have in common. The first one is what
 * the others are held against.
 *
 * <p>Example, without a recipe: {@code steelyard vocab.compare --files "{gpt2: r50k.tiktoken,
 * gpt-4o: o200k.tiktoken}" --aligned declaration.tsv --out compared --page compared.html}.
 */
@Method(
    name = "vocab.compare",
    about = "Puts vocabularies side by side: premiums, words in one token, scripts, overlap.",
    uses = ArtifactKind.CORPUS,
    makes = ArtifactKind.TABLE,
    onWholeRun = true,
    source = "Petrov et al. 2023 (premiums); Nayeem et al. 2025 (words in one token)")
public record CompareStep(
    @Setting(
            value = "steps before it whose vocabularies are compared; all that made one if empty",
            or = "")
        List<String> steps,
    @Setting(
            value =
                "further vocabularies: a name and a tokenizer.json, a folder with one, or a"
                    + " .tiktoken file",
            or = "")
        Map<String, Path> files,
    @Setting(value = "tab-separated file of aligned lines, languages in the first line", or = "")
        Optional<Path> aligned,
    @Setting(value = "language that premiums are against; else the first one", or = "")
        Optional<String> reference,
    @Setting(value = "bytes of each of the corpus's domains that are looked at", or = "256 KiB")
        ByteSize sample)
    implements Step {
  private static final int MOST = 12;
  private static final String JSON = "tokenizer.json";
  private static final String NATURAL = "tokenizer-natural.json";

  public CompareStep {
    steps = List.copyOf(steps);
    files = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(files));
    if (sample.bytes() < 1) {
      throw new IllegalArgumentException("sample must be at least 1 byte, was " + sample);
    }
    if (files.size() > MOST) {
      throw new IllegalArgumentException(
          "files: at most " + MOST + " vocabularies fit side by side, were " + files.size());
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> read = new LinkedHashMap<>();
    files.forEach(
        (name, path) -> {
          Path file = base.resolve(path);
          read.put(name, TokenizerFile.resolve(file));
        });
    aligned.ifPresent(path -> read.put(path.toString(), base.resolve(path)));
    read.forEach(
        (name, file) -> {
          if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new RequestException(file + ": no such file, or it cannot be read");
          }
        });
    return read;
  }

  @Override
  public void run(Job job) throws IOException {
    List<Contender> contenders = contenders(job);
    Optional<CorpusView> corpus = job.corpusIfAny();
    if (aligned.isEmpty() && corpus.isEmpty()) {
      throw new RequestException(
          "nothing to compare on: give aligned lines (aligned), or put corpus.read before it");
    }
    CompareReport report = new CompareReport(job, contenders);
    if (aligned.isPresent()) {
      AlignedTexts texts = AlignedTexts.read(job.resolve(aligned.get()));
      int against = texts.indexOf(reference.orElse(texts.languages().get(0)));
      report.parity(texts, against, Parity.of(job, texts, against, contenders));
    }
    if (corpus.isPresent()) {
      report.corpus(CorpusCosts.of(job, corpus.get(), sample.bytes(), contenders));
    }
    report.vocabularies(new Overlap(contenders));
  }

  private List<Contender> contenders(Job job) throws IOException {
    Map<String, Path> made = new LinkedHashMap<>();
    for (StepOutput step : job.previous()) {
      if (step.kind() == ArtifactKind.VOCABULARY) {
        String name =
            made.containsKey(step.name()) ? step.name() + " " + step.number() : step.name();
        made.put(name, step.folder());
      }
    }
    for (String name : steps) {
      if (!made.containsKey(name)) {
        throw new RequestException(
            "steps: no step before it called '"
                + name
                + "' made a vocabulary"
                + Nearest.hint(name, made.keySet()));
      }
    }
    Map<String, Contender> contenders = new LinkedHashMap<>();
    for (Map.Entry<String, Path> step : made.entrySet()) {
      if (steps.isEmpty() || steps.contains(step.getKey())) {
        add(contenders, step.getKey(), step.getValue().resolve(JSON));
        if (Files.exists(step.getValue().resolve(NATURAL))) {
          add(contenders, step.getKey() + ", natural", step.getValue().resolve(NATURAL));
        }
      }
    }
    for (Map.Entry<String, Path> file : files.entrySet()) {
      add(contenders, file.getKey(), job.resolve(file.getValue()));
    }
    if (contenders.size() < 2 || contenders.size() > MOST) {
      throw new RequestException(
          "2 to "
              + MOST
              + " vocabularies can be compared, "
              + contenders.size()
              + " given: name files (files), or put vocab steps before it");
    }
    return new ArrayList<>(contenders.values());
  }

  private static void add(Map<String, Contender> contenders, String name, Path path)
      throws IOException {
    if (contenders.put(name, new Contender(name, TokenizerFile.read(path))) != null) {
      throw new RequestException("two vocabularies are called '" + name + "'; rename one");
    }
  }

  /** At most a sample of each domain is encoded. */
  @Override
  public void foresee(Forecast forecast) {
    double read = Math.min(forecast.bytes(), (double) sample.bytes() * domains(forecast));
    forecast.work(2. * Math.max(1, files.size() + steps.size()) * read, 8e6);
  }

  private static long domains(Forecast forecast) {
    return forecast.sample().stream().map(s -> s.document().domain()).distinct().count();
  }
}
