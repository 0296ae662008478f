package io.steelyard.decode.answer;

import java.util.HashSet;
import java.util.List;

/**
 * A question with answers to choose from.
 *
 * @param gold number of the right answer
 */
public record Item(String id, String question, List<String> choices, int gold) {
  public Item {
    choices = List.copyOf(choices);
    if (choices.size() < 2 || choices.size() > 26) {
      throw new IllegalArgumentException(
          "item " + id + " has " + choices.size() + " choices; expected 2 to 26");
    }
    if (new HashSet<>(choices).size() < choices.size()) {
      throw new IllegalArgumentException("item " + id + " has the same choice twice: " + choices);
    }
    if (choices.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("item " + id + " has an empty choice");
    }
    if (gold < 0 || gold >= choices.size()) {
      throw new IllegalArgumentException(
          "item " + id + ": answer " + gold + " is none of its " + choices.size() + " choices");
    }
  }

  /** Whether one choice is the beginning of another, so that prefix probabilities overlap. */
  public boolean nested() {
    for (String a : choices) {
      for (String b : choices) {
        if (!a.equals(b) && b.startsWith(a)) {
          return true;
        }
      }
    }
    return false;
  }
}
