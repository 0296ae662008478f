package io.steelyard.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.steelyard.corpus.deduplicate.BandKeys;
import io.steelyard.corpus.deduplicate.Clusters;
import io.steelyard.corpus.deduplicate.MinHashSettings;
import io.steelyard.corpus.deduplicate.NearDuplicates;
import io.steelyard.corpus.deduplicate.Preference;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Near-duplicate removal over JSON Lines files, end to end: read, sign, join, write the kept lines.
 * Arguments: input folder, output file, {@code standard | parity}, threads, optionally a file for
 * all signatures (112 little-endian longs per document, zeros where a text is too short for one).
 */
public final class MinHashRun {
  private static final int BATCH = 128;
  private static final JsonFactory JSON = new JsonFactory();

  private MinHashRun() {}

  private record Batch(int first, List<String> lines) {}

  public static void main(String[] args) throws Exception {
    List<Path> files;
    try (var list = Files.list(Path.of(args[0]))) {
      files = list.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList();
    }
    MinHashSettings settings =
        args[2].equals("parity") ? MinHashSettings.parity() : MinHashSettings.standard();
    int threads = Integer.parseInt(args[3]);
    Path temporary = Files.createTempDirectory("minhash");
    long start = System.nanoTime();
    Reader reader = new Reader(files);
    long signed;
    Clusters clusters;
    int documents;
    try (NearDuplicates search = new NearDuplicates(64L << 20, temporary)) {
      runAll(threads, () -> sign(reader, settings, search));
      documents = reader.documents;
      signed = System.nanoTime();
      clusters = search.clusters(documents, Preference.first());
    }
    long joined = System.nanoTime();
    int kept = writeKept(files, clusters, Path.of(args[1]));
    long end = System.nanoTime();
    System.out.printf(
        "seconds %.2f signature %.2f clusters %.2f filter %.2f kept %d peak_mb %d%n",
        (end - start) / 1e9,
        (signed - start) / 1e9,
        (joined - signed) / 1e9,
        (end - joined) / 1e9,
        kept,
        peakMegabytes());
    if (args.length > 4) {
      writeSignatures(files, settings, Path.of(args[4]));
    }
    Files.delete(temporary);
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void runAll(int threads, Task task) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      running.add(
          pool.submit(
              () -> {
                task.run();
                return null;
              }));
    }
    for (Future<?> future : running) {
      future.get();
    }
    pool.shutdown();
  }

  private static void sign(Reader reader, MinHashSettings settings, NearDuplicates search)
      throws IOException {
    BandKeys keys = new BandKeys(settings);
    int bands = settings.bands().bands();
    long[] batchKeys = new long[BATCH * bands];
    int[] ordinals = new int[BATCH];
    for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
      int taken = 0;
      for (int i = 0; i < batch.lines.size(); i++) {
        if (keys.take(text(batch.lines.get(i)))) {
          System.arraycopy(keys.keys(), 0, batchKeys, taken * bands, bands);
          ordinals[taken++] = batch.first + i;
        }
      }
      synchronized (search) {
        for (int i = 0; i < taken; i++) {
          search.add(ordinals[i], batchKeys, i * bands, bands);
        }
      }
    }
  }

  /** The field {@code text} of one JSON line. */
  static String text(String line) throws IOException {
    try (JsonParser parser = JSON.createParser(line)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals("text");
        parser.nextToken();
        if (wanted) {
          return parser.getText();
        }
        parser.skipChildren();
      }
    }
    throw new IOException("a line without the field \"text\"");
  }

  private static final class Reader {
    private final List<Path> files;
    private int file;
    private BufferedReader open;
    int documents;

    Reader(List<Path> files) {
      this.files = files;
    }

    synchronized Batch next() throws IOException {
      List<String> lines = new ArrayList<>(BATCH);
      int first = documents;
      while (lines.size() < BATCH) {
        if (open == null) {
          if (file == files.size()) {
            break;
          }
          open = Files.newBufferedReader(files.get(file++));
        }
        String line = open.readLine();
        if (line == null) {
          open.close();
          open = null;
        } else {
          lines.add(line);
          documents++;
        }
      }
      return lines.isEmpty() ? null : new Batch(first, lines);
    }
  }

  private static int writeKept(List<Path> files, Clusters clusters, Path output)
      throws IOException {
    int at = 0;
    int kept = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(output), 1 << 16)) {
      for (Path file : files) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (clusters.isKept(at++)) {
              out.write(line.getBytes(StandardCharsets.UTF_8));
              out.write('\n');
              kept++;
            }
          }
        }
      }
    }
    return kept;
  }

  private static void writeSignatures(List<Path> files, MinHashSettings settings, Path output)
      throws IOException {
    BandKeys keys = new BandKeys(settings);
    int functions = settings.bands().functions();
    ByteBuffer record = ByteBuffer.allocate(functions * 8).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(output), 1 << 16)) {
      for (Path file : files) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            record.clear();
            boolean signed = keys.take(text(line));
            for (int i = 0; i < functions; i++) {
              record.putLong(signed ? keys.signature()[i] : 0);
            }
            out.write(record.array());
          }
        }
      }
    }
  }

  /** The process's own high-water mark of resident memory, where the system tells it. */
  static long peakMegabytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return -1;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return -1;
  }
}
