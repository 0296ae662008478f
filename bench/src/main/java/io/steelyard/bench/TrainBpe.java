package io.steelyard.bench;

import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.train.BytePairTrainer;
import io.steelyard.vocab.train.BytePairTrainer.Settings;
import io.steelyard.vocab.train.BytePairTrainer.Trained;
import io.steelyard.vocab.train.WordCounter;
import io.steelyard.vocab.train.WordCounts;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Trains a byte-pair vocabulary on a text file, each line with its line end a document, and prints
 * seconds and peak resident memory. Arguments: file, vocabulary size, threads, longest token (0:
 * any), file for the merges (one pair of hexadecimal byte strings a line).
 */
public final class TrainBpe {
  private static final int BLOCK = 1 << 20;

  private TrainBpe() {}

  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    Path file = Path.of(args[0]);
    int threads = Integer.parseInt(args[2]);
    int longest = Integer.parseInt(args[3]);
    Settings settings =
        new Settings(
            Integer.parseInt(args[1]), 0, longest == 0 ? Settings.NO_LIMIT : longest, List.of());
    WordCounts words = count(file, threads, PreTokenizer.GPT2);
    long counted = System.nanoTime();
    Trained trained = new BytePairTrainer(settings, threads).train(words);
    long end = System.nanoTime();
    writeMerges(trained.model(), Path.of(args[4]));
    System.out.printf(
        "seconds %.2f count %.2f train %.2f words %d merges %d peak_mb %d%n",
        (end - start) * 1e-9,
        (counted - start) * 1e-9,
        (end - counted) * 1e-9,
        words.size(),
        trained.model().mergeCount(),
        peakMegabytes());
  }

  static WordCounts count(Path file, int threads, PreTokenizer cut) throws Exception {
    WordCounter.Limits limits =
        new WordCounter.Limits(
            1L << 30, Long.MAX_VALUE, threads, Path.of(System.getProperty("java.io.tmpdir")));
    try (WordCounter counter = new WordCounter(cut::split, limits)) {
      eachLine(
          file,
          threads,
          () -> {
            WordCounter.Worker worker = counter.worker();
            return (text, from, to) -> worker.add(text, from, to, 1);
          });
      return counter.finish(1);
    }
  }

  /** Takes lines with their line ends. */
  @FunctionalInterface
  interface Lines {
    void line(byte[] text, int from, int to);
  }

  /** Reads all lines of a file, each thread an equal part. */
  static void eachLine(Path file, int threads, Supplier<Lines> readers) throws Exception {
    long size = Files.size(file);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        long from = size * t / threads;
        long to = size * (t + 1) / threads;
        Lines reader = readers.get();
        parts.add(
            pool.submit(
                () -> {
                  readLines(file, from, to, reader);
                  return null;
                }));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  /** Reads the lines that begin in {@code [from, to)}. */
  private static void readLines(Path path, long from, long to, Lines reader) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      byte[] buffer = new byte[BLOCK];
      long position = from == 0 ? 0 : from - 1;
      file.seek(position);
      boolean skipping = from > 0;
      int kept = 0;
      while (position < to) {
        int n = file.read(buffer, kept, buffer.length - kept);
        int end = kept + Math.max(n, 0);
        int at = 0;
        for (int i = kept; i < end && position < to; i++) {
          if (buffer[i] == '\n') {
            if (!skipping) {
              reader.line(buffer, at, i + 1);
            }
            skipping = false;
            position += i + 1 - at;
            at = i + 1;
          }
        }
        if (n < 0) {
          if (at < end && position < to && !skipping) {
            reader.line(buffer, at, end);
          }
          return;
        }
        kept = end - at;
        System.arraycopy(buffer, at, buffer, 0, kept);
        if (kept == buffer.length) {
          buffer = java.util.Arrays.copyOf(buffer, 2 * kept);
        }
      }
    }
  }

  private static void writeMerges(BytePairModel model, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < model.mergeCount(); i++) {
        out.write(hex(model.token(model.left(i))) + " " + hex(model.token(model.right(i))) + "\n");
      }
    }
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(String.format("%02x", b));
    }
    return text.toString();
  }

  /** The highest resident set of this process, from the kernel. */
  static long peakMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return -1;
  }
}
