package io.steelyard.mix;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.counts.Proportions;
import io.steelyard.core.step.Amount.Unit;
import io.steelyard.core.step.StepOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * {@code mixture.json}: a {@link Mixture} as text, and back with every field checked, because the
 * file may come from anywhere.
 *
 * <pre>
 * {"format": "steelyard-mixture", "version": 1, "unit": "tokens", "budget": 20000000,
 *  "repeat": "unlimited", "draw": "exact", "batch": 0, "domains": ["de", "da"],
 *  "phases": [{"from": 0.0, "proportions": [0.6, 0.4]}, {"from": 0.6, "proportions": [0.9, 0.1]}]}
 * </pre>
 *
 * <p>A phase may also have {@code "lossWeights": [1.0, 2.5]}, one factor per domain.
 */
public final class MixtureJson {
  public static final String FILE = "mixture.json";
  public static final String FORMAT = "steelyard-mixture";
  public static final int VERSION = 1;

  /** Longest text read: about 100,000 domains in a handful of phases. */
  public static final int MAX_LENGTH = 16 << 20;

  private static final Set<String> FIELDS =
      Set.of("format", "version", "unit", "budget", "repeat", "draw", "batch", "domains", "phases");
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxNumberLength(40)
                          .maxStringLength(1 << 16)
                          .build())
                  .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);

  private MixtureJson() {}

  /** Canonical text: fixed field order, so equal mixtures give equal bytes. */
  public static String write(Mixture mixture) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", VERSION);
    root.put("unit", mixture.unit().word());
    root.put("budget", mixture.budget());
    root.put("repeat", mixture.repeat().word());
    root.put("draw", mixture.draw().word());
    root.put("batch", mixture.batch());
    ArrayNode domains = root.putArray("domains");
    mixture.domains().forEach(domains::add);
    ArrayNode phases = root.putArray("phases");
    for (Mixture.Phase phase : mixture.phases()) {
      ObjectNode node = phases.addObject();
      node.put("from", phase.from());
      ArrayNode values = node.putArray("proportions");
      for (double value : phase.proportions().values()) {
        values.add(value);
      }
      if (!phase.lossWeights().isEmpty()) {
        ArrayNode weights = node.putArray("lossWeights");
        phase.lossWeights().forEach(weights::add);
      }
    }
    try {
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the mixture of a finished step. */
  public static Mixture read(StepOutput output) {
    return read(output.folder().resolve(FILE));
  }

  /**
   * @throws RequestException naming the file, if it cannot be read or a field is wrong
   */
  public static Mixture read(Path file) {
    try {
      if (Files.size(file) > 4L * MAX_LENGTH) {
        throw new RequestException(file + ": longer than a mixture can be");
      }
      return read(Files.readString(file));
    } catch (IOException e) {
      throw new RequestException(file + ": cannot be read (" + e.getMessage() + ")", e);
    } catch (IllegalArgumentException e) {
      throw new RequestException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads what {@link #write} made.
   *
   * @throws IllegalArgumentException saying which field is wrong and what was expected
   */
  public static Mixture read(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "mixture.json is longer than " + MAX_LENGTH + " characters");
    }
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "mixture.json is not valid JSON: " + e.getOriginalMessage(), e);
    }
    if (root == null || !root.isObject() || !FORMAT.equals(root.path("format").asText())) {
      throw new IllegalArgumentException(
          "this is not a mixture: expected a JSON object with \"format\": \"" + FORMAT + "\"");
    }
    long version = integer(root, "version");
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "mixture.json has version "
              + version
              + ", this program reads version "
              + VERSION
              + (version > VERSION ? "; it was written by a newer one" : ""));
    }
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new IllegalArgumentException("mixture.json has an unknown field '" + name + "'");
      }
    }
    List<String> domains = new ArrayList<>();
    for (JsonNode domain : array(root, "domains")) {
      if (!domain.isTextual()) {
        throw new IllegalArgumentException("mixture.json: every domain must be a string");
      }
      domains.add(domain.textValue());
    }
    List<Mixture.Phase> phases = new ArrayList<>();
    for (JsonNode phase : array(root, "phases")) {
      double[] proportions =
          numbers(phase, "proportions").stream().mapToDouble(Double::doubleValue).toArray();
      phases.add(
          new Mixture.Phase(
              number(phase.path("from"), "from"),
              Proportions.of(domains, proportions),
              phase.has("lossWeights") ? numbers(phase, "lossWeights") : List.of()));
    }
    long batch = integer(root, "batch");
    if (batch > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("mixture.json: 'batch' is too large: " + batch);
    }
    return new Mixture(
        unit(string(root, "unit")),
        integer(root, "budget"),
        Repeat.parse(string(root, "repeat")),
        DrawMode.of(string(root, "draw")),
        (int) batch,
        phases);
  }

  private static Unit unit(String word) {
    for (Unit unit : Unit.values()) {
      if (unit.word().equals(word)) {
        return unit;
      }
    }
    throw new IllegalArgumentException(
        "mixture.json: unknown unit '" + word + "'; expected documents, tokens or bytes");
  }

  private static JsonNode array(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isArray()) {
      throw new IllegalArgumentException("mixture.json: '" + field + "' must be a list");
    }
    return value;
  }

  private static String string(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("mixture.json: '" + field + "' must be a string");
    }
    return value.textValue();
  }

  private static long integer(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("mixture.json: '" + field + "' must be a whole number");
    }
    return value.longValue();
  }

  private static List<Double> numbers(JsonNode node, String field) {
    List<Double> values = new ArrayList<>();
    for (JsonNode value : array(node, field)) {
      values.add(number(value, field));
    }
    return values;
  }

  private static double number(JsonNode value, String field) {
    if (!value.isNumber()) {
      throw new IllegalArgumentException("mixture.json: '" + field + "' must hold numbers");
    }
    return value.doubleValue();
  }
}
