package io.steelyard.corpus.write;

import io.steelyard.core.artifact.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * CSV or TSV as RFC 4180 says, with LF at line ends: the columns id, text, domain, part,
 * external_id, metadata (as JSON). Every field is quoted, so a text may hold delimiters, quotes and
 * line ends.
 */
final class DelimitedWriter extends StreamWriter {
  private final String between;

  DelimitedWriter(Path target, char delimiter) throws IOException {
    super(target);
    between = "\"" + delimiter + "\"";
    row("id", "text", "domain", "part", "external_id", "metadata");
  }

  @Override
  public void write(Document d) throws IOException {
    row(
        d.id().toString(),
        d.text(),
        d.domain(),
        d.part().word(),
        d.externalId(),
        ExportedMetadata.json(d));
  }

  private void row(String... fields) throws IOException {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < fields.length; i++) {
      out.append(i == 0 ? "" : between);
      out.append(fields[i] == null ? "" : fields[i].replace("\"", "\"\""));
    }
    out.append("\"\n");
    this.out.write(out.toString().getBytes(StandardCharsets.UTF_8));
  }
}
