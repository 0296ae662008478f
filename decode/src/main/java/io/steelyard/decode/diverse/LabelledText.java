package io.steelyard.decode.diverse;

/**
 * A generated text and what became of its label.
 *
 * @param promptedLabel the label that it was asked for
 * @param finalLabel the label after review; null for a text that was filtered
 */
public record LabelledText(
    String id, String text, String promptedLabel, String finalLabel, Status status) {
  /** What review did. */
  public enum Status {
    KEPT,
    RELABELLED,
    FILTERED
  }

  public static LabelledText generated(String id, String text, String label) {
    return new LabelledText(id, text, label, label, Status.KEPT);
  }
}
