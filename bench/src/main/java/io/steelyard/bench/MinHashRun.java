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
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
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

  private record Batch(int first, List<byte[]> lines) {}

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
        "seconds %.2f signature %.2f clusters %.2f filter %.2f kept %d peak_mb %d cpu %.2f%n",
        (end - start) / 1e9,
        (signed - start) / 1e9,
        (joined - signed) / 1e9,
        (end - joined) / 1e9,
        kept,
        peakMegabytes(),
        cpuSeconds());
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
  static String text(byte[] line) throws IOException {
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

  /** The lines of some files, one after the other, as bytes without their end. */
  static final class Lines implements Closeable {
    private final Iterator<Path> files;
    private InputStream open;
    private byte[] buffer = new byte[1 << 18];
    private int from;
    private int to;

    Lines(List<Path> files) {
      this.files = files.iterator();
    }

    byte[] next() throws IOException {
      int searched = from;
      while (true) {
        for (int i = searched; i < to; i++) {
          if (buffer[i] == '\n') {
            byte[] line = Arrays.copyOfRange(buffer, from, i);
            from = i + 1;
            return line;
          }
        }
        if (from > 0) {
          System.arraycopy(buffer, from, buffer, 0, to - from);
          to -= from;
          from = 0;
        } else if (to == buffer.length) {
          buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        searched = to;
        int read = open == null ? -1 : open.read(buffer, to, buffer.length - to);
        if (read > 0) {
          to += read;
        } else if (open != null) {
          close();
        } else if (files.hasNext()) {
          open = Files.newInputStream(files.next());
        } else {
          return null;
        }
      }
    }

    @Override
    public void close() throws IOException {
      if (open != null) {
        open.close();
        open = null;
      }
    }
  }

  private static final class Reader {
    private final Lines all;
    int documents;

    Reader(List<Path> files) {
      all = new Lines(files);
    }

    synchronized Batch next() throws IOException {
      List<byte[]> lines = new ArrayList<>(BATCH);
      int first = documents;
      while (lines.size() < BATCH) {
        byte[] line = all.next();
        if (line == null) {
          break;
        }
        lines.add(line);
        documents++;
      }
      return lines.isEmpty() ? null : new Batch(first, lines);
    }
  }

  private static int writeKept(List<Path> files, Clusters clusters, Path output)
      throws IOException {
    int at = 0;
    int kept = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(output), 1 << 16);
        Lines lines = new Lines(files)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        if (clusters.isKept(at++)) {
          out.write(line);
          out.write('\n');
          kept++;
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
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(output), 1 << 16);
        Lines lines = new Lines(files)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        record.clear();
        boolean signed = keys.take(text(line));
        for (int i = 0; i < functions; i++) {
          record.putLong(signed ? keys.signature()[i] : 0);
        }
        out.write(record.array());
      }
    }
  }

  /** Processor time of the whole process, start and compilation included. */
  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : Double.NaN;
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
