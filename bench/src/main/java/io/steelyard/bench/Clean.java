package io.steelyard.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.corpus.clean.CleanProfile;
import io.steelyard.corpus.clean.CleanVerdict;
import io.steelyard.corpus.clean.Cleaner;
import io.steelyard.corpus.clean.LanguageRules;
import io.steelyard.corpus.clean.SentenceCounter;
import io.steelyard.corpus.clean.SplitterKind;
import io.steelyard.corpus.clean.StopWords;
import io.steelyard.corpus.clean.WordSplitter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The cleaning rules (repetition, quality, C4) beside datatrove: {@code bench/run clean}.
 *
 * <p>{@code docs ROOT OUT} writes the English documents as JSON Lines; {@code speed DOCS SPLITTER
 * THREADS} prints documents, kept, seconds, documents and megabytes per second; {@code verdict DOCS
 * SPLITTER OUT [SPANS]} writes each family's verdict; {@code profile DOCS SPLITTER} runs forty
 * passes for a profiler; {@code compare OURS THEIRS} lists differences.
 */
final class Clean {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LanguageRules ENGLISH = LanguageRules.sameForAll(StopWords.GOPHER_ENGLISH);
  private static final List<String> FAMILIES = List.of("repetition", "quality", "c4");

  /** Longer documents are left out, so that the peer ends within minutes. */
  private static final int LONGEST = 10_000;

  /** Processor time of the workers, in nanoseconds: what a crowded machine does not stretch. */
  private static final AtomicLong CPU = new AtomicLong();

  private record Doc(String id, String text) {}

