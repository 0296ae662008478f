package io.steelyard.select.celadon;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.select.features.HashedGrams;
import io.steelyard.select.features.ScannedText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Texts with grades, and their way into training, validation and test: texts that are the same but
 * for case and marks, and texts of one source document, always go together, so that none is met
 * again where heads are tried.
 */
final class LabelledTexts {
  /**
   * One text.
   *
   * @param text in readable form
   * @param grades by axis
   */
  record Labelled(String text, String language, int[] grades) {
    boolean clean() {
      for (int grade : grades) {
        if (grade > 0) {
          return false;
        }
      }
      return true;
    }
  }

  /** Row numbers of each part. */
  record Parts(int[] training, int[] validation, int[] test) {}

  private final List<Labelled> texts = new ArrayList<>();
  private final List<Integer> parents = new ArrayList<>();
  private final Map<Object, Integer> firsts = new HashMap<>();
  private final HashedGrams grams = new HashedGrams(8, false);
  private long unreadable;

  /**
   * Adds a text.
   *
   * @param grades as the record has them; a text whose grades cannot be read is counted and left
   *     out
   * @param document the source document that it is a piece of, or null where it is whole
   */
  void add(String text, String language, Object grades, String document) {
    int[] read = GradeParser.parse(grades).orElse(null);
    if (read == null) {
      unreadable++;
      return;
    }
    String readable = ScannedText.readable(text);
    texts.add(new Labelled(readable, language, read));
    parents.add(texts.size() - 1);
    join(grams.fingerprint(readable));
    if (document != null) {
      join(document);
    }
  }

  /** Puts the last text together with the first that had this key. */
  private void join(Object key) {
    int last = texts.size() - 1;
    Integer first = firsts.putIfAbsent(key, last);
    if (first != null) {
      int a = root(first);
      int b = root(last);
      parents.set(Math.max(a, b), Math.min(a, b));
    }
  }

  private int root(int i) {
    int at = i;
    while (parents.get(at) != at) {
      parents.set(at, parents.get(parents.get(at)));
      at = parents.get(at);
    }
    return at;
  }

  List<Labelled> texts() {
    return texts;
  }

  List<String> strings() {
    return texts.stream().map(Labelled::text).toList();
  }

  int[][] grades() {
    return texts.stream().map(Labelled::grades).toArray(int[][]::new);
  }

  /** Texts whose grades could not be read. */
  long unreadable() {
    return unreadable;
  }

  /** Texts by language. */
  Map<String, Long> languages() {
    Map<String, Long> counts = new TreeMap<>();
    texts.forEach(text -> counts.merge(text.language, 1L, Long::sum));
    return counts;
  }

  /**
   * Deals groups out: a draw by the group's first text decides.
   *
   * @param held share of validation and test together; each gets half
   */
  Parts parts(double held, long seed) {
    long key = Draws.key(seed, Purpose.SPLIT, "celadon");
    List<List<Integer>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < texts.size(); i++) {
      double at = Draws.unit(Draws.mix(key, root(i)));
      parts.get(at < held / 2 ? 2 : at < held ? 1 : 0).add(i);
    }
    return new Parts(rows(parts.get(0)), rows(parts.get(1)), rows(parts.get(2)));
  }

  private static int[] rows(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Rows such that languages have these shares of the characters: with {@code limit} the smallest
   * {@code characters / share}, each language keeps {@code limit × share} of them, in a drawn
   * order. Languages without a share are left out.
   */
  int[] shared(int[] rows, Map<String, Double> shares, long seed) {
    if (shares.isEmpty()) {
      return rows;
    }
    Map<String, List<Integer>> byLanguage = new LinkedHashMap<>();
    Map<String, Long> characters = new HashMap<>();
    for (int row : rows) {
      String language = texts.get(row).language;
      if (shares.containsKey(language)) {
        byLanguage.computeIfAbsent(language, l -> new ArrayList<>()).add(row);
        characters.merge(language, (long) texts.get(row).text.length(), Long::sum);
      }
    }
    double limit =
        shares.entrySet().stream()
            .filter(e -> e.getValue() > 0)
            .mapToDouble(e -> characters.getOrDefault(e.getKey(), 0L) / e.getValue())
            .min()
            .orElse(0);
    List<Integer> kept = new ArrayList<>();
    byLanguage.forEach(
        (language, all) -> {
          long key = Draws.key(seed, Purpose.SELECT, "celadon " + language);
          double left = limit * shares.get(language);
          for (int i = 0; i < all.size() && left > 0; i++) {
            int row = all.get((int) Draws.permute(i, all.size(), key));
            kept.add(row);
            left -= texts.get(row).text.length();
          }
        });
    kept.sort(null);
    return rows(kept);
  }

  /** Rows with no more clean texts than others: clean ones are drawn. */
  int[] undersampled(int[] rows, long seed) {
    List<Integer> clean = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    for (int row : rows) {
      (texts.get(row).clean() ? clean : kept).add(row);
    }
    long key = Draws.key(seed, Purpose.SELECT, "celadon clean texts");
    int n = Math.min(clean.size(), kept.size());
    for (int i = 0; i < n; i++) {
      kept.add(clean.get((int) Draws.permute(i, clean.size(), key)));
    }
    kept.sort(null);
    return rows(kept);
  }
}
