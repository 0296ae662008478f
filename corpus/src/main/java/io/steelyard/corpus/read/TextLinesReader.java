package io.steelyard.corpus.read;

import java.util.Map;

/** Plain text with a document on each line; blank lines are no documents. */
final class TextLinesReader extends LineReader {
  TextLinesReader(InputFile file, ReadSettings settings) {
    super(file, settings);
  }

  @Override
  Item record(byte[] bytes, int from, int to, Position at) throws BadRecord {
    String text = checked(decode(bytes, from, to, at.offset()));
    return new Accepted(at, text, domain(), null, Map.of());
  }
}
