package io.steelyard.vocab.grow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import java.io.IOException;

/**
 * The ids inside a {@code post_processor} as {@code tokenizer.json} writes it, renumbered.
 *
 * <p>Example: {@code {"type": "RobertaProcessing", "sep": ["</s>", 2], ...}} with 2 becoming 1 is
 * {@code ["</s>", 1]}.
 */
final class TemplateIds {
  private TemplateIds() {}

  /** Null stays null. */
  static String renumber(String component, int[] newIds) {
    if (component == null) {
      return null;
    }
    try {
      JsonNode node = Json.MAPPER.readTree(component);
      walk(node, newIds);
      return Json.MAPPER.writeValueAsString(node);
    } catch (IOException e) {
      throw new IllegalStateException("a post-processor that was read cannot be read again", e);
    }
  }

  private static void walk(JsonNode node, int[] newIds) {
    if (node instanceof ObjectNode object) {
      for (String name : new String[] {"sep", "cls"}) {
        if (object.get(name) instanceof ArrayNode pair && pair.size() == 2 && pair.get(1).isInt()) {
          pair.set(1, IntNode.valueOf(newIds[pair.get(1).intValue()]));
        }
      }
      if (object.get("ids") instanceof ArrayNode ids) {
        for (int i = 0; i < ids.size(); i++) {
          if (ids.get(i).isInt()) {
            ids.set(i, IntNode.valueOf(newIds[ids.get(i).intValue()]));
          }
        }
      }
    }
    node.forEach(child -> walk(child, newIds));
  }
}