  private Clean() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "docs" -> docs(Path.of(args[1]), Path.of(args[2]));
      case "speed" -> speed(read(args[1]), args[2], Integer.parseInt(args[3]), args.length > 4);
      case "profile" -> {
        List<Doc> docs = read(args[1]);
        CleanProfile profile = CleanProfile.of("bench", FAMILIES);
        for (int pass = 0; pass < 40; pass++) {
          run(docs, profile, args[2], 1);
        }
      }
      case "verdict" -> verdict(args);
      case "compare" -> compare(Path.of(args[1]), Path.of(args[2]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void docs(Path root, Path out) throws IOException {
    int[] count = {0};
    try (BufferedWriter writer = Files.newBufferedWriter(out)) {
      java.util.function.BiConsumer<String, String> sink =
          (id, text) -> {
            try {
              if (text.length() <= LONGEST) {
                writer.write(JSON.writeValueAsString(Map.of("id", id, "text", text)));
                writer.newLine();
                count[0]++;
              }
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          };
      DebianText.manualPages(root, "", sink);
      DebianText.htmlPages(root, sink);
    }
    System.out.println(count[0] + " documents");
  }

  private static List<Doc> read(String path) throws IOException {
    List<Doc> docs = new ArrayList<>();
    try (var lines = Files.lines(Path.of(path))) {
      for (Iterator<String> it = lines.iterator(); it.hasNext(); ) {
        JsonNode node = JSON.readTree(it.next());
        docs.add(new Doc(node.get("id").asText(), node.get("text").asText()));
      }
    }
    return docs;
  }

  /** With {@code cold} the very first pass is timed, compilation included. */
  private static void speed(List<Doc> docs, String splitter, int threads, boolean cold)
      throws InterruptedException {
    CleanProfile profile = CleanProfile.of("bench", FAMILIES);
    if (!cold) {
      for (int pass = 0; pass < 2; pass++) {
        run(docs, profile, splitter, threads);
      }
    }
    CPU.set(0);
    long start = System.nanoTime();
    int kept = run(docs, profile, splitter, threads);
    double seconds = (System.nanoTime() - start) / 1e9;
    long bytes = 0;
    for (Doc doc : docs) {
      bytes += doc.text().getBytes(StandardCharsets.UTF_8).length;
    }
    System.out.printf(
        Locale.ROOT,
        "%d %d %.4f %.1f %.2f %.4f%n",
        docs.size(),
        kept,
        seconds,
        docs.size() / seconds,
        bytes / seconds / 1e6,
        CPU.get() / 1e9);
  }

  private static int run(List<Doc> docs, CleanProfile profile, String splitter, int threads)
      throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger kept = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      new Thread(
              () -> {
                Cleaner cleaner =
                    new Cleaner(profile, Cleaner.Mode.FILTER, ENGLISH, splitter(splitter));
                for (int i = next.getAndIncrement(); i < docs.size(); i = next.getAndIncrement()) {
                  if (cleaner.clean(docs.get(i).text(), "en").keep()) {
                    kept.incrementAndGet();
                  }
                }
                CPU.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
                done.countDown();
              })
          .start();
    }
    done.await();
    return kept.get();
  }

  private static WordSplitter splitter(String name) {
    return SplitterKind.valueOf(name.toUpperCase(Locale.ROOT)).create();
  }

  private static void verdict(String[] args) throws IOException {
    List<Doc> docs = read(args[1]);
    Given given = args.length > 4 ? new Given() : null;
    Iterator<String> spans = given == null ? null : Files.lines(Path.of(args[4])).iterator();
    WordSplitter splitter = given == null ? splitter(args[2]) : given;
    SentenceCounter sentences = given == null ? SentenceCounter.BY_MARKS : given;
    Map<String, Cleaner> cleaners = new TreeMap<>();
    for (String family : FAMILIES) {
      CleanProfile profile = CleanProfile.of(family, List.of(family));
      cleaners.put(family, new Cleaner(profile, Cleaner.Mode.FILTER, ENGLISH, splitter, sentences));
    }
    try (BufferedWriter writer = Files.newBufferedWriter(Path.of(args[3]))) {
      for (Doc doc : docs) {
        if (given != null) {
          given.take(doc.text(), JSON.readTree(spans.next()));
        }
        Map<String, String> row = new TreeMap<>();
        row.put("id", doc.id());
        for (Map.Entry<String, Cleaner> e : cleaners.entrySet()) {
          CleanVerdict verdict = e.getValue().clean(doc.text(), "en");
          row.put(e.getKey(), verdict.reason());
        }
        writer.write(JSON.writeValueAsString(row));
        writer.newLine();
      }
    }
  }

  /** Words and sentences as another program cut them: code-point spans, sentence counts by line. */
  private static final class Given implements WordSplitter, SentenceCounter {
    private int[] words = new int[0];
    private int[] sentences = new int[0];
    private int nextLine;

    void take(String text, JsonNode row) {
      JsonNode spans = row.get("words");
      words = new int[spans.size()];
      int unit = 0;
      int point = 0;
      for (int i = 0; i < words.length; i++) {
        int target = spans.get(i).asInt();
        unit = text.offsetByCodePoints(unit, target - point);
        point = target;
        words[i] = unit;
      }
      JsonNode counts = row.get("sentences");
      sentences = new int[counts.size()];
      for (int i = 0; i < sentences.length; i++) {
        sentences[i] = counts.get(i).asInt();
      }
      nextLine = 0;
    }

    @Override
    public String name() {
      return "given";
    }

    @Override
    public void split(char[] text, int length, Sink sink) {
      for (int i = 0; i < words.length; i += 2) {
        sink.word(words[i], words[i + 1]);
      }
    }

    @Override
    public int count(char[] text, int start, int end) {
      return nextLine < sentences.length ? sentences[nextLine++] : 1;
    }
  }

  private static void compare(Path ours, Path theirs) throws IOException {
    List<String> a = Files.readAllLines(ours);
    List<String> b = Files.readAllLines(theirs);
    if (a.size() != b.size()) {
      throw new IllegalStateException(a.size() + " verdicts against " + b.size());
    }
    Map<String, int[]> counts = new TreeMap<>();
    int same = 0;
    for (int i = 0; i < a.size(); i++) {
      JsonNode x = JSON.readTree(a.get(i));
      JsonNode y = JSON.readTree(b.get(i));
      boolean equal = true;
      for (String family : FAMILIES) {
        int[] n = counts.computeIfAbsent(family, f -> new int[3]);
        boolean verdict = x.get(family).isNull() == y.get(family).isNull();
        n[0] += y.get(family).isNull() ? 0 : 1;
        n[1] += verdict ? 1 : 0;
        n[2] += x.get(family).asText().equals(y.get(family).asText()) ? 1 : 0;
        equal &= verdict;
        if (!x.get(family).asText().equals(y.get(family).asText())) {
          System.out.println(
              "  differs: "
                  + x.get("id").asText()
                  + " "
                  + family
                  + " ours "
                  + x.get(family).asText()
                  + ", theirs "
                  + y.get(family).asText());
        }
      }
      same += equal ? 1 : 0;
    }
    for (Map.Entry<String, int[]> e : counts.entrySet()) {
      System.out.printf(
          Locale.ROOT,
          "  %-10s they drop %d, same verdict %d, same reason %d of %d%n",
          e.getKey(),
          e.getValue()[0],
          e.getValue()[1],
          e.getValue()[2],
          a.size());
    }
    System.out.printf(
        Locale.ROOT,
        "  same verdict of all three on %d of %d documents: %.3f%%%n",
        same,
        a.size(),
        100.0 * same / a.size());
  }
}
