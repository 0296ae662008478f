package io.steelyard.corpus.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Opens the writer that a file's name asks for. */
public final class Writers {
  /** The names that {@link #open} knows. */
  public static final String NAMES =
      ".jsonl, .csv, .tsv or .txt (each also with .gz or .zst), or .parquet";

  private Writers() {}

  /**
   * @throws IllegalArgumentException if the name tells no format
   */
  public static RecordWriter open(Path target) throws IOException {
    String name = target.getFileName().toString().toLowerCase(Locale.ROOT);
    String plain = name.replaceFirst("\\.(gz|zst)$", "");
    if (name.endsWith(".parquet")) {
      return new ParquetWriter(target);
    }
    return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
      case "jsonl", "ndjson" -> new JsonLinesWriter(target);
      case "csv" -> new DelimitedWriter(target, ',');
      case "tsv" -> new DelimitedWriter(target, '\t');
      case "txt" -> new TextLinesWriter(target);
      default ->
          throw new IllegalArgumentException(
              name + ": the name does not tell the format; expected " + NAMES);
    };
  }
}
