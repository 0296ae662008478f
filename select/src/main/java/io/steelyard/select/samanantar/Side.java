package io.steelyard.select.samanantar;

import io.steelyard.select.samanantar.Preparation.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sentences of one language that are looked at, each once, and how many were refused why.
 *
 * <p>Held in memory: some 100 bytes a sentence beside its text.
 */
public final class Side {
  private final String language;
  private final List<Sentence> sentences = new ArrayList<>();
  private final Map<Reason, Long> refused = new EnumMap<>(Reason.class);
  private final Map<String, Integer> places = new HashMap<>();
  private final Set<String> benchmark;
  private long seen;

  /**
   * @param benchmark {@link OverlapForm}s of sentences that must not come out
   */
  public Side(String language, Set<String> benchmark) {
    this.language = language;
    this.benchmark = benchmark;
  }

  /** Adds a sentence; a second one with the same text is counted as a copy of the first. */
  public void add(String id, String text, String source, Reason reason) {
    seen++;
    Reason why = reason;
    if (why == null && !benchmark.isEmpty() && benchmark.contains(OverlapForm.of(text))) {
      why = Reason.BENCHMARK;
    }
    Integer place = why == null ? places.get(text) : null;
    if (place != null) {
      Sentence first = sentences.get(place);
      sentences.set(
          place, new Sentence(first.id(), first.text(), first.source(), first.copies() + 1));
      why = Reason.DUPLICATE;
    }
    if (why != null) {
      refused.merge(why, 1L, Long::sum);
      return;
    }
    places.put(text, sentences.size());
    sentences.add(new Sentence(id, text, source, 1));
  }

  public String language() {
    return language;
  }

  public List<Sentence> sentences() {
    return sentences;
  }

  /** Sentences that came, refused ones among them. */
  public long seen() {
    return seen;
  }

  public Map<Reason, Long> refused() {
    return refused;
  }

  /** Places of sentences whose text the other side does not have. */
  public int[] withoutThoseOf(Side other) {
    Set<String> theirs = new HashSet<>(other.places.keySet());
    return java.util.stream.IntStream.range(0, sentences.size())
        .filter(i -> !theirs.contains(sentences.get(i).text()))
        .toArray();
  }
}
