package io.steelyard.corpus.write;

import io.steelyard.core.artifact.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Plain text with a document on each line. A document that has a line end or is blank cannot be
 * written so, and is refused rather than changed.
 */
final class TextLinesWriter extends StreamWriter {
  TextLinesWriter(Path target) throws IOException {
    super(target);
  }

  @Override
  public void write(Document document) throws IOException {
    if (document.text().indexOf('\n') >= 0
        || document.text().endsWith("\r")
        || document.text().isBlank()) {
      throw new IOException(
          "document "
              + document.id()
              + " "
              + (document.text().isBlank() ? "is blank" : "has a line end")
              + ", which plain text with a document per line cannot hold; write .jsonl, .csv or"
              + " .parquet");
    }
    out.write(document.text().getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }
}
