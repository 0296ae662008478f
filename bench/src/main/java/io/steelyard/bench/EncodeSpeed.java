package io.steelyard.bench;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.steelyard.vocab.Tokenizer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/**
 * Encodes a text in documents of 4,000 characters and prints megabytes per second: on one thread of
 * the thread's processor time, which a busy machine disturbs less than the clock; on several by the
 * clock, and beside it megabytes per second of processor time of all threads.
 *
 * <p>Arguments: {@code steelyard}, {@code count}, {@code decode} or {@code jtokkit}; a tokenizer as
 * for {@link EncodeCheck}; the text; warm-up passes; measured passes, of which the median counts;
 * threads (1).
 */
public final class EncodeSpeed {
  private static final int DOCUMENT = 4_000;

  private EncodeSpeed() {}

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    String text = Files.readString(Path.of(args[2]));
    long bytes = Files.size(Path.of(args[2]));
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < text.length(); ) {
      int end = Math.min(text.length(), i + DOCUMENT);
      if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
        end++;
      }
      documents.add(text.substring(i, end));
      i = end;
    }
    if (args[0].equals("decode")) {
      decode(args, documents);
      return;
    }
    ToIntFunction<String> encoder = encoder(args[0], args[1]);
    int warm = Integer.parseInt(args[3]);
    int threads = args.length > 5 ? Integer.parseInt(args[5]) : 1;
    double[] seconds = new double[Integer.parseInt(args[4])];
    double[] used = new double[seconds.length];
    long tokens = 0;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    for (int pass = -warm; pass < seconds.length; pass++) {
      long start = threads == 1 ? cpu() : System.nanoTime();
      long startOfAll = processCpu();
      tokens =
          threads == 1 ? encode(documents, encoder) : encode(documents, encoder, pool, threads);
      if (pass >= 0) {
        seconds[pass] = ((threads == 1 ? cpu() : System.nanoTime()) - start) / 1e9;
        used[pass] = (processCpu() - startOfAll) / 1e9;
      }
    }
    pool.shutdown();
    Arrays.sort(seconds);
    Arrays.sort(used);
    System.out.printf(
        "mb_per_s %.2f best %.2f mb_per_cpu_s %.2f tokens %d%n",
        bytes / seconds[seconds.length / 2] / 1e6,
        bytes / seconds[0] / 1e6,
        bytes / used[used.length / 2] / 1e6,
        tokens);
  }

  private static long encode(List<String> documents, ToIntFunction<String> encoder) {
    long tokens = 0;
    for (String document : documents) {
      tokens += encoder.applyAsInt(document);
    }
    return tokens;
  }

  /** Each thread takes the next document that none has taken. */
  private static long encode(
      List<String> documents, ToIntFunction<String> encoder, ExecutorService pool, int threads)
      throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    List<Future<Long>> totals = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      totals.add(
          pool.submit(
              () -> {
                long tokens = 0;
                for (int at; (at = next.getAndIncrement()) < documents.size(); ) {
                  tokens += encoder.applyAsInt(documents.get(at));
                }
                return tokens;
              }));
    }
    long tokens = 0;
    for (Future<Long> total : totals) {
      tokens += total.get();
    }
    return tokens;
  }

  private static long processCpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static ToIntFunction<String> encoder(String kind, String name) throws IOException {
    if (kind.equals("jtokkit")) {
      String pattern = name.substring(0, name.indexOf('='));
      Encoding encoding =
          Encodings.newLazyEncodingRegistry()
              .getEncoding(EncodingType.fromName(pattern + "_base").orElseThrow());
      return text -> encoding.encodeOrdinary(text).size();
    }
    Tokenizer tokenizer = EncodeCheck.tokenizer(name);
    return kind.equals("count") ? tokenizer::count : text -> tokenizer.encodeOrdinary(text).length;
  }

  private static void decode(String[] args, List<String> documents) throws IOException {
    Tokenizer tokenizer = EncodeCheck.tokenizer(args[1]);
    List<int[]> ids = documents.stream().map(tokenizer::encodeOrdinary).toList();
    double[] seconds = new double[Integer.parseInt(args[4])];
    long tokens = 0;
    long bytes = 0;
    for (int pass = -Integer.parseInt(args[3]); pass < seconds.length; pass++) {
      long start = cpu();
      tokens = 0;
      bytes = 0;
      for (int[] document : ids) {
        tokens += document.length;
        bytes += tokenizer.decodeBytes(document, false).length;
      }
      if (pass >= 0) {
        seconds[pass] = (cpu() - start) / 1e9;
      }
    }
    Arrays.sort(seconds);
    double median = seconds[seconds.length / 2];
    System.out.printf(
        "decode: mb_per_s %.1f million_tokens_per_s %.1f%n",
        bytes / median / 1e6, tokens / median / 1e6);
  }
}
