package io.steelyard.select.pool;

import io.steelyard.core.RequestException;
import io.steelyard.corpus.read.ReadSource;
import io.steelyard.corpus.read.SourceDocuments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The texts that a selection is aimed at, held in memory: one group, or one for each domain of the
 * sources where they are separate targets. Texts of white space alone are left out and counted.
 *
 * @param groups texts by name of the target, names in canonical order
 * @param blank how many texts were left out
 */
public record Targets(Map<String, List<String>> groups, int blank) {
  /** The name of the group where there is one. */
  public static final String ONE = "target";

  public Targets {
    groups = new LinkedHashMap<>(groups);
  }

  /**
   * @param separate whether each domain of the sources is a target of its own
   * @throws RequestException if there is no text, or a file cannot be read
   */
  public static Targets read(Path base, List<ReadSource> sources, boolean separate) {
    Map<String, List<String>> groups = new TreeMap<>();
    int[] blank = {0};
    SourceDocuments.forEach(
        base,
        sources,
        "target",
        record -> {
          if (isBlank(record.text())) {
            blank[0]++;
            return;
          }
          groups
              .computeIfAbsent(separate ? record.domain() : ONE, name -> new ArrayList<>())
              .add(record.text());
        });
    if (groups.isEmpty()) {
      throw new RequestException(
          "target: the files hold no text"
              + (blank[0] > 0 ? " but white space in " + blank[0] + " records" : "")
              + "; give examples of what is wanted, a few dozen or more");
    }
    return new Targets(groups, blank[0]);
  }

  public static boolean isBlank(String text) {
    return text.codePoints().allMatch(com.ibm.icu.lang.UCharacter::isUWhiteSpace);
  }

  /** Names in canonical order. */
  public List<String> names() {
    return List.copyOf(groups.keySet());
  }

  /** All texts, group by group. */
  public List<String> texts() {
    return groups.values().stream().flatMap(List::stream).toList();
  }

  public int size() {
    return groups.values().stream().mapToInt(List::size).sum();
  }

  public boolean isSeparate() {
    return groups.size() > 1;
  }
}
