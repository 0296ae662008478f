package io.steelyard.bench;

import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.train.BytePairTrainer;
import io.steelyard.vocab.train.BytePairTrainer.Settings;
import io.steelyard.vocab.train.BytePairTrainer.Trained;
import io.steelyard.vocab.train.PhraseCounter;
import io.steelyard.vocab.train.SuperwordRule;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Trains a byte-pair or a SuperBPE vocabulary with SuperBPE's patterns on a text file, each line
 * with its line end a document, and prints seconds by stage and peak resident memory. Arguments:
 * file, vocabulary size, transition point (0: plain byte pairs), threads, tokenizer.json to write.
 */
public final class TrainSuperBpe {
  private TrainSuperBpe() {}

  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    Path file = Path.of(args[0]);
    int size = Integer.parseInt(args[1]);
    int transition = Integer.parseInt(args[2]);
    int threads = Integer.parseInt(args[3]);
    boolean plain = transition == 0;
    Settings firstStage = settings(plain ? size : transition);
    Trained first =
        new BytePairTrainer(firstStage, threads)
            .train(TrainBpe.count(file, threads, PreTokenizer.SUBWORDS));
    long between = System.nanoTime();
    long read = between;
    Trained trained = first;
    if (!plain) {
      PhraseCounter phrases = new PhraseCounter(first.model(), PreTokenizer.SUBWORDS);
      TrainBpe.eachLine(
          file,
          threads,
          () -> {
            PhraseCounter.Worker worker = phrases.worker();
            return (text, from, to) -> worker.add(text, from, to, 1);
          });
      read = System.nanoTime();
      trained =
          new BytePairTrainer(settings(size), threads)
              .train(
                  first,
                  first.model().mergeCount(),
                  phrases,
                  new SuperwordRule(SuperwordRule.WORDS));
    }
    long end = System.nanoTime();
    PreTokenizer cut = plain ? PreTokenizer.SUBWORDS : PreTokenizer.SUPERWORDS;
    try (OutputStream out = Files.newOutputStream(Path.of(args[4]))) {
      TokenizerJson.write(Tokenizer.byteLevel(trained.model(), cut, List.of()), out);
    }
    System.out.printf(
        "seconds %.2f first %.2f read %.2f second %.2f tokens %d peak_mb %d%n",
        (end - start) * 1e-9,
        (between - start) * 1e-9,
        (read - between) * 1e-9,
        (end - read) * 1e-9,
        trained.model().size(),
        TrainBpe.peakMegabytes());
  }

  private static Settings settings(int size) {
    return new Settings(size, 0, Settings.NO_LIMIT, List.of());
  }
}
