package io.steelyard.corpus.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * CSV and TSV by column (RFC 4180: quoted fields may hold delimiters, doubled quotes and line
 * ends). The first row names the columns; without a header they are called 0, 1, 2 …; every row has
 * as many fields as the first. Rows are cut on bytes first, so that one bad row costs one record.
 */
final class DelimitedReader extends FileReader {
  private final CSVFormat format;
  private final char delimiter;
  private RowBytes rows;
  private List<String> columns;
  private int text;
  private int domain;
  private int externalId;

  DelimitedReader(InputFile file, ReadSettings settings, char delimiter) {
    super(file, settings);
    this.delimiter = delimiter;
    this.format =
        CSVFormat.Builder.create()
            .setDelimiter(delimiter)
            .setQuote(settings.quotes() ? Character.valueOf('"') : null)
            .setEscape(null)
            .setIgnoreEmptyLines(false)
            .setIgnoreSurroundingSpaces(false)
            .setLenientEof(false)
            .setTrailingData(false)
            .get();
  }

  @Override
  void start(InputStream bytes) {
    rows = new RowBytes(bytes, settings.limits().recordBytes(), delimiter, settings.quotes());
  }

  @Override
  Item advance() throws IOException {
    while (true) {
      boolean more = rows.next();
      if (rows.failure() != null) {
        return failed(rows.failure(), position(rows.line(), rows.offset()), rows.size());
      }
      if (!more) {
        return null;
      }
      if (rows.size() == 0) {
        continue;
      }
      if (columns == null && settings.header()) {
        Item refusal = header();
        if (refusal != null) {
          return refusal;
        }
        continue;
      }
      Position at = position(rows.line(), rows.offset());
      try {
        return rows.tooLong() ? tooLong(at, rows.size()) : record(at);
      } catch (BadRecord bad) {
        return rejected(bad, at, rows.size());
      }
    }
  }

  /** Reads the column names; a file without the wanted columns is refused as a whole. */
  private Item header() throws IOException {
    try {
      if (rows.tooLong()) {
        throw new BadRecord(Reason.BAD_CSV, "the header row is too long");
      }
      columns(fields(ByteOrderMark.length(rows.bytes(), 0, rows.length())));
      return null;
    } catch (BadRecord bad) {
      return failed(
          new InputFailure(bad.reason(), bad.getMessage()), Position.file(file.path()), rest());
    }
  }

  private long rest() {
    long count = rows.size();
    while (rows.next()) {
      count += rows.size();
    }
    return count;
  }

  private void columns(List<String> names) throws BadRecord {
    Set<String> once = new HashSet<>();
    for (String name : names) {
      if (!once.add(name)) {
        throw new BadRecord(Reason.BAD_CSV, "two columns are called " + name);
      }
    }
    text = column(names, settings.text(), "text");
    domain =
        settings.domain() instanceof DomainRule.Field field
            ? column(names, field.path(), "domain")
            : -1;
    externalId =
        settings.externalId() == null ? -1 : column(names, settings.externalId(), "external id");
    columns = List.copyOf(names);
  }

  private static int column(List<String> names, FieldPath path, String role) throws BadRecord {
    int index = path.tokens().size() == 1 ? names.indexOf(path.tokens().get(0)) : -1;
    if (index < 0) {
      throw Missing.field(path, role, names);
    }
    return index;
  }

  private Item record(Position at) throws BadRecord {
    boolean first = columns == null;
    List<String> fields = fields(first ? ByteOrderMark.length(rows.bytes(), 0, rows.length()) : 0);
    if (first) {
      List<String> numbers = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        numbers.add(Integer.toString(i));
      }
      columns(numbers);
    }
    if (fields.size() != columns.size()) {
      throw new BadRecord(
          Reason.BAD_CSV,
          "the row has "
              + fields.size()
              + " fields; expected "
              + columns.size()
              + " as in the first row");
    }
    String documentText = checked(fields.get(text));
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      if (i != text && i != domain && i != externalId && settings.keeps(columns.get(i))) {
        metadata.put(columns.get(i), fields.get(i));
      }
    }
    return new Accepted(
        at,
        documentText,
        domain < 0 ? domain() : value(fields, domain),
        externalId < 0 ? null : value(fields, externalId),
        metadata);
  }

  private String value(List<String> fields, int column) throws BadRecord {
    String value = fields.get(column);
    if (value.isEmpty()) {
      throw new BadRecord(Reason.BAD_VALUE, "the column " + columns.get(column) + " is empty");
    }
    return value;
  }

  private List<String> fields(int from) throws BadRecord {
    String row = decode(rows.bytes(), from, rows.length(), rows.offset() + from);
    if (rows.openQuote()) {
      throw new BadRecord(
          Reason.BAD_CSV, "a quote opens and never closes; write quotes inside fields twice");
    }
    try (CSVParser parser = format.parse(new StringReader(row))) {
      List<CSVRecord> records = parser.getRecords();
      if (records.size() != 1) {
        throw new BadRecord(
            Reason.BAD_CSV, "a carriage return outside quotes; expected LF or CRLF at line ends");
      }
      return records.get(0).toList();
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new BadRecord(
          Reason.BAD_CSV,
          "not a row as RFC 4180 says: "
              + (e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
    }
  }
}
