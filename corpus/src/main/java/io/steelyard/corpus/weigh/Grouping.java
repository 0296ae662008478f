package io.steelyard.corpus.weigh;

import io.steelyard.core.artifact.Document;
import io.steelyard.corpus.read.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The value of a document by which it is grouped: {@code domain}, {@code part}, a metadata field,
 * or two of these. For {@code domain+year} a document of 1999 in domain fr has the value {@code fr
 * + 1999}; where a field is missing, the value is {@code (none)}.
 */
final class Grouping {
  static final String NONE = "(none)";

  private final List<FieldPath> fields;

  private Grouping(List<FieldPath> fields) {
    this.fields = fields;
  }

  /**
   * @throws IllegalArgumentException if there are more than two fields, or one is empty
   */
  static Grouping of(String written) {
    List<FieldPath> fields = new ArrayList<>();
    for (String field : written.split("\\+", -1)) {
      fields.add(FieldPath.parse(field.strip()));
    }
    if (fields.size() > 2) {
      throw new IllegalArgumentException(
          written + " names " + fields.size() + " fields; expected one, or two with + between");
    }
    return new Grouping(List.copyOf(fields));
  }

  String value(Document document) {
    String first = value(document, fields.get(0));
    return fields.size() == 1 ? first : first + " + " + value(document, fields.get(1));
  }

  private static String value(Document document, FieldPath field) {
    if (field.written().equals("domain")) {
      return document.domain();
    }
    if (field.written().equals("part")) {
      return document.part().word();
    }
    Object at = document.metadata();
    for (String token : field.tokens()) {
      if (at instanceof Map<?, ?> map) {
        at = map.get(token);
      } else if (at instanceof List<?> list && token.matches("0|[1-9]\\d{0,8}")) {
        int index = Integer.parseInt(token);
        at = index < list.size() ? list.get(index) : null;
      } else {
        at = null;
      }
    }
    return at == null || at instanceof Map || at instanceof List ? NONE : at.toString();
  }
}
