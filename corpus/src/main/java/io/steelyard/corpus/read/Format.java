package io.steelyard.corpus.read;

import io.steelyard.core.Nearest;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The file formats that can be read. Gzip and zstd around any but Parquet are found by content. */
public enum Format {
  /** One JSON object per line. */
  JSONL("jsonl", "ndjson", "jsonlines", "json"),
  /** Plain text: a document per file, line or paragraph. */
  TEXT("txt", "text"),
  CSV("csv"),
  TSV("tsv", "tab"),
  PARQUET("parquet", "pq"),
  /** Lines of title TAB date TAB body, as Lucene's Europarl line file has them. */
  EUROPARL(),
  /** Web archives with pages as they came: HTML or text, one document for each answer. */
  WARC("warc"),
  /** Web archives with text taken from pages. */
  WET("wet"),
  /** A tree of text files of any extension, one document each; binary files are set aside. */
  SOURCE();

  private final String[] extensions;

  Format(String... extensions) {
    this.extensions = extensions;
  }

  /** The name that settings use, for example {@code jsonl}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if there is no such format
   */
  public static Format of(String code) {
    for (Format format : values()) {
      if (format.code().equals(code)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "unknown format "
            + code
            + "; expected "
            + codes()
            + Nearest.of(code, codesList()).map(near -> "; did you mean " + near + "?").orElse(""));
  }

  /**
   * The format that a file's name tells: {@code a.jsonl.gz} is JSON Lines.
   *
   * @throws IllegalArgumentException if the name tells none
   */
  public static Format ofName(String name) {
    Format format = byName(name);
    if (format == null) {
      throw new IllegalArgumentException(
          name + ": the name does not tell the format; set format to one of " + codes());
    }
    return format;
  }

  /** Whether a file's name tells its format. */
  static boolean tells(String name) {
    return byName(name) != null;
  }

  private static Format byName(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst|zstd)$", "");
    String extension = plain.substring(plain.lastIndexOf('.') + 1);
    for (Format format : values()) {
      if (Arrays.asList(format.extensions).contains(extension)) {
        return format;
      }
    }
    return null;
  }

  private static java.util.List<String> codesList() {
    return Arrays.stream(values()).map(Format::code).toList();
  }

  static String codes() {
    return codesList().stream().collect(Collectors.joining(", "));
  }
}
