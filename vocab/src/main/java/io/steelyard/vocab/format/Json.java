package io.steelyard.vocab.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A JSON value with its place in the file, so that every complaint says where.
 *
 * <p>Example: {@code at("pre_tokenizer").at("type").text()} complains "tokenizer.json:
 * pre_tokenizer.type: expected text, found a number".
 */
record Json(String where, JsonNode node) {
  static final int MAX_DEPTH = 64;
  static final int MAX_STRING = 1 << 23;

  static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              // Tokens are field names: a table of 200,000 interned ones takes seconds to build.
              .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
              .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(MAX_DEPTH)
                      .maxStringLength(MAX_STRING)
                      .maxNameLength(1 << 17)
                      .maxNumberLength(64)
                      .build())
              .build());

  /** The value of a field; a missing one and null are alike. */
  Json at(String field) {
    return new Json(
        where + (where.endsWith(": ") ? "" : ".") + field, node == null ? null : node.get(field));
  }

  Json at(int index) {
    return new Json(where + "[" + index + "]", node.get(index));
  }

  boolean isNull() {
    return node == null || node.isNull();
  }

  TokenizerFormatException error(String what) {
    return new TokenizerFormatException(where + ": " + what);
  }

  private String kind() {
    return isNull()
        ? "nothing"
        : "a value of type " + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
  }

  String text() {
    if (isNull() || !node.isTextual()) {
      throw error("expected text, found " + kind());
    }
    return node.textValue();
  }

  String text(String ifMissing) {
    return isNull() ? ifMissing : text();
  }

  boolean flag(boolean ifMissing) {
    if (isNull()) {
      return ifMissing;
    }
    if (!node.isBoolean()) {
      throw error("expected true or false, found " + kind());
    }
    return node.booleanValue();
  }

  int number(int least, int most) {
    if (isNull() || !node.isIntegralNumber() || !node.canConvertToInt()) {
      throw error("expected a whole number, found " + (isNull() ? "nothing" : kind()));
    }
    int n = node.intValue();
    if (n < least || n > most) {
      throw error(n + " is not between " + least + " and " + most);
    }
    return n;
  }

  int size() {
    if (isNull() || !node.isArray()) {
      throw error("expected a list, found " + kind());
    }
    return node.size();
  }

  /** The name of a component, which must be an object with a type. */
  String type() {
    if (!node.isObject()) {
      throw error("expected a component, found " + kind());
    }
    return at("type").text();
  }

  TokenizerFormatException unknownType(String supported) {
    return error("component \"" + type() + "\" is not supported; supported are " + supported);
  }
}
