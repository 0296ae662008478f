package io.steelyard.core.artifact;

/**
 * What a step decided about one document.
 *
 * @param reason why it is dropped, a code such as {@code gopher_short_doc}; null if it is kept
 * @param domain the domain it is counted in from here on
 * @param part the part it belongs to from here on
 * @param scores values for the step's columns, in their order: Double, Long, String or Boolean, or
 *     null
 */
public record Verdict(String reason, String domain, Part part, Object[] scores) {
  public static Verdict keep(Document document, Object... scores) {
    return new Verdict(null, document.domain(), document.part(), scores);
  }

  public static Verdict drop(Document document, String reason, Object... scores) {
    return new Verdict(reason, document.domain(), document.part(), scores);
  }

  /** Kept, but counted in another domain. */
  public Verdict inDomain(String other) {
    return new Verdict(reason, other, part, scores);
  }

  public Verdict inPart(Part other) {
    return new Verdict(reason, domain, other, scores);
  }

  public boolean kept() {
    return reason == null;
  }
}
