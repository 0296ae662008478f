package io.steelyard.proofs.lab;

import io.steelyard.decode.Prompts;
import io.steelyard.model.OpenedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The first sentences of English manual pages as prompts. */
public final class Openings {
  private static final int WORDS = 8;

  private Openings() {}

  /** So many prompts, each of so many tokens from a page's first line of running text on. */
  public static List<int[]> read(OpenedModel opened, Path data, int prompts, int tokens)
      throws IOException {
    return ManualPages.read(data.resolve("manpages"), "en").pages().stream()
        .map(page -> prose(page.text()))
        .distinct()
        .filter(line -> !line.isBlank())
        .map(line -> Prompts.encode(opened, line))
        .filter(ids -> ids.length >= tokens)
        .map(ids -> Arrays.copyOf(ids, tokens))
        .limit(prompts)
        .toList();
  }

  /** The text from its first line of eight words or more, as one line. */
  private static String prose(String text) {
    String[] lines = text.split("\n");
    int first = 0;
    while (first < lines.length && lines[first].split(" ").length < WORDS) {
      first++;
    }
    return String.join(" ", Arrays.asList(lines).subList(first, lines.length));
  }
}
