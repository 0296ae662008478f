package io.steelyard.corpus.write;

import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Duck;
import io.steelyard.corpus.read.DuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Parquet through DuckDB: the columns id, text, domain, part, external_id, metadata (JSON as text),
 * zstd, row groups of {@value #ROW_GROUP} rows in the order of writing. Rows gather in a database
 * file beside the target, so memory stays bounded; that file is gone at the end.
 */
final class ParquetWriter implements RecordWriter {
  private static final int ROW_GROUP = 16_384;

  private final WholeFile file;
  private final Path gathered;
  private final Connection connection;
  private final DuckDBAppender appender;
  private boolean open = true;

  ParquetWriter(Path target) throws IOException {
    file = new WholeFile(target);
    gathered = file.temporary().resolveSibling(file.temporary().getFileName() + ".db");
    removeGathered();
    Connection opened = null;
    try {
      opened = DuckDb.open();
      try (Statement statement = opened.createStatement()) {
        statement.execute("ATTACH " + Duck.literal(gathered.toString()) + " AS gathered");
        statement.execute(
            "CREATE TABLE gathered.rows (id VARCHAR, text VARCHAR, domain VARCHAR, part VARCHAR,"
                + " external_id VARCHAR, metadata VARCHAR)");
      }
      appender = opened.unwrap(DuckDBConnection.class).createAppender("gathered", "main", "rows");
      connection = opened;
    } catch (SQLException e) {
      DuckDb.closeQuietly(opened);
      removeGathered();
      throw failure(e);
    }
  }

  @Override
  public void write(Document document) throws IOException {
    try {
      appender.beginRow();
      appender.append(document.id().toString());
      appender.append(document.text());
      appender.append(document.domain());
      appender.append(document.part().word());
      appender.append(document.externalId());
      appender.append(ExportedMetadata.json(document));
      appender.endRow();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  @Override
  public void finish() throws IOException {
    try (Statement statement = connection.createStatement()) {
      appender.close();
      statement.execute(
          "COPY (SELECT * FROM gathered.rows) TO "
              + Duck.literal(file.temporary().toString())
              + " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE "
              + ROW_GROUP
              + ")");
    } catch (SQLException e) {
      throw failure(e);
    }
    release();
    file.finish();
  }

  private void release() throws IOException {
    if (open) {
      open = false;
      DuckDb.closeQuietly(appender);
      DuckDb.closeQuietly(connection);
      removeGathered();
    }
  }

  private void removeGathered() throws IOException {
    Files.deleteIfExists(gathered);
    Files.deleteIfExists(gathered.resolveSibling(gathered.getFileName() + ".wal"));
  }

  private static IOException failure(SQLException e) {
    return new IOException("cannot write Parquet: " + e.getMessage(), e);
  }

  @Override
  public void close() throws IOException {
    release();
    file.discard();
  }
}
