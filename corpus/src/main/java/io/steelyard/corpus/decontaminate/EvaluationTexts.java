package io.steelyard.corpus.decontaminate;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Reads the texts of an evaluation, one per line: JSON Lines with a named field where the file name
 * says {@code .jsonl} or {@code .json}, else plain text; either may be {@code .gz}. Blank lines are
 * skipped.
 */
public final class EvaluationTexts {
  private EvaluationTexts() {}

  /**
   * Hands each text over, in the order of the lines.
   *
   * @param field where the text is in JSON Lines
   * @throws RequestException naming file and line of what is no text
   */
  public static void read(Path file, String field, Consumer<String> text) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean packed = name.endsWith(".gz");
    String plain = packed ? name.substring(0, name.length() - 3) : name;
    boolean json = plain.endsWith(".jsonl") || plain.endsWith(".json");
    int number = 0;
    try (InputStream raw = Files.newInputStream(file);
        InputStream bytes = packed ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          text.accept(json ? field(file, number, line, field) : line);
        }
      }
    } catch (CharacterCodingException e) {
      throw new RequestException(
          file + ":" + (number + 1) + ": not UTF-8; convert the evaluation texts to UTF-8", e);
    } catch (IOException e) {
      throw new RequestException(file + ": cannot read the evaluation texts: " + e.getMessage(), e);
    }
  }

  private static String field(Path file, int number, String line, String field) throws IOException {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(line);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new RequestException(
          file + ":" + number + ": not a JSON object: " + e.getOriginalMessage(), e);
    }
    JsonNode value = node.get(field);
    if (value == null || !value.isTextual()) {
      throw new RequestException(
          file
              + ":"
              + number
              + ": expected a string in the field '"
              + field
              + "'; name another field with 'field'");
    }
    return value.textValue();
  }
}
