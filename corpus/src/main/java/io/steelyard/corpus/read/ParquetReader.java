package io.steelyard.corpus.read;

import io.steelyard.core.step.RemoteFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Parquet through DuckDB: rows stream in file order on one thread within a memory limit. Each row
 * is handed to the same parser as a JSON line, so a column that is a struct can be entered by a
 * JSON pointer ({@code /meta/lang}).
 *
 * <p>DuckDB ends a query at text that is not UTF-8. The reader then looks for the row by halving,
 * rejects it alone and goes on after it, up to {@value #MOST_REPAIRS} times; after that (or where
 * such a value spoils a whole dictionary) the rest of the file is one rejection that counts its
 * rows. Bad text cannot be replaced here.
 */
final class ParquetReader implements RecordReader {
  static final int MOST_REPAIRS = 64;

  private final InputFile file;
  private final ReadSettings settings;
  private final JsonRecords parser;
  private ParquetRows rows;
  private Path fetched;
  private long record;
  private long bound;
  private int repairs;
  private boolean opened;
  private boolean ended;

  ParquetReader(InputFile file, ReadSettings settings) {
    this.file = file;
    this.settings = settings;
    this.parser = new JsonRecords(settings);
  }

  @Override
  public Item next() {
    if (ended) {
      return null;
    }
    try {
      if (!opened) {
        opened = true;
        open();
      }
      return row();
    } catch (BadRecord bad) {
      ended = true;
      return new Rejected(
          bad.reason(), Position.file(file.path()), total(), file.size(), bad.getMessage());
    } catch (SQLException | IOException e) {
      ended = true;
      return failed(e);
    }
  }

  private void open() throws SQLException, IOException, BadRecord {
    if (file.location() == null) {
      throw new BadRecord(
          Reason.BAD_PARQUET, "Parquet inside an archive cannot be read; unpack it first");
    }
    if (RemoteFiles.isRemote(file.location())) {
      fetched = RemoteInput.fetch(file);
    }
    rows = ParquetRows.open(fetched == null ? file.location() : fetched);
    List<String> names = rows.columns();
    require(names, settings.text(), "text");
    if (settings.domain() instanceof DomainRule.Field field) {
      require(names, field.path(), "domain");
    }
    if (settings.externalId() != null) {
      require(names, settings.externalId(), "external id");
    }
    rows.select(names.stream().filter(this::wants).toList());
    bound = rows.total();
    if (bound > 0) {
      rows.range(0, bound);
    }
  }

  private static void require(List<String> names, FieldPath path, String role) throws BadRecord {
    if (!names.contains(path.tokens().get(0))) {
      throw Missing.field(path, role, names);
    }
  }

  private boolean wants(String name) {
    return settings.keeps(name)
        || name.equals(settings.text().tokens().get(0))
        || (settings.domain() instanceof DomainRule.Field field
            && name.equals(field.path().tokens().get(0)))
        || (settings.externalId() != null && name.equals(settings.externalId().tokens().get(0)));
  }

  private Item row() throws SQLException {
    while (record < rows.total()) {
      if (record == bound) {
        // The row at the bound is the one that is not UTF-8.
        Rejected rejected = notUtf8(1);
        record++;
        bound = rows.total();
        if (record < bound) {
          rows.range(record, bound);
        }
        return rejected;
      }
      try {
        if (rows.next()) {
          return item(rows.json());
        }
        throw new SQLException("the file ends after " + record + " of " + rows.total() + " rows");
      } catch (SQLException e) {
        if (!ParquetRows.isBadText(e)) {
          throw e;
        }
        if (++repairs > MOST_REPAIRS) {
          ended = true;
          return notUtf8(rows.total() - record);
        }
        bound = rows.firstBad(record, bound);
        if (record < bound) {
          rows.range(record, bound);
        }
      }
    }
    ended = true;
    return null;
  }

  private Item item(String json) {
    Position at = new Position(file.path(), record++, 0, -1);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try {
      JsonRecords.Parsed parsed = parser.parse(bytes, 0, bytes.length, at.record() + 1);
      String domain = parsed.domain() == null ? pathDomain() : parsed.domain();
      return new Accepted(at, parsed.text(), domain, parsed.externalId(), parsed.metadata());
    } catch (BadRecord bad) {
      return new Rejected(bad.reason(), at, 1, bytes.length, bad.getMessage());
    }
  }

  private String pathDomain() throws BadRecord {
    String domain = settings.domain().ofPath(file.path());
    if (domain == null) {
      throw new BadRecord(
          Reason.MISSING_FIELD,
          "the path " + file.path() + " has no folder that the domain rule asks for");
    }
    return domain;
  }

  private Rejected notUtf8(long count) {
    return new Rejected(
        Reason.INVALID_UTF8,
        new Position(file.path(), record, 0, -1),
        count,
        share(count),
        count == 1
            ? "the row holds text that is not UTF-8; write the file again"
            : count
                + " rows from here on are not read: more than "
                + MOST_REPAIRS
                + " hold text that is not UTF-8, or it stands in a dictionary; write the file"
                + " again");
  }

  private Rejected failed(Exception e) {
    boolean gone =
        file.location() != null
            && !RemoteFiles.isRemote(file.location())
            && !Files.exists(file.location());
    long left = Math.max(total() - record, 1);
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new Rejected(
        gone ? Reason.VANISHED : Reason.BAD_PARQUET,
        new Position(file.path(), record, 0, record == 0 ? 0 : -1),
        left,
        share(left),
        gone
            ? "the file was listed but is gone; keep the input still while it is read"
            : message + "; what follows in the file is not read: write the file again");
  }

  private long total() {
    return rows == null ? 1 : Math.max(rows.total(), 1);
  }

  /** The part of the file's bytes that some rows have, at the file's mean row size. */
  private long share(long count) {
    return Math.min(file.size(), (long) ((double) file.size() / total() * count));
  }

  @Override
  public void close() {
    ended = true;
    if (rows != null) {
      rows.close();
    }
    if (fetched != null) {
      try {
        Files.deleteIfExists(fetched);
      } catch (IOException e) {
        throw new UncheckedIOException(fetched + " cannot be deleted", e);
      }
    }
  }

  /** Names that DuckDB would take for a pattern or an address. */
  static boolean hasSpecialName(Path path) {
    return path.toString().chars().anyMatch(c -> "*?[]{}\\:".indexOf(c) >= 0);
  }
}
