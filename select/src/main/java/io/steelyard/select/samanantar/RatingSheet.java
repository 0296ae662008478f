package io.steelyard.select.samanantar;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Pairs for people to rate from 0 to 5, as many of each kind: well above the threshold, just above,
 * just below. The sheet says nothing of score or kind; its key does.
 */
final class RatingSheet {
  /** A pair on the sheet. */
  private record Entry(String kind, PairTable.Row row, long order) {}

  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param above pairs above the threshold, best first
   * @param below pairs below it, best first
   */
  RatingSheet(
      List<PairTable.Row> above, List<PairTable.Row> below, int ofEach, String name, long seed) {
    long key = Draws.key(seed, Purpose.EXAMPLES, name);
    int half = above.size() / 2;
    take("well above", above.subList(0, half), ofEach, key);
    take("just above", above.subList(half, above.size()), ofEach, key);
    take("just below", below.subList(0, Math.min(below.size(), above.size())), ofEach, key);
    entries.sort(Comparator.comparingLong(Entry::order));
  }

  private void take(String kind, List<PairTable.Row> from, int n, long key) {
    List<Entry> all = new ArrayList<>();
    for (PairTable.Row row : from) {
      long order = Draws.mix(key, Draws.hash(row.sourceId()), Draws.hash(row.targetId()));
      all.add(new Entry(kind, row, order));
    }
    all.sort(Comparator.comparingLong(Entry::order));
    entries.addAll(all.subList(0, Math.min(n, all.size())));
  }

  /** One line a pair with an empty last field. */
  String sheet() {
    StringBuilder out = new StringBuilder("number\tsource\ttarget\trating 0 to 5\n");
    for (int i = 0; i < entries.size(); i++) {
      PairTable.Row row = entries.get(i).row;
      out.append(i + 1).append('\t').append(plain(row.source())).append('\t');
      out.append(plain(row.target())).append("\t\n");
    }
    return out.toString();
  }

  String key() {
    StringBuilder out = new StringBuilder("number\tkind\tcosine\tmargin\tsrc_id\ttgt_id\n");
    for (int i = 0; i < entries.size(); i++) {
      PairTable.Row row = entries.get(i).row;
      out.append(i + 1).append('\t').append(entries.get(i).kind).append('\t');
      out.append(row.cosine()).append('\t').append(row.margin()).append('\t');
      out.append(row.sourceId()).append('\t').append(row.targetId()).append('\n');
    }
    return out.toString();
  }

  private static String plain(String text) {
    return text.replace('\t', ' ').replace('\n', ' ');
  }
}
