package io.steelyard.decode.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.flow.CloseableIterator;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Objects of a JSON Lines file, one at a time; empty lines are passed over. */
public final class JsonLines {
  private static final int LONGEST = 16 << 20;

  /** An object and where it stands, {@code file:line}. */
  public record Line(ObjectNode node, String where) {
    /**
     * @throws RequestException if the field is not there or no text
     */
    public String text(String field) {
      JsonNode value = node.path(field);
      if (!value.isTextual()) {
        throw new RequestException(
            where + ": expected the field '" + field + "' with a text" + has());
      }
      return value.asText();
    }

    /** A text, or the fallback where the field is not there. */
    public String text(String field, String fallback) {
      JsonNode value = node.path(field);
      return value.isMissingNode() || value.isNull() ? fallback : value.asText();
    }

    /** What fields there are, for messages. */
    public String has() {
      StringBuilder names = new StringBuilder();
      node.fieldNames()
          .forEachRemaining(n -> names.append(names.length() == 0 ? "" : ", ").append(n));
      return "; the object has " + (names.length() == 0 ? "no fields" : names);
    }
  }

  private JsonLines() {}

  public static CloseableIterator<Line> read(Path file) {
    BufferedReader reader;
    try {
      reader = Files.newBufferedReader(file);
    } catch (IOException e) {
      throw new RequestException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
    Iterator<Line> lines =
        new Iterator<>() {
          private int number;
          private Line next = advance();

          private Line advance() {
            try {
              for (String line; (line = reader.readLine()) != null; ) {
                number++;
                if (!line.isBlank()) {
                  return parse(line, file + ":" + number);
                }
              }
              return null;
            } catch (IOException e) {
              throw new RequestException(
                  file + ":" + (number + 1) + ": cannot be read (" + e.getMessage() + ")", e);
            }
          }

          @Override
          public boolean hasNext() {
            return next != null;
          }

          @Override
          public Line next() {
            if (next == null) {
              throw new NoSuchElementException();
            }
            Line line = next;
            next = advance();
            return line;
          }
        };
    return CloseableIterator.of(lines, reader);
  }

  private static Line parse(String line, String where) {
    if (line.length() > LONGEST) {
      throw new RequestException(where + ": a line of " + line.length() + " characters; 16 Mi fit");
    }
    try {
      if (Json.MAPPER.readTree(line) instanceof ObjectNode node) {
        return new Line(node, where);
      }
    } catch (IOException e) {
      throw new RequestException(where + ": expected one JSON object per line", e);
    }
    throw new RequestException(where + ": expected one JSON object per line");
  }
}
