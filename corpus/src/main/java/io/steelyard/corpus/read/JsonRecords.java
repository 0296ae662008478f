package io.steelyard.corpus.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses one JSON object in one pass over its bytes and picks text, domain, external id and
 * metadata. Fields that nobody asked for are checked and skipped, never built. Not for use by
 * several threads at once.
 */
final class JsonRecords {
  private static final int TEXT = 0;
  private static final int DOMAIN = 1;
  private static final int EXTERNAL_ID = 2;

  /** What one object holds; domain is null where no field decides it. */
  record Parsed(String text, String domain, String externalId, Map<String, Object> metadata) {}

  private final ReadSettings settings;
  private final WantedFields wanted;
  private final JsonFactory factory;
  private final FieldPath[] paths = new FieldPath[3];

  private final String[] values = new String[3];
  private boolean escapes;

  JsonRecords(ReadSettings settings) {
    this.settings = settings;
    paths[TEXT] = settings.text();
    paths[DOMAIN] = settings.domain() instanceof DomainRule.Field field ? field.path() : null;
    paths[EXTERNAL_ID] = settings.externalId();
    this.wanted = WantedFields.of(paths);
    this.factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(settings.limits().nesting())
                    .maxStringLength(settings.limits().recordBytes())
                    .maxNumberLength(1_000)
                    .maxNameLength(50_000)
                    .build())
            .build();
  }

  /**
   * @param line number of the line, for messages
   */
  Parsed parse(byte[] bytes, int from, int to, long line) throws BadRecord {
    requireJsonStart(bytes, from, to, line);
    escapes = hasSurrogateEscape(bytes, from, to);
    values[TEXT] = null;
    values[DOMAIN] = null;
    values[EXTERNAL_ID] = null;
    Map<String, Object> metadata = new LinkedHashMap<>();
    try (JsonParser parser = factory.createParser(bytes, from, to - from)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw badJson(bytes, from, from, line, "expected an object, found " + kind(first), to);
      }
      object(parser, wanted, metadata, true);
      if (parser.nextToken() != null) {
        int offset = (int) parser.currentTokenLocation().getByteOffset();
        throw badJson(
            bytes, from, from + offset, line, "something follows the object on its line", to);
      }
    } catch (StreamConstraintsException e) {
      throw limit(e);
    } catch (JsonParseException e) {
      String message = String.valueOf(e.getOriginalMessage());
      if (message.startsWith("Duplicate field")) {
        throw new BadRecord(
            Reason.DUPLICATE_KEY,
            "the key " + message.substring("Duplicate field ".length()) + " stands twice");
      }
      long offset = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
      throw badJson(bytes, from, from + (int) Math.max(offset, 0), line, message, to);
    } catch (IOException e) {
      throw badJson(bytes, from, from, line, String.valueOf(e.getMessage()), to);
    }
    require(TEXT, "text", bytes, from, to);
    if (paths[DOMAIN] != null) {
      require(DOMAIN, "domain", bytes, from, to);
    }
    if (paths[EXTERNAL_ID] != null) {
      require(EXTERNAL_ID, "external id", bytes, from, to);
    }
    String text = Texts.checked(values[TEXT], settings.limits());
    return new Parsed(text, values[DOMAIN], values[EXTERNAL_ID], metadata);
  }

  private void object(JsonParser parser, WantedFields fields, Map<String, Object> rest, boolean top)
      throws IOException, BadRecord {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      WantedFields inner = fields.get(name);
      if (inner == null) {
        if (rest != null && (!top || settings.keeps(name))) {
          rest.put(wellFormed(name, "name"), value(parser, value, name));
        } else {
          parser.skipChildren();
        }
      } else if (inner.slot() >= 0) {
        capture(inner.slot(), parser, value);
      } else if (value == JsonToken.START_OBJECT) {
        boolean keep = rest != null && (!top || settings.keeps(name));
        Map<String, Object> kept = keep ? new LinkedHashMap<>() : null;
        object(parser, inner, kept, false);
        if (keep) {
          rest.put(wellFormed(name, "name"), kept);
        }
      } else if (value == JsonToken.START_ARRAY) {
        array(parser, inner);
      } else {
        parser.skipChildren();
      }
    }
  }

  /** Goes down an array that a pointer leads through; its other elements are not kept. */
  private void array(JsonParser parser, WantedFields fields) throws IOException, BadRecord {
    int index = 0;
    for (JsonToken value = parser.nextToken();
        value != JsonToken.END_ARRAY;
        value = parser.nextToken()) {
      WantedFields inner = fields.get(Integer.toString(index++));
      if (inner == null) {
        parser.skipChildren();
      } else if (inner.slot() >= 0) {
        capture(inner.slot(), parser, value);
      } else if (value == JsonToken.START_OBJECT) {
        object(parser, inner, null, false);
      } else if (value == JsonToken.START_ARRAY) {
        array(parser, inner);
      }
    }
  }

  private void capture(int slot, JsonParser parser, JsonToken value) throws IOException, BadRecord {
    if (value == JsonToken.VALUE_STRING || (slot != TEXT && value.isScalarValue())) {
      if (value != JsonToken.VALUE_NULL) {
        values[slot] = wellFormed(parser.getText(), paths[slot].written());
        if (slot == TEXT || !values[slot].isEmpty()) {
          return;
        }
      }
    }
    if (slot == TEXT) {
      throw new BadRecord(
          Reason.TEXT_NOT_STRING,
          "the text field " + paths[slot] + " is " + kind(value) + "; expected a string");
    }
    throw new BadRecord(
        Reason.BAD_VALUE,
        "the field "
            + paths[slot]
            + " is "
            + (value == JsonToken.VALUE_STRING ? "an empty string" : kind(value))
            + "; expected a string, a number or true/false");
  }

  /** A JSON value as Java has it: String, Integer, Long, BigInteger, BigDecimal, Boolean, null. */
  private Object value(JsonParser parser, JsonToken token, String field)
      throws IOException, BadRecord {
    switch (token) {
      case VALUE_STRING:
        return wellFormed(parser.getText(), field);
      case VALUE_NUMBER_INT:
        return parser.getNumberValue();
      case VALUE_NUMBER_FLOAT:
        // Exact, so that 0.10 does not come out as 0.1 nor 1e400 as infinity.
        return parser.getDecimalValue();
      case VALUE_TRUE:
        return true;
      case VALUE_FALSE:
        return false;
      case START_OBJECT:
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = wellFormed(parser.currentName(), field);
          object.put(name, value(parser, parser.nextToken(), name));
        }
        return object;
      case START_ARRAY:
        List<Object> array = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
          array.add(value(parser, t, field));
        }
        return array;
      default:
        return null;
    }
  }

  private String wellFormed(String text, String field) throws BadRecord {
    return escapes ? Texts.wellFormed(text, field, settings.replaces()) : text;
  }

  private void require(int slot, String role, byte[] bytes, int from, int to) throws BadRecord {
    if (values[slot] == null) {
      throw Missing.field(paths[slot], role, names(bytes, from, to));
    }
  }

  /** The object's top-level keys, for a message. */
  private List<String> names(byte[] bytes, int from, int to) {
    List<String> names = new ArrayList<>();
    try (JsonParser parser = factory.createParser(bytes, from, to - from)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME && names.size() < 100) {
        names.add(parser.currentName());
        parser.nextToken();
        parser.skipChildren();
      }
    } catch (IOException e) {
      // The object was parsed a moment ago; the names seen so far will do.
      return names;
    }
    return names;
  }

  /** Jackson takes a first NUL byte for UTF-16 or UTF-32; no JSON text holds a raw NUL. */
  private static void requireJsonStart(byte[] bytes, int from, int to, long line) throws BadRecord {
    for (int i = from; i < Math.min(to, from + 4); i++) {
      if (bytes[i] == 0) {
        throw badJson(bytes, from, i, line, "a NUL byte", to);
      }
    }
  }

  /** Whether an escape \\ud8.. to \\udf.. occurs: only these can make a lone surrogate. */
  private static boolean hasSurrogateEscape(byte[] bytes, int from, int to) {
    int i = Bytes.find(bytes, from, to, (byte) '\\');
    while (i >= 0 && i + 2 < to) {
      if (bytes[i + 1] == 'u' && (bytes[i + 2] | 0x20) == 'd') {
        return true;
      }
      i = Bytes.find(bytes, i + 2, to, (byte) '\\');
    }
    return false;
  }

  private BadRecord limit(StreamConstraintsException e) {
    String message = String.valueOf(e.getOriginalMessage());
    return message.contains("nesting depth")
        ? new BadRecord(
            Reason.TOO_DEEP,
            "nested deeper than " + settings.limits().nesting() + " levels; flatten the record")
        : new BadRecord(Reason.BAD_JSON, message);
  }

  private static BadRecord badJson(byte[] bytes, int from, int at, long line, String what, int to) {
    int end = Math.min(Math.max(at, from), to);
    String before = new String(bytes, from, end - from, StandardCharsets.UTF_8);
    String hint =
        to - from == 1 && (bytes[from] == '{' || bytes[from] == '[')
            ? "; the file looks like one JSON value over many lines: write one object per line"
            : "";
    return new BadRecord(
        Reason.BAD_JSON,
        "line "
            + line
            + ", column "
            + (before.codePointCount(0, before.length()) + 1)
            + ": "
            + what
            + hint);
  }

  private static String kind(JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      default -> token.name();
    };
  }
}
