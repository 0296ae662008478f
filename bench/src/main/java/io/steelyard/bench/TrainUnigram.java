package io.steelyard.bench;

import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.train.UnigramFile;
import io.steelyard.vocab.train.UnigramText;
import io.steelyard.vocab.train.UnigramText.Form;
import io.steelyard.vocab.train.WordCounter;
import io.steelyard.vocab.train.WordCounts;
import io.steelyard.vocab.train.unigram.UnigramTrainer;
import io.steelyard.vocab.train.unigram.UnigramTrainer.Settings;
import io.steelyard.vocab.train.unigram.UnigramTrainer.Trained;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Trains a unigram vocabulary on a text file, each line a document, with SentencePiece's defaults,
 * and prints seconds and peak resident memory. Arguments: file, vocabulary size, threads, file for
 * the tokenizer.
 */
public final class TrainUnigram {
  private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>");

  private TrainUnigram() {}

  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    int threads = Integer.parseInt(args[2]);
    UnigramFile file =
        new UnigramFile(
            new UnigramText(Form.NMT_NFKC, false, true, false), SPECIAL, "<unk>", false);
    WordCounts words = count(Path.of(args[0]), threads, file);
    long counted = System.nanoTime();
    Settings settings = Settings.of(Integer.parseInt(args[1]) - SPECIAL.size());
    Trained trained = new UnigramTrainer(settings, threads).train(words);
    long end = System.nanoTime();
    TokenizerJson.write(file.tokenizer(trained), Path.of(args[3]));
    System.out.printf(
        "seconds %.2f count %.2f train %.2f words %d seeds %d prunings %d pieces %d peak_mb %d%n",
        (end - start) * 1e-9,
        (counted - start) * 1e-9,
        (end - counted) * 1e-9,
        words.size(),
        trained.seeds(),
        trained.prunings(),
        trained.pieces().size(),
        TrainBpe.peakMegabytes());
  }

  private static WordCounts count(Path path, int threads, UnigramFile file) throws Exception {
    WordCounter.Limits limits =
        new WordCounter.Limits(
            1L << 30, Long.MAX_VALUE, threads, Path.of(System.getProperty("java.io.tmpdir")));
    UnaryOperator<byte[]> marked = file.marked();
    try (WordCounter counter = new WordCounter(file.cut()::split, limits)) {
      TrainBpe.eachLine(
          path,
          threads,
          () -> {
            WordCounter.Worker worker = counter.worker();
            return (text, from, to) -> {
              byte[] line = marked.apply(Arrays.copyOfRange(text, from, to));
              worker.add(line, 0, line.length, 1);
            };
          });
      return counter.finish(1);
    }
  }
}
