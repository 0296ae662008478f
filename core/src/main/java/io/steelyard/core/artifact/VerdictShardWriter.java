package io.steelyard.core.artifact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Writes the verdicts about one shard of a corpus as Parquet, and their ledger into the stamp. */
public final class VerdictShardWriter implements AutoCloseable {
  private final List<Column> columns;
  private final DuckDBConnection connection;
  private final DuckDBAppender appender;
  private final Digest digest = new Digest();
  private final Ledger ledger = new Ledger();
  private final Inventory inventory = new Inventory();
  private long records;

  VerdictShardWriter(List<Column> columns) throws IOException {
    this.columns = columns;
    StringBuilder sql =
        new StringBuilder(
            "CREATE TABLE verdicts(path VARCHAR, record BIGINT, domain VARCHAR, part VARCHAR,"
                + " bytes BIGINT, keep BOOLEAN, reason VARCHAR");
    for (Column column : columns) {
      sql.append(", ").append(column.name()).append(' ').append(column.type().sql);
    }
    try {
      connection = Duck.connect();
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql.append(')').toString());
      }
      appender = connection.createAppender("main", "verdicts");
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** {@code bytes} is the length of the document's text in UTF-8. */
  public void add(Document document, long bytes, Verdict verdict) throws IOException {
    if (verdict.scores().length != columns.size()) {
      throw new IllegalStateException(
          verdict.scores().length + " scores for " + columns.size() + " columns");
    }
    try {
      appender.beginRow();
      appender.append(document.id().path());
      appender.append(document.id().record());
      appender.append(verdict.domain());
      appender.append(verdict.part().word());
      appender.append(bytes);
      appender.append(verdict.kept());
      appender.append(verdict.reason());
      digest.text(document.id().path()).word(document.id().record()).text(verdict.domain());
      digest.word(verdict.part().ordinal()).word(bytes).text(String.valueOf(verdict.reason()));
      for (int i = 0; i < columns.size(); i++) {
        score(columns.get(i), verdict.scores()[i]);
      }
      appender.endRow();
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
    records++;
    if (verdict.kept()) {
      ledger.kept(document.domain(), bytes, verdict.domain(), bytes);
      inventory.add(verdict.domain(), verdict.part(), 1, bytes);
    } else {
      ledger.dropped(document.domain(), bytes, verdict.reason());
    }
  }

  private void score(Column column, Object value) throws SQLException {
    if (value == null) {
      digest.word(0);
      switch (column.type()) {
        case NUMBER -> appender.append((Double) null);
        case COUNT -> appender.append((Long) null);
        case TEXT -> appender.append((String) null);
        case FLAG -> appender.append((Boolean) null);
      }
      return;
    }
    digest.word(1);
    switch (column.type()) {
      case NUMBER -> {
        double number = ((Number) value).doubleValue();
        digest.word(Double.doubleToLongBits(number));
        appender.append(number);
      }
      case COUNT -> {
        long count = ((Number) value).longValue();
        digest.word(count);
        appender.append(count);
      }
      case TEXT -> {
        digest.text((String) value);
        appender.append((String) value);
      }
      case FLAG -> {
        digest.word((Boolean) value ? 1 : 0);
        appender.append((boolean) (Boolean) value);
      }
    }
  }

  ShardStamp finish(Path file) throws IOException {
    try {
      appender.close();
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
    AtomicFile.through(
        file,
        temporary -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(
                "COPY verdicts TO "
                    + Duck.literal(temporary)
                    + " (FORMAT parquet, COMPRESSION zstd)");
          } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
          }
        });
    ObjectNode notes = Json.MAPPER.createObjectNode();
    notes.set("ledger", Json.MAPPER.valueToTree(ledger));
    notes.set("inventory", Json.MAPPER.valueToTree(inventory));
    columns.forEach(column -> notes.withArray("/scores").add(column.name()));
    return ShardStamp.of(file, records, digest.hex(), notes);
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
