package io.steelyard.corpus.deduplicate;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.ArrayList;
import java.util.List;

/** Texts with copies whose originals are known: exact, near (2 % of words changed), boilerplate. */
final class PlantedCopies {
  private static final int VOCABULARY = 4000;

  final List<String> texts = new ArrayList<>();
  final List<Integer> exactOriginals = new ArrayList<>();
  final List<Integer> nearOriginals = new ArrayList<>();
  final int originals;
  private final long key;

  PlantedCopies(long seed, int originals, int exact, int near, int boilerplate) {
    this.key = Draws.key(seed, Purpose.SYNTHETIC);
    this.originals = originals;
    for (int i = 0; i < originals; i++) {
      texts.add(text(i, 80 + (int) Draws.below(Draws.mix(key, i, -1), 200)));
    }
    for (int i = 0; i < exact; i++) {
      int original = (int) Draws.below(Draws.mix(key, -2, i), originals);
      exactOriginals.add(original);
      texts.add("  " + texts.get(original).replace(". ", ".\n"));
    }
    for (int i = 0; i < near; i++) {
      int original = (int) Draws.below(Draws.mix(key, -3, i), originals);
      nearOriginals.add(original);
      texts.add(edited(texts.get(original), i));
    }
    String header = text(-7, 60);
    for (int i = 0; i < boilerplate; i++) {
      texts.add(header + " " + text(-1000 - i, 150));
    }
  }

  private String text(int number, int words) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < words; i++) {
      // density falling like 1/x over the vocabulary, as word frequencies do
      double u = Draws.unit(Draws.mix(key, number, i));
      int word = (int) StrictMath.pow(VOCABULARY, u);
      out.append(i == 0 ? "" : i % 11 == 0 ? ". " : " ").append("w").append(spell(word));
    }
    return out.append('.').toString();
  }

  /** Numbers as letters, since digits all fold to 0. */
  private static String spell(int number) {
    return Integer.toString(number, 26)
        .chars()
        .map(c -> c <= '9' ? c - '0' + 'q' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private String edited(String text, int copy) {
    String[] words = text.split(" ");
    for (int i = 0; i < Math.max(1, words.length / 50); i++) {
      int at = (int) Draws.below(Draws.mix(key, -4, copy, i), words.length);
      words[at] = "edit" + spell(copy * 31 + i);
    }
    return String.join(" ", words);
  }
}
