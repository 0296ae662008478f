package io.steelyard.vocab.train;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.vocab.Pattern;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.train.BytePairTrainer.Settings;
import io.steelyard.vocab.train.BytePairTrainer.Trained;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Trains a SuperBPE vocabulary: the first tokens as {@code vocab.bpe} learns them, the others over
 * whole lines, so that they may be phrases such as {@code " by the way"}. Weights as in {@code
 * vocab.bpe}.
 *
 * <p>Writes {@code tokenizer.json}, and {@code tokenizer-bpe.json}: the first stage learnt on to
 * the same size, to compare.
 */
@Method(
    name = "vocab.superbpe",
    about = "Trains a vocabulary whose last tokens are phrases of up to four words.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.MIXTURE,
    makes = ArtifactKind.VOCABULARY,
    source = "SuperBPE, COLM 2025, arXiv 2503.13423")
public record SuperBpeStep(
    @Setting(value = "tokens in all, special tokens and the 256 bytes among them", or = "16k")
        int size,
    @Setting(value = "tokens learnt inside words, before phrases are allowed", or = "12k")
        int transition,
    @Setting(value = "most words of a phrase", or = "4") int maxWords,
    @Setting(value = "how text is cut into words in the first stage", or = "subwords")
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
                "other transition points to report beside it, as shares of the size; [] for none",
            or = "[50%, 75%, 90%]")
        List<Share> sweep,
    @Setting(
            value = "text for the second stage; of a larger corpus an even sample of documents",
            or = "128 MiB")
        ByteSize phraseText,
    @Setting(value = "memory for counting words; beyond it counts go to disk", or = "256 MiB")
        ByteSize countMemory,
    @Setting(
            value = "memory for training on distinct words; the rarest beyond it are left out",
            or = "512 MiB")
        ByteSize wordMemory)
    implements Step {
  /** What plain byte pairs make of the same text at the same size. */
  public static final String BPE_FILE = "tokenizer-bpe.json";

  public SuperBpeStep {
    specialTokens = List.copyOf(specialTokens);
    sweep = List.copyOf(sweep);
    new Settings(size, minFrequency, maxTokenBytes.orElse(Settings.NO_LIMIT), specialTokens);
    new SuperwordRule(maxWords);
    int least = least(specialTokens);
    if (transition < least || transition >= size) {
      throw new IllegalArgumentException(
          "transition "
              + transition
              + " is not between "
              + least
              + " (256 bytes and "
              + specialTokens.size()
              + " special tokens) and the size "
              + size
              + ", which it must stay below; for no phrases use vocab.bpe");
    }
    for (Share point : sweep) {
      int t = at(point, size);
      if (t < least || t >= size) {
        throw new IllegalArgumentException(
            "sweep "
                + point
                + " of the size "
                + size
                + " is "
                + t
                + " tokens; expected a share that gives from "
                + least
                + " to "
                + (size - 1));
      }
    }
    if (phraseText.bytes() < 1) {
      throw new IllegalArgumentException("phrase-text must be at least 1 byte, was " + phraseText);
    }
    if (countMemory.bytes() < 1 << 20 || wordMemory.bytes() < 1 << 10) {
      throw new IllegalArgumentException(
          "count-memory must be at least 1 MiB and word-memory at least 1 KiB, were "
              + countMemory
              + " and "
              + wordMemory);
    }
  }

  private static int least(List<String> specialTokens) {
    return 256 + specialTokens.size();
  }

  private static int at(Share point, int size) {
    return (int) StrictMath.round(point.value() * size);
  }

  @Override
  public void run(Job job) throws IOException {
    TrainingText text = TrainingText.of(job);
    WordCounts words =
        text.count(
                pattern.preTokenizer(),
                countMemory.bytes(),
                wordMemory.bytes(),
                List.of(text.weights()))
            .get(0);
    job.progress().stage("merging pairs", size, "tokens");
    BytePairTrainer trainer = new BytePairTrainer(settings(text.weights().unit()), job.threads());
    Trained bpe = trainer.train(words);
    BpeStep.write(job, BPE_FILE, bpe.model(), pattern.preTokenizer(), specialTokens);
    Trained trained = phrases(job, text, trainer, bpe, transition);
    BpeStep.write(job, BpeStep.FILE, trained.model(), PreTokenizer.SUPERWORDS, specialTokens);

    SuperBpeReport report = new SuperBpeReport(job, specialTokens);
    report.add("BPE", size, tokenizer(bpe, pattern.preTokenizer()));
    for (Share point : sweep) {
      int t = at(point, size);
      if (t != transition) {
        Trained other = phrases(job, text, trainer, bpe, t);
        report.add("at " + t, t, tokenizer(other, PreTokenizer.SUPERWORDS));
      }
    }
    report.addChosen("SuperBPE", transition, tokenizer(trained, PreTokenizer.SUPERWORDS));
    report.write();
    describe(job, text, words, trained);
  }

  private Settings settings(long unit) {
    return new Settings(
        size,
        Math.multiplyExact(minFrequency, unit),
        maxTokenBytes.orElse(Settings.NO_LIMIT),
        specialTokens);
  }

  private Tokenizer tokenizer(Trained trained, PreTokenizer cut) {
    return Tokenizer.byteLevel(trained.model(), cut, BpeStep.added(specialTokens));
  }

  /** The second stage from a transition point on. */
  private Trained phrases(
      Job job, TrainingText text, BytePairTrainer trainer, Trained bpe, int point) {
    int kept = Math.min(bpe.model().mergeCount(), point - least(specialTokens));
    PhraseCounter counter =
        new PhraseCounter(bpe.model().ofFirstMerges(kept), pattern.preTokenizer());
    job.progress()
        .stage("reading phrases", Math.min(text.bytes().total(), phraseText.bytes()), "bytes");
    text.read(
        sample(job, text.bytes()),
        () -> {
          PhraseCounter.Worker worker = counter.worker();
          return (utf8, domain) -> worker.add(utf8, 0, utf8.length, text.weights().weight(domain));
        });
    job.progress().stage("merging phrases", size, "tokens");
    Trained trained = trainer.train(bpe, kept, counter, new SuperwordRule(maxWords));
    job.progress().advance(trained.model().size());
    return trained;
  }

  /** Every document with the same chance, so that domains keep their proportions. */
  private Predicate<Document> sample(Job job, Counts bytes) {
    double share = (double) phraseText.bytes() / bytes.total();
    if (share >= 1) {
      return document -> true;
    }
    long key = Draws.key(job.seed(), Purpose.SELECT);
    return document -> Draws.unit(Draws.mix(key, Draws.hash(document.id().toString()))) < share;
  }

  private void describe(Job job, TrainingText text, WordCounts words, Trained trained) {
    int superwords = 0;
    for (int id = 0; id < trained.model().size(); id++) {
      superwords += SuperwordRule.isSuperword(trained.model().token(id)) ? 1 : 0;
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("size", trained.model().size());
    facts.put("transition", transition);
    facts.put("max-words", maxWords);
    facts.put("merges", trained.model().mergeCount());
    facts.put("superwords", superwords);
    facts.put("pattern", pattern.name().toLowerCase(Locale.ROOT));
    facts.put("words", words.size());
    facts.put("dropped-words", words.dropped().words());
    facts.put("unit", text.weights().unit());
    facts.put("domains", text.facts());
    job.file("training.json", Json.canonical(facts));
    job.summary().figure("vocabulary", trained.model().size(), Format.COUNT);
    job.summary().figure("superwords", superwords, Format.COUNT, "tokens that hold a space inside");
    if (text.bytes().total() > phraseText.bytes()) {
      job.summary()
          .warning(
              "the second stage saw about "
                  + phraseText
                  + " of the "
                  + text.bytes().total()
                  + " bytes: an even sample of documents; raise phrase-text for more");
    }
    TrainingText.warn(trained.model().size(), size, job.summary());
    TrainingText.warn(words, job.summary());
    job.summary().add(text.table());
  }

  /** Trains both stages on a part of the sample. */
  @Override
  public void foresee(Forecast forecast) {
    Counts bytes = forecast.inventory().bytes(Part.TRAIN);
    if (bytes.total() == 0) {
      throw new RequestException("the corpus has no training text");
    }
    double second = Math.min(bytes.total(), phraseText.bytes()) * (1. + sweep.size());
    forecast.work(bytes.total() + 2 * second, 16e6);
    // Of the second stage: a token for every two bytes or more, 8 bytes each with its lists.
    forecast.memory(
        Math.min(countMemory.bytes() + wordMemory.bytes(), 16. * bytes.total())
            + 4. * Math.min(bytes.total(), phraseText.bytes()));
    forecast.make(
        BytesPerToken.of(
            forecast.sample(),
            size,
            texts -> {
              BytePairTrainer trainer = new BytePairTrainer(settings(1), 1);
              Trained bpe = trainer.train(BytesPerToken.words(texts, pattern.preTokenizer()));
              int kept = Math.min(bpe.model().mergeCount(), transition - least(specialTokens));
              PhraseCounter counter =
                  new PhraseCounter(bpe.model().ofFirstMerges(kept), pattern.preTokenizer());
              PhraseCounter.Worker worker = counter.worker();
              texts.forEach(utf8 -> worker.add(utf8, 0, utf8.length, 1));
              return tokenizer(
                  trainer.train(bpe, kept, counter, new SuperwordRule(maxWords)),
                  PreTokenizer.SUPERWORDS);
            }));
  }
}
