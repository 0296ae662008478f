package io.steelyard.corpus.weigh;

import io.steelyard.core.counts.Counts;
import io.steelyard.core.stats.Mergeable;

/** Documents, characters (code points), UTF-8 bytes and tokens per value of a field. */
public final class Weights implements Mergeable<Weights> {
  private final Counts.Tally documents = new Counts.Tally();
  private final Counts.Tally characters = new Counts.Tally();
  private final Counts.Tally bytes = new Counts.Tally();
  private final Counts.Tally tokens = new Counts.Tally();
  private final java.util.Set<String> names = new java.util.HashSet<>();

  /** {@code documentTokens} is 0 where there is no vocabulary. */
  public void add(String name, long documentCharacters, long documentBytes, long documentTokens) {
    names.add(name);
    documents.add(name, 1);
    characters.add(name, documentCharacters);
    bytes.add(name, documentBytes);
    tokens.add(name, documentTokens);
  }

  @Override
  public void merge(Weights other) {
    names.addAll(other.names);
    documents.merge(other.documents);
    characters.merge(other.characters);
    bytes.merge(other.bytes);
    tokens.merge(other.tokens);
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

  public Counts tokens() {
    return tokens.counts();
  }
}
