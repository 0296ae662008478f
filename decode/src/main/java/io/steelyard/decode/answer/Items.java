package io.steelyard.decode.answer;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.decode.table.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Items as JSON Lines: {@code {"id": "1", "question": "...", "choices": ["a", "b"], "answer": 0}};
 * the answer is a number from 0 or the text of a choice.
 */
final class Items {
  private Items() {}

  static CloseableIterator<Item> read(Path file) {
    CloseableIterator<JsonLines.Line> lines = JsonLines.read(file);
    return CloseableIterator.of(
        new Iterator<Item>() {
          private int number;

          @Override
          public boolean hasNext() {
            return lines.hasNext();
          }

          @Override
          public Item next() {
            number++;
            return item(lines.next(), number);
          }
        },
        lines);
  }

  private static Item item(JsonLines.Line line, int number) {
    JsonNode list = line.node().path("choices");
    JsonNode answer = line.node().path("answer");
    if (!list.isArray() || !(answer.isInt() || answer.isTextual())) {
      throw new RequestException(
          line.where()
              + ": expected choices with a list of texts, and answer with a number from 0 or a"
              + " choice"
              + line.has());
    }
    List<String> choices = new ArrayList<>();
    list.forEach(choice -> choices.add(choice.asText()));
    int gold = answer.isInt() ? answer.asInt() : choices.indexOf(answer.asText());
    try {
      return new Item(line.text("id", "line " + number), line.text("question"), choices, gold);
    } catch (IllegalArgumentException e) {
      throw new RequestException(line.where() + ": " + e.getMessage(), e);
    }
  }

  /** Solved examples in the order of the seed: the first k of them are the k-shot set. */
  static List<Item> pool(Path file, long seed) throws IOException {
    List<Item> all = new ArrayList<>();
    try (CloseableIterator<Item> items = read(file)) {
      items.forEachRemaining(all::add);
    }
    long key = Draws.key(seed, Purpose.SELECT, "shots");
    List<Item> order = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      order.add(all.get((int) Draws.permute(i, all.size(), key)));
    }
    return order;
  }
}
