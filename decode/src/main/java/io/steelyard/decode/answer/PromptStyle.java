package io.steelyard.decode.answer;

import java.util.List;
import java.util.stream.Collectors;

/** How a question is put to a model, and what counts as the answer. */
public enum PromptStyle {
  /** The question alone; the answer follows after a space. */
  NO_CHOICES {
    @Override
    String question(Item item, String keyword) {
      return item.question();
    }

    @Override
    String premise(Item item) {
      return "?";
    }
  },
  /** The answers are listed in one line; the answer is its text. */
  STRINGS {
    @Override
    String header(String keyword) {
      return "Let's answer " + keyword + " questions.\n\n";
    }

    @Override
    String question(Item item, String keyword) {
      return "question: " + item.question() + "\n" + premise(item);
    }

    @Override
    String premise(Item item) {
      return "answer choices: " + listed(item.choices()) + "\nThe correct answer is:";
    }
  },
  /** The answers are listed by letter; the answer is the letter. */
  LETTERS {
    @Override
    String header(String keyword) {
      return "The following are multiple choice questions about " + keyword + ".\n\n";
    }

    @Override
    String question(Item item, String keyword) {
      return "Question: " + item.question() + "\n" + premise(item);
    }

    @Override
    String premise(Item item) {
      StringBuilder text = new StringBuilder("Choices:\n");
      for (int i = 0; i < item.choices().size(); i++) {
        text.append(' ').append(letter(i)).append(": ").append(item.choices().get(i)).append('\n');
      }
      return text.append("Answer:").toString();
    }

    @Override
    String target(Item item, int choice) {
      return " " + letter(choice);
    }
  };

  String header(String keyword) {
    return "";
  }

  abstract String question(Item item, String keyword);

  /** What stands before an answer in the denominator of PMI: no question, never shots. */
  abstract String premise(Item item);

  /** The text of an answer as it follows the prompt. */
  String target(Item item, int choice) {
    return " " + item.choices().get(choice);
  }

  /** The prompt with solved examples before it. */
  String prompt(Item item, List<Item> shots, String keyword) {
    String between = this == NO_CHOICES ? "\n" : "\n\n";
    return header(keyword)
        + shots.stream()
            .map(shot -> question(shot, keyword) + target(shot, shot.gold()) + between)
            .collect(Collectors.joining())
        + question(item, keyword);
  }

  private static char letter(int i) {
    return (char) ('A' + i);
  }

  /** {@code a, b, c, or d}; commas inside a choice become "and". */
  private static String listed(List<String> choices) {
    List<String> plain = choices.stream().map(c -> c.replace(", ", " and ")).toList();
    int last = plain.size() - 1;
    return String.join(", ", plain.subList(0, last))
        + (last > 1 ? ", or " : " or ")
        + plain.get(last);
  }

  /** A generated answer as it is compared: up to the line's end, without full stop and spaces. */
  static String normalised(String generated) {
    int end = generated.indexOf('\n');
    String line = (end < 0 ? generated : generated.substring(0, end)).strip();
    while (line.endsWith(".")) {
      line = line.substring(0, line.length() - 1).strip();
    }
    return line;
  }
}
