package io.steelyard.core.step;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Inventory;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.CodePointOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a step would find, leave and cost, by estimate, before anything is done: documents read from
 * the beginnings of the files, each standing for as many as there are like it. Steps change that
 * sample as they would change the corpus; nothing is written.
 *
 * <p>Example: 2 MB of a 20 MB file are read, 400 documents; each has the weight 10. A cleaning step
 * drops 100 of them, and the forecast for the next step is 3,000 documents.
 */
public final class Forecast {
  /** A document that was read, and for how many it stands. */
  public record Sampled(Document document, double weight) {}

  private final Path base;
  private final int threads;
  private final Map<ArtifactKind, Object> given;
  private final Summary summary = new Summary();
  private List<Sampled> sample;
  private boolean whole;
  private Object made;
  private double seconds;
  private long memory;
  private boolean known = true;

  /**
   * @param sample the corpus that the step sees, empty for none
   * @param whole whether the sample is all there is
   * @param given what the steps made whose artifacts it takes
   */
  public Forecast(
      Path base,
      int threads,
      List<Sampled> sample,
      boolean whole,
      Map<ArtifactKind, Object> given) {
    this.base = base;
    this.threads = threads;
    this.sample = List.copyOf(sample);
    this.whole = whole;
    this.given = given.isEmpty() ? Map.of() : new EnumMap<>(given);
  }

  /** Threads of the engine. */
  public int threads() {
    return threads;
  }

  /** The folder against which relative paths of the recipe are resolved. */
  public Path base() {
    return base;
  }

  public List<Sampled> sample() {
    return sample;
  }

  /** Whether the sample is the whole corpus, so that counts are counts. */
  public boolean isWhole() {
    return whole;
  }

  /** What there is to read, for the step that reads. */
  public void corpus(List<Sampled> documents, boolean isAll) {
    sample = List.copyOf(documents);
    whole = isAll;
  }

  /** Changes each document as the step would; null drops it. */
  public void each(UnaryOperator<Document> change) {
    spread(
        sampled -> {
          Document after = change.apply(sampled.document());
          return after == null ? List.of() : List.of(new Sampled(after, sampled.weight()));
        });
  }

  /** Puts several weighted documents, or none, in the place of each. */
  public void spread(Function<Sampled, List<Sampled>> change) {
    List<Sampled> after = new ArrayList<>();
    sample.forEach(sampled -> after.addAll(change.apply(sampled)));
    sample = List.copyOf(after);
  }

  /** Documents and bytes per domain and part, rounded. */
  public Inventory inventory() {
    SortedMap<String, EnumMap<Part, double[]>> cells = new TreeMap<>(CodePointOrder.INSTANCE);
    for (Sampled sampled : sample) {
      Document document = sampled.document();
      double[] cell =
          cells
              .computeIfAbsent(document.domain(), d -> new EnumMap<>(Part.class))
              .computeIfAbsent(document.part(), p -> new double[2]);
      cell[0] += sampled.weight();
      cell[1] += sampled.weight() * document.bytes();
    }
    Inventory inventory = new Inventory();
    cells.forEach(
        (domain, parts) ->
            parts.forEach(
                (part, n) -> {
                  if (n[0] >= 0.5) {
                    inventory.add(domain, part, Math.round(n[0]), Math.round(n[1]));
                  }
                }));
    return inventory;
  }

  public double documents() {
    return sample.stream().mapToDouble(Sampled::weight).sum();
  }

  /** UTF-8 bytes of text. */
  public double bytes() {
    return sample.stream().mapToDouble(s -> s.weight() * s.document().bytes()).sum();
  }

  /** What the step made of a kind that this step takes, as that step's forecast gave it. */
  public <T> Optional<T> given(ArtifactKind kind, Class<T> type) {
    return Optional.ofNullable(given.get(kind)).filter(type::isInstance).map(type::cast);
  }

  /** Hands something to the forecasts of the steps that take what this step makes. */
  public void make(Object artifact) {
    made = artifact;
  }

  public Object made() {
    return made;
  }

  /** Adds work on {@code units} at so many a second on one thread; all threads share it. */
  public void work(double units, double perSecond) {
    seconds += units / perSecond / threads;
  }

  public double seconds() {
    return seconds;
  }

  /** What the step holds in memory beyond its buffers, which are the same for every corpus. */
  public void memory(double bytes) {
    memory += Math.round(bytes);
  }

  public long memoryBytes() {
    return memory;
  }

  /** Says that what the step leaves is not known: it is counted as leaving everything. */
  public void unknown() {
    known = false;
  }

  public boolean isKnown() {
    return known;
  }

  /** Tables and warnings for people. */
  public Summary summary() {
    return summary;
  }
}
