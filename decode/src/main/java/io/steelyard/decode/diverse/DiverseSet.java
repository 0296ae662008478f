package io.steelyard.decode.diverse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.ibm.icu.lang.UCharacter;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.decode.Generation;
import io.steelyard.decode.table.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The texts accepted so far; a round that was written before is read back into it. */
final class DiverseSet {
  private final Map<String, List<ObjectNode>> byLabel = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();
  private long drawn;
  private long tooLong;
  private long again;

  DiverseSet(Collection<String> labels) {
    labels.forEach(label -> byLabel.put(label, new ArrayList<>()));
  }

  /** Labels that want more texts, in their order. */
  List<String> open(int perLabel) {
    return byLabel.entrySet().stream()
        .filter(e -> e.getValue().size() < perLabel)
        .map(Map.Entry::getKey)
        .toList();
  }

  boolean full(int perLabel) {
    return open(perLabel).isEmpty();
  }

  int count(String label) {
    return byLabel.get(label).size();
  }

  /** Whether nothing but case and spaces tells the text from one that is there. */
  boolean isNew(String text) {
    return !text.isBlank() && !seen.contains(plain(text));
  }

  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    UCharacter.foldCase(text, true)
        .codePoints()
        .filter(c -> !UCharacter.isUWhiteSpace(c))
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  ObjectNode row(String label, int round, Generation text) {
    ObjectNode row = Json.MAPPER.createObjectNode();
    row.put("id", label + "-" + count(label));
    row.put("label", label);
    row.put("round", round);
    row.put("text", text.text().strip());
    row.put("bits_per_token", text.trace().meanBits());
    row.set("ids", Json.MAPPER.valueToTree(text.ids()));
    return row;
  }

  void add(ObjectNode row) {
    byLabel.get(row.path("label").asText()).add(row);
    seen.add(plain(row.path("text").asText()));
  }

  void note(JsonNode notes) {
    drawn += notes.path("drawn").asLong();
    tooLong += notes.path("too-long").asLong();
    again += notes.path("again").asLong();
  }

  void read(Path file, JsonNode notes) throws IOException {
    try (CloseableIterator<JsonLines.Line> lines = JsonLines.read(file)) {
      lines.forEachRemaining(line -> add(line.node()));
    }
    note(notes);
  }

  /** Tokens of the texts of a label, or of all for null, in a fixed order. */
  List<int[]> tokens(String label) {
    List<int[]> tokens = new ArrayList<>();
    byLabel.forEach(
        (name, rows) -> {
          if (label == null || label.equals(name)) {
            rows.forEach(row -> tokens.add(ids(row)));
          }
        });
    return tokens;
  }

  private static int[] ids(ObjectNode row) {
    int[] ids = new int[row.path("ids").size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = row.path("ids").get(i).asInt();
    }
    return ids;
  }

  List<LabelledText> texts() {
    List<LabelledText> texts = new ArrayList<>();
    byLabel.forEach(
        (label, rows) ->
            rows.forEach(
                row ->
                    texts.add(
                        LabelledText.generated(
                            row.path("id").asText(), row.path("text").asText(), label))));
    return texts;
  }

  long drawn() {
    return drawn;
  }

  long tooLong() {
    return tooLong;
  }

  long again() {
    return again;
  }
}
