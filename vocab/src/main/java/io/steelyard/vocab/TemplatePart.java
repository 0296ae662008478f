package io.steelyard.vocab;

import java.util.Arrays;

/**
 * One place of a model input: a text, or special tokens.
 *
 * <p>Example: BERT's pair is {@code [CLS] A [SEP] B [SEP]} with the types 0 0 0 1 1.
 *
 * @param text 0 for the first text, 1 for the second, -1 for special tokens
 * @param ids special tokens; empty for a text
 * @param type the type id of all tokens here
 */
public record TemplatePart(int text, int[] ids, int type) {
  public TemplatePart {
    ids = ids.clone();
    if (text < -1 || text > 1 || text >= 0 && ids.length > 0) {
      throw new IllegalArgumentException(
          "a template part is the text 0 or 1, or special tokens; was text " + text);
    }
  }

  public static TemplatePart ofText(int text, int type) {
    return new TemplatePart(text, new int[0], type);
  }

  public static TemplatePart special(int type, int... ids) {
    return new TemplatePart(-1, ids, type);
  }

  TemplatePart renumbered(int[] newIds) {
    return new TemplatePart(text, Arrays.stream(ids).map(id -> newIds[id]).toArray(), type);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TemplatePart p
        && text == p.text
        && Arrays.equals(ids, p.ids)
        && type == p.type;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * text + Arrays.hashCode(ids)) + type;
  }
}
