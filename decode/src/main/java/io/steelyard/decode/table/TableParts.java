package io.steelyard.decode.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A table of JSON Lines in parts of a fixed number of inputs: {@code part-00000.jsonl}, … A part is
 * written whole, then stamped; a run that was killed goes on after the last one.
 */
public final class TableParts {
  private TableParts() {}

  /** Turns a part's inputs into rows; what it returns goes into the stamp, for the summary. */
  @FunctionalInterface
  public interface Work<T> {
    JsonNode rows(List<T> inputs, Consumer<ObjectNode> out) throws IOException;
  }

  /**
   * Writes all parts.
   *
   * @param size inputs per part; decides where parts begin, hence part of a step's settings
   * @return the notes of all parts, in order
   */
  public static <T> List<JsonNode> write(
      Job job, CloseableIterator<T> inputs, int size, Work<T> work) throws IOException {
    List<JsonNode> notes = new ArrayList<>();
    for (int part = 0; inputs.hasNext(); part++) {
      Job.stopIfInterrupted();
      List<T> chunk = new ArrayList<>();
      while (chunk.size() < size && inputs.hasNext()) {
        chunk.add(inputs.next());
      }
      Path file = job.out().resolve(String.format(Locale.ROOT, "part-%05d.jsonl", part));
      ShardStamp stamp = ShardStamp.read(file);
      if (stamp == null) {
        stamp = part(job, file, chunk, work);
      }
      job.add(stamp);
      notes.add(stamp.notes());
      job.progress().advance(chunk.size());
    }
    return notes;
  }

  private static <T> ShardStamp part(Job job, Path file, List<T> chunk, Work<T> work)
      throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    int[] rows = new int[1];
    JsonNode notes =
        work.rows(
            chunk,
            row -> {
              lines.writeBytes(Json.canonical(row));
              lines.write('\n');
              rows[0]++;
            });
    byte[] bytes = lines.toByteArray();
    AtomicFile.write(file, bytes);
    ShardStamp stamp = ShardStamp.of(file, rows[0], Digest.of(bytes), notes);
    stamp.write(job.out());
    return stamp;
  }
}
