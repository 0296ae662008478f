package io.steelyard.corpus.read;

import java.nio.charset.StandardCharsets;

/**
 * JSON Lines: one object per line. With the default settings {@code {"text":"Grüezi","url":"x"}}
 * becomes a record with text {@code Grüezi} and metadata {@code {"url":"x"}}.
 */
final class JsonLinesReader extends LineReader {
  private final JsonRecords parser;

  JsonLinesReader(InputFile file, ReadSettings settings) {
    super(file, settings);
    this.parser = new JsonRecords(settings);
  }

  @Override
  Item record(byte[] bytes, int from, int to, Position at) throws BadRecord {
    if (Bytes.firstInvalidUtf8(bytes, from, to) >= 0) {
      String line = decode(bytes, from, to, at.offset());
      byte[] replaced = line.getBytes(StandardCharsets.UTF_8);
      return parse(replaced, 0, replaced.length, at);
    }
    return parse(bytes, from, to, at);
  }

  private Item parse(byte[] bytes, int from, int to, Position at) throws BadRecord {
    JsonRecords.Parsed parsed = parser.parse(bytes, from, to, at.line());
    String domain = parsed.domain() == null ? domain() : parsed.domain();
    return new Accepted(at, parsed.text(), domain, parsed.externalId(), parsed.metadata());
  }
}
