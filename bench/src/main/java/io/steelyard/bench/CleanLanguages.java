package io.steelyard.bench;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import io.steelyard.corpus.clean.CleanProfile;
import io.steelyard.corpus.clean.Cleaner;
import io.steelyard.corpus.clean.LanguageKey;
import io.steelyard.corpus.clean.LanguageRules;
import io.steelyard.corpus.clean.Segmented;
import io.steelyard.corpus.clean.StopWords;
import io.steelyard.corpus.clean.UnicodeSplitter;
import io.steelyard.corpus.clean.WhitespaceSplitter;
import io.steelyard.corpus.clean.WordSplitter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What cleaning rules do to manual pages in other languages, and how fast words are cut in each:
 * {@code bench/run clean-languages}. Times are processor time of one thread.
 */
final class CleanLanguages {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private CleanLanguages() {}

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    List<String> folders = new ArrayList<>(List.of(""));
    try (Stream<Path> list = Files.list(root.resolve("usr/share/man"))) {
      list.map(p -> p.getFileName().toString())
          .filter(name -> !name.startsWith("man"))
          .sorted()
          .forEach(folders::add);
    }
    System.out.println(
        "language documents MB | dropped by stop words: own list, English list | by gopher: own,"
            + " English | MB/s: white space, ours, ICU | all rules, all values");
    for (String folder : folders) {
      List<String> texts = new ArrayList<>();
      DebianText.manualPages(root, folder, (id, text) -> texts.add(text));
      if (texts.size() >= 20) {
        row(folder.isEmpty() ? "en" : LanguageKey.of(folder), texts);
      }
    }
  }

  private static void row(String language, List<String> texts) {
    double megabytes =
        texts.stream().mapToInt(t -> t.getBytes(StandardCharsets.UTF_8).length).sum() / 1e6;
    CleanProfile stop = CleanProfile.of("stop", List.of("stop-words"));
    CleanProfile gopher = CleanProfile.named("gopher");
    CleanProfile all = CleanProfile.of("all", List.of("repetition", "quality", "c4", "lines"));
    LanguageRules own = LanguageRules.standard();
    LanguageRules english = LanguageRules.sameForAll(StopWords.GOPHER_ENGLISH);
    Cleaner everything = new Cleaner(all, Cleaner.Mode.ANNOTATE, own, new UnicodeSplitter());
    BreakIterator icu = BreakIterator.getWordInstance(ULocale.ROOT);
    System.out.printf(
        Locale.ROOT,
        "%s %d %.1f | %.1f%% %.1f%% | %.1f%% %.1f%% | %.0f %.0f %.0f | %.1f%n",
        language,
        texts.size(),
        megabytes,
        dropped(stop, own, language, texts),
        dropped(stop, english, language, texts),
        dropped(gopher, own, language, texts),
        dropped(gopher, english, language, texts),
        megabytes / seconds(texts, t -> cut(t, new WhitespaceSplitter())),
        megabytes / seconds(texts, t -> cut(t, new UnicodeSplitter())),
        megabytes
            / seconds(
                texts,
                t -> {
                  int n = 0;
                  for (String text : t) {
                    icu.setText(text);
                    while (icu.next() != BreakIterator.DONE) {
                      n++;
                    }
                  }
                  return n;
                }),
        megabytes
            / seconds(
                texts,
                t -> {
                  int n = 0;
                  for (String text : t) {
                    n += everything.clean(text, language).findings().size();
                  }
                  return n;
                }));
  }

  private static int cut(List<String> texts, WordSplitter splitter) {
    Segmented segmented = new Segmented(splitter);
    int n = 0;
    for (String text : texts) {
      n += segmented.set(text).words();
    }
    return n;
  }

  /** Processor seconds of the fourth pass. */
  private static double seconds(
      List<String> texts, java.util.function.ToIntFunction<List<String>> work) {
    double last = 0;
    int sum = 0;
    for (int pass = 0; pass < 4; pass++) {
      long start = THREADS.getCurrentThreadCpuTime();
      sum += work.applyAsInt(texts);
      last = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
    }
    return sum == 0 ? Double.NaN : last;
  }

  private static double dropped(
      CleanProfile profile, LanguageRules rules, String language, List<String> texts) {
    Cleaner cleaner = new Cleaner(profile, Cleaner.Mode.FILTER, rules, new UnicodeSplitter());
    long n = texts.stream().filter(t -> !cleaner.clean(t, language).keep()).count();
    return 100.0 * n / texts.size();
  }
}
