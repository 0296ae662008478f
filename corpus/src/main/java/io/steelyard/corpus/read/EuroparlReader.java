package io.steelyard.corpus.read;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The Europarl line file: title TAB date TAB body on each line. The body is the text; title and
 * date become metadata. The file does not say its languages, so the domain stays {@code unknown}
 * until {@code corpus.language} finds it.
 */
final class EuroparlReader extends LineReader {
  EuroparlReader(InputFile file, ReadSettings settings) {
    super(file, settings);
  }

  @Override
  Item record(byte[] bytes, int from, int to, Position at) throws BadRecord {
    int first = Bytes.find(bytes, from, to, (byte) '\t');
    int second = first < 0 ? -1 : Bytes.find(bytes, first + 1, to, (byte) '\t');
    if (second < 0) {
      throw new BadRecord(
          Reason.BAD_LINE,
          "line "
              + at.line()
              + " has "
              + (first < 0 ? "one field" : "two fields")
              + "; expected title, date and body with a tab between them");
    }
    Texts.decode(bytes, from, to, at.offset(), settings);
    String text = checked(decode(bytes, second + 1, to, at.offset()));
    Map<String, Object> metadata = new LinkedHashMap<>();
    keep(metadata, "title", decode(bytes, from, first, at.offset()));
    keep(metadata, "date", decode(bytes, first + 1, second, at.offset()));
    return new Accepted(at, text, domain(), null, metadata);
  }

  private void keep(Map<String, Object> metadata, String field, String value) {
    if (settings.keeps(field)) {
      metadata.put(field, value);
    }
  }
}
