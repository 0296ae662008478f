package io.steelyard.corpus.weigh;

import io.steelyard.core.counts.Counts;
import io.steelyard.core.stats.Mergeable;

/** Documents, characters (code points) and UTF-8 bytes per value of a field. */
public final class Weights implements Mergeable<Weights> {
  private final Counts.Tally documents = new Counts.Tally();
  private final Counts.Tally characters = new Counts.Tally();
  private final Counts.Tally bytes = new Counts.Tally();
  private final java.util.Set<String> names = new java.util.HashSet<>();

  public void add(String name, long documentCharacters, long documentBytes) {
    names.add(name);
    documents.add(name, 1);
    characters.add(name, documentCharacters);
    bytes.add(name, documentBytes);
  }

  @Override
  public void merge(Weights other) {
    names.addAll(other.names);
    documents.merge(other.documents);
    characters.merge(other.characters);
    bytes.merge(other.bytes);
  }

  /** How many values were seen. */
  public int size() {
    return names.size();
  }

  public Counts documents() {
    return documents.counts();
  }

  public Counts characters() {
    return characters.counts();
  }

  public Counts bytes() {
    return bytes.counts();
  }
}
