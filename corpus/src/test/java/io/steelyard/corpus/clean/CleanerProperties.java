package io.steelyard.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Invariants of the rules, and the n-gram measures against a plain reading of their definition. */
class CleanerProperties {
  private static final String[] WORDS = {
    "the",
    "of",
    "and",
    "that",
    "story",
    "town",
    "a",
    "ab",
    "b",
    "bc",
    "c",
    ".",
    "...",
    "-",
    "#",
    "42",
    "is",
    "कुत्ता",
    "北京",
    "😀",
    "Don't",
    "\n",
    "\n\n",
    "sentence.",
    "Ends!",
    "{",
    "[1]"
  };

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(WORDS)
        .list()
        .ofMaxSize(120)
        .map(words -> String.join(" ", words).replace(" \n", "\n").replace("\n ", "\n"));
  }

  private static Cleaner cleaner(String profile, WordSplitter splitter) {
    return new Cleaner(
        CleanProfile.named(profile), Cleaner.Mode.FILTER, LanguageRules.standard(), splitter);
  }

  @Property(tries = 200, seed = "20260104")
  void keptTextIsKeptAgain(@ForAll("texts") String text) {
    for (String profile : List.of("gopher", "fineweb2", "nemo", "data-juicer")) {
      CleanVerdict first = cleaner(profile, new UnicodeSplitter()).clean(text, "en");
      assertThat(first.text()).isEqualTo(text);
      if (first.keep()) {
        assertThat(cleaner(profile, new UnicodeSplitter()).clean(first.text(), "en").keep())
            .isTrue();
      }
    }
  }

  @Property(tries = 300, seed = "20260105")
  void lineEditsSettle(@ForAll("texts") String text) {
    CleanProfile c4 = CleanProfile.named("c4").withThreshold("too_few_sentences", 0);
    Cleaner cleaner =
        new Cleaner(c4, Cleaner.Mode.FILTER, LanguageRules.standard(), new UnicodeSplitter());
    CleanVerdict verdict = cleaner.clean(text, "en");
    // A line that lost a citation mark may fail the word rule the next time; without marks, none.
    if (verdict.keep() && !text.contains("[")) {
      CleanVerdict again = cleaner.clean(verdict.text(), "en");
      assertThat(again.text()).isEqualTo(verdict.text());
    }
  }

  @Property(tries = 50, seed = "20260106")
  void verdictsDoNotDependOnWhatCameBefore(@ForAll("texts") String a, @ForAll("texts") String b) {
    List<String> order = new ArrayList<>(List.of(a, b, a + "\n" + b, b + a));
    Cleaner reused = cleaner("fineweb", new UnicodeSplitter());
    Map<String, CleanVerdict> alone = new HashMap<>();
    for (String text : order) {
      alone.put(text, cleaner("fineweb", new UnicodeSplitter()).clean(text, "en"));
    }
    Collections.shuffle(order, new Random(3));
    int kept = 0;
    int dropped = 0;
    for (String text : order) {
      CleanVerdict verdict = reused.clean(text, "en");
      CleanVerdict expected = alone.get(text);
      assertThat(verdict.reason()).isEqualTo(expected.reason());
      assertThat(verdict.values()).isEqualTo(expected.values());
      assertThat(verdict.text()).isEqualTo(expected.text());
      assertThat(verdict.keep()).isEqualTo(verdict.reason() == null);
      kept += verdict.keep() ? 1 : 0;
      dropped += verdict.reason() != null ? 1 : 0;
    }
    assertThat(kept + dropped).isEqualTo(order.size());
  }

  @Property(tries = 300, seed = "20260107")
  void ngramMeasuresFollowTheirDefinition(@ForAll("texts") String text) {
    Segmented s = new Segmented(new WhitespaceSplitter()).set(text);
    String[] words =
        Arrays.stream(text.split("[ \n]+")).filter(w -> !w.isEmpty()).toArray(String[]::new);
    assertThat(s.words()).isEqualTo(words.length);
    NgramTable table = new NgramTable();
    for (int n = 1; n <= 10; n++) {
      assertThat(table.topCharacters(s, n, 1)).as("top " + n).isEqualTo(top(words, n));
      assertThat(table.duplicateCharacters(s, n)).as("dup " + n).isEqualTo(duplicates(words, n));
    }
  }

  private static int top(String[] words, int n) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i + n <= words.length; i++) {
      counts.merge(String.join(" ", Arrays.copyOfRange(words, i, i + n)), 1, Integer::sum);
    }
    int max = 0;
    String best = "";
    for (Map.Entry<String, Integer> e : counts.entrySet()) {
      if (e.getValue() > max) {
        max = e.getValue();
        best = e.getKey();
      }
    }
    return best.codePointCount(0, best.length()) * max;
  }

  private static int duplicates(String[] words, int n) {
    Set<String> seen = new HashSet<>();
    int chars = 0;
    int i = 0;
    while (i < words.length - n + 1) {
      String gram = String.join("", Arrays.copyOfRange(words, i, i + n));
      if (seen.add(gram)) {
        i++;
      } else {
        chars += gram.codePointCount(0, gram.length());
        i += n;
      }
    }
    return chars;
  }

  @Property(tries = 200, seed = "20260108")
  void givenSplittersSeeWhatTheShippedOnesSee(@ForAll("texts") String text) {
    List<int[]> spans = new ArrayList<>();
    new UnicodeSplitter()
        .split(text.toCharArray(), text.length(), (from, to) -> spans.add(new int[] {from, to}));
    WordSplitter given =
        new WordSplitter() {
          @Override
          public String name() {
            return "given";
          }

          @Override
          public void split(char[] t, int length, Sink sink) {
            spans.forEach(span -> sink.word(span[0], span[1]));
          }
        };
    assertThat(cleaner("gopher", given).clean(text, "en").values())
        .isEqualTo(cleaner("gopher", new UnicodeSplitter()).clean(text, "en").values());
  }
}
