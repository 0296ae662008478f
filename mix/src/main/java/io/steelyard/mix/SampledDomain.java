package io.steelyard.mix;

import io.steelyard.core.step.Amount.Unit;

/**
 * A domain as the sampler sees it: a name, a number of documents, and how large they are.
 *
 * @param name stable name; the order of its documents depends on it (and on seed and epoch) alone
 * @param documents how many documents it holds
 * @param tokens tokens of each document, or null when unknown
 * @param bytes bytes of each document, or null when unknown
 */
public record SampledDomain(String name, long documents, Sizes tokens, Sizes bytes) {
  public SampledDomain {
    if (documents < 0) {
      throw new IllegalArgumentException(
          "domain '" + name + "' cannot hold " + documents + " documents");
    }
  }

  /** A domain counted by documents only. */
  public SampledDomain(String name, long documents) {
    this(name, documents, null, null);
  }

  public static SampledDomain withTokens(String name, int... tokens) {
    return new SampledDomain(name, tokens.length, Sizes.of(tokens), null);
  }

  public static SampledDomain withBytes(String name, int... bytes) {
    return new SampledDomain(name, bytes.length, null, Sizes.of(bytes));
  }

  /** The sizes in a unit; null for documents, which all count 1. */
  Sizes sizes(Unit unit) {
    return switch (unit) {
      case DOCUMENTS -> null;
      case TOKENS -> tokens;
      case BYTES -> bytes;
    };
  }

  /** Units held: documents, tokens or bytes. */
  public long total(Unit unit) {
    if (unit == Unit.DOCUMENTS) {
      return documents;
    }
    Sizes sizes = sizes(unit);
    if (sizes == null) {
      throw new IllegalArgumentException(
          "the unit is "
              + unit.word()
              + ", but domain '"
              + name
              + "' has no sizes in "
              + unit.word()
              + "; give them, or count documents");
    }
    return sizes.total();
  }
}
