package io.steelyard.decode.diverse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts that wait for a person, as JSON Lines to be filled in with any editor:
 *
 * <pre>
 * {"id":"games-3","text":"A puzzle ...","prompted":"games","labels":["games","net"],"label":null}
 * </pre>
 *
 * {@code label} takes one of the labels, or "" for a text that fits none. A random order, drawn
 * from the seed, makes the first m reviewed an unbiased sample.
 */
public final class ReviewQueue {
  private ReviewQueue() {}

  public static byte[] write(List<LabelledText> texts, List<String> labels, long seed) {
    long key = Draws.key(seed, Purpose.EXAMPLES, "review");
    List<LabelledText> order = new ArrayList<>(texts);
    order.sort(
        Comparator.<LabelledText>comparingLong(t -> Draws.mix(key, Draws.hash(t.id())))
            .thenComparing(LabelledText::id));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (LabelledText text : order) {
      ObjectNode node = Json.MAPPER.createObjectNode();
      node.put("id", text.id());
      node.put("text", text.text());
      node.put("prompted", text.promptedLabel());
      node.putPOJO("labels", labels);
      node.putNull("label");
      out.writeBytes(Json.canonical(node));
      out.write('\n');
    }
    return out.toByteArray();
  }

  /**
   * The labels that were filled in, by id; texts that were not reviewed are left out.
   *
   * @throws RequestException naming the line, if it is not JSON or a label is none of those
   */
  public static Map<String, String> read(Path file, List<String> labels) throws IOException {
    Map<String, String> reviews = new HashMap<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String where = file + ":" + (i + 1);
      JsonNode node;
      try {
        node = Json.MAPPER.readTree(lines.get(i));
      } catch (IOException e) {
        throw new RequestException(where + ": expected one JSON object per line", e);
      }
      JsonNode label = node.path("label");
      if (!node.path("id").isTextual() || label.isMissingNode()) {
        throw new RequestException(where + ": expected the fields id and label");
      }
      if (label.isNull()) {
        continue;
      }
      if (!label.asText().isEmpty() && !labels.contains(label.asText())) {
        throw new RequestException(
            where
                + ": '"
                + label.asText()
                + "' is none of the labels"
                + Nearest.hint(label.asText(), labels)
                + "; \"\" stands for out of scope");
      }
      if (reviews.put(node.path("id").asText(), label.asText()) != null) {
        throw new RequestException(
            where + ": '" + node.path("id").asText() + "' was reviewed twice");
      }
    }
    return reviews;
  }
}
