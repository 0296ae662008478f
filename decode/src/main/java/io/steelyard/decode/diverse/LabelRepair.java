package io.steelyard.decode.diverse;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Two cheap acts of a reviewer on generated texts: label replacement (the text stays under the
 * label that fits) and out-of-scope filtering (a text that fits none goes). They are separate arms:
 * each may be done without the other.
 *
 * @param replace whether wrong labels are replaced
 * @param filter whether texts out of scope are removed
 */
public record LabelRepair(boolean replace, boolean filter) {
  /** What a reviewer says of a text that fits no label. */
  public static final String OUT_OF_SCOPE = "";

  /**
   * The texts after review, in their order; filtered ones stay with that status.
   *
   * @param reviewer the label that fits, {@link #OUT_OF_SCOPE}, or null where it was not reviewed
   */
  public List<LabelledText> apply(
      List<LabelledText> texts, Function<LabelledText, String> reviewer) {
    return texts.stream()
        .map(
            text -> {
              String label = reviewer.apply(text);
              return label == null ? text : reviewed(text, label);
            })
        .toList();
  }

  private LabelledText reviewed(LabelledText text, String label) {
    if (label.equals(OUT_OF_SCOPE)) {
      return filter
          ? new LabelledText(
              text.id(), text.text(), text.promptedLabel(), null, LabelledText.Status.FILTERED)
          : text;
    }
    return replace && !label.equals(text.promptedLabel())
        ? new LabelledText(
            text.id(), text.text(), text.promptedLabel(), label, LabelledText.Status.RELABELLED)
        : text;
  }

  /** Texts per final label; filtered ones do not count. */
  public static Map<String, Integer> labels(List<LabelledText> texts) {
    Map<String, Integer> labels = new TreeMap<>();
    for (LabelledText text : texts) {
      if (text.finalLabel() != null) {
        labels.merge(text.finalLabel(), 1, Integer::sum);
      }
    }
    return labels;
  }
}
