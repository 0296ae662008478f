package io.steelyard.corpus.read;

import io.steelyard.core.RequestException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Documents from outside the corpus, such as the texts that a selection is aimed at: read as {@code
 * corpus.read} reads them, one after the other, in order of path and record.
 */
public final class SourceDocuments {
  private SourceDocuments() {}

  /**
   * The files of the sources by the name under which they enter a step's key.
   *
   * @throws RequestException if a file is missing or its name tells no format
   */
  public static Map<String, Path> locations(Path base, List<ReadSource> sources) {
    return plan(base, sources).locations();
  }

  /**
   * Gives each document to {@code document}. Records without text are passed over.
   *
   * @param setting what the sources are called in the recipe, for messages
   * @throws RequestException if a record is bad: such files are small and chosen with care
   */
  public static void forEach(
      Path base, List<ReadSource> sources, String setting, Consumer<Accepted> document) {
    ReadPlan plan = plan(base, sources);
    for (Rejected refused : plan.refused()) {
      throw refuse(setting, refused);
    }
    for (ReadPlan.Planned planned : plan.files()) {
      try (RecordReader reader = Readers.open(planned.file(), planned.settings())) {
        for (Item item = reader.next(); item != null; item = reader.next()) {
          if (item instanceof Accepted record) {
            document.accept(record);
          } else if (item instanceof Rejected rejected && rejected.reason().bad()) {
            throw refuse(setting, rejected);
          }
        }
      }
    }
  }

  private static RequestException refuse(String setting, Rejected rejected) {
    return new RequestException(setting + ": " + rejected);
  }

  private static ReadPlan plan(Path base, List<ReadSource> sources) {
    return ReadPlan.of(
        base, sources, Optional.of(List.of()), ReadSettings.OnBadText.REJECT, ReadLimits.DEFAULT);
  }
}
