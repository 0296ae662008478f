package io.steelyard.decode.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The fields of a request's JSON, with the refusals that a client can understand. */
record Fields(JsonNode json) {
  /** Refuses a field that has a value and is not known: nothing that is asked for is left out. */
  void allow(Set<String> known) {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name) && !json.get(name).isNull()) {
                throw ApiError.coded(
                    400,
                    "unknown_parameter",
                    name,
                    "'"
                        + name
                        + "' is not supported here"
                        + Nearest.hint(name, new ArrayList<>(new TreeSet<>(known))));
              }
            });
  }

  boolean has(String name) {
    return json.hasNonNull(name);
  }

  JsonNode get(String name) {
    return json.path(name);
  }

  String text(String name) {
    JsonNode node = json.path(name);
    if (!node.isTextual()) {
      throw wrong(name, "a text");
    }
    return node.textValue();
  }

  boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    if (!json.get(name).isBoolean()) {
      throw wrong(name, "true or false");
    }
    return json.get(name).booleanValue();
  }

  long whole(String name, long or, long least, long most) {
    if (!has(name)) {
      return or;
    }
    JsonNode node = json.get(name);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrong(name, "a whole number");
    }
    long value = node.longValue();
    if (value < least || value > most) {
      throw wrong(name, "a whole number from " + least + " to " + most);
    }
    return value;
  }

  double number(String name, double or, double least, double most) {
    if (!has(name)) {
      return or;
    }
    JsonNode node = json.get(name);
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!(value >= least && value <= most)) {
      throw wrong(name, "a number from " + least + " to " + most);
    }
    return value;
  }

  /** A text or a list of texts. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    if (!has(name)) {
      return texts;
    }
    JsonNode node = json.get(name);
    if (node.isTextual()) {
      texts.add(node.textValue());
      return texts;
    }
    if (!node.isArray()) {
      throw wrong(name, "a text or a list of texts");
    }
    for (JsonNode one : node) {
      if (!one.isTextual()) {
        throw wrong(name, "a text or a list of texts");
      }
      texts.add(one.textValue());
    }
    return texts;
  }

  ApiError wrong(String name, String expected) {
    String got = json.path(name).toString();
    String shown = got.length() <= 60 ? got : got.substring(0, 60) + "...";
    return ApiError.wrong(
        name,
        "'"
            + name
            + "' must be "
            + expected
            + (json.hasNonNull(name) ? ", was " + shown : "; it is missing"));
  }
}
