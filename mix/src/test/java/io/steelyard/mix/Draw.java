package io.steelyard.mix;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.counts.Schedule;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** One line of a consumption log, and how the tests make domains and read sequences. */
record Draw(long index, int domain, long epoch, long position, long document) {
  static Draw of(DrawCursor cursor) {
    return new Draw(
        cursor.index(), cursor.domain(), cursor.epoch(), cursor.position(), cursor.document());
  }

  /** The next {@code count} draws, or fewer at the end. */
  static List<Draw> take(DrawCursor cursor, long count) {
    List<Draw> draws = new ArrayList<>();
    while (draws.size() < count && cursor.next()) {
      draws.add(of(cursor));
    }
    return draws;
  }

  static int[] domains(DrawCursor cursor, int count) {
    return take(cursor, count).stream().mapToInt(Draw::domain).toArray();
  }

  static List<String> names(int domains) {
    return IntStream.range(0, domains).mapToObj(k -> "d" + k).toList();
  }

  static Proportions proportions(double... values) {
    return Proportions.normalise(names(values.length), values);
  }

  static Schedule schedule(double... values) {
    return Schedule.constant(proportions(values));
  }

  /** Large domains, so that nothing repeats. */
  static SamplerSettings endless(double... values) {
    return SamplerSettings.of(
        names(values.length).stream().map(name -> new SampledDomain(name, 1L << 40)).toList(),
        schedule(values),
        7);
  }

  /** Domains with tokens and bytes of 1 to {@code longest} per document. */
  static List<SampledDomain> sized(long seed, int longest, int... documents) {
    List<SampledDomain> domains = new ArrayList<>();
    for (int k = 0; k < documents.length; k++) {
      int[] tokens = new int[documents[k]];
      int[] bytes = new int[documents[k]];
      for (int i = 0; i < tokens.length; i++) {
        long bits = Draws.mix(Draws.key(seed, Purpose.SYNTHETIC), k, i);
        tokens[i] = 1 + (int) Draws.below(bits, longest);
        bytes[i] = 4 * tokens[i] + (int) (bits & 3);
      }
      domains.add(new SampledDomain("d" + k, documents[k], Sizes.of(tokens), Sizes.of(bytes)));
    }
    return domains;
  }
}
