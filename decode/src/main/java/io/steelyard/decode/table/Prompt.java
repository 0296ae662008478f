package io.steelyard.decode.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.draws.Draws;

/**
 * A text to go on from.
 *
 * @param id its own id, or where it came from
 * @param text the prompt
 * @param group its domain or language; may be empty
 * @param fields the whole record where it came from JSON Lines, else null
 */
public record Prompt(String id, String text, String group, ObjectNode fields) {
  /** The number under which its random numbers are drawn. */
  public long number() {
    return Draws.hash(id);
  }
}
