package io.steelyard.corpus.read;

/** Opens the reader for a file. */
public final class Readers {
  private Readers() {}

  /**
   * @throws IllegalArgumentException if no format is set and the file's name tells none
   */
  public static RecordReader open(InputFile file, ReadSettings settings) {
    Format format = settings.format() == null ? Format.ofName(file.path()) : settings.format();
    return switch (format) {
      case JSONL -> new JsonLinesReader(file, settings);
      case TEXT ->
          switch (settings.unit()) {
            case FILE -> new TextReader(file, settings);
            case LINE -> new TextLinesReader(file, settings);
            case PARAGRAPH -> new ParagraphReader(file, settings);
          };
      case CSV -> new DelimitedReader(file, settings, ',');
      case TSV -> new DelimitedReader(file, settings, '\t');
      case PARQUET -> new ParquetReader(file, settings);
      case EUROPARL -> new EuroparlReader(file, settings);
      case WARC -> new WebArchiveReader(file, settings, false);
      case WET -> new WebArchiveReader(file, settings, true);
      case SOURCE -> new TextReader(file, settings);
    };
  }
}
