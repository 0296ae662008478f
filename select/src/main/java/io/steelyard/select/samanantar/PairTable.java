package io.steelyard.select.samanantar;

import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Duck;
import io.steelyard.core.artifact.ShardStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Mined pairs on disk: a Parquet file, best pair first. */
final class PairTable {
  /**
   * One pair.
   *
   * @param sourceId where the source sentence stands
   * @param targetId where the target sentence stands
   * @param source its text
   * @param target its text
   * @param cosine of the vectors; of a pivot pair the lower of the two
   * @param margin score
   * @param direction who chose whom; {@code pivot} for a pivot pair
   * @param origin where the target sentence comes from
   * @param minedFrom method, or the pivot sentence
   * @param flags what is odd about it, words with commas between; empty for nothing
   * @param sourceCopies how often the source sentence was there
   * @param targetCopies how often the target sentence was there
   */
  record Row(
      String sourceId,
      String targetId,
      String source,
      String target,
      double cosine,
      double margin,
      String direction,
      String origin,
      String minedFrom,
      String flags,
      int sourceCopies,
      int targetCopies) {}

  private static final String COLUMNS =
      "src_id VARCHAR, tgt_id VARCHAR, src VARCHAR, tgt VARCHAR, cosine DOUBLE, margin DOUBLE,"
          + " direction VARCHAR, source VARCHAR, mined_from VARCHAR, flags VARCHAR,"
          + " src_copies INTEGER, tgt_copies INTEGER";

  private PairTable() {}

  static String name(String source, String target) {
    return "pairs-" + source + "-" + target + ".parquet";
  }

  /** Writes a table whole. */
  static ShardStamp write(Path file, List<Row> rows) {
    Digest digest = new Digest();
    try (DuckDBConnection connection = Duck.connect()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE pairs(" + COLUMNS + ")");
      }
      try (DuckDBAppender appender = connection.createAppender("main", "pairs")) {
        for (Row row : rows) {
          append(appender, row);
          digest
              .text(row.sourceId)
              .text(row.targetId)
              .text(row.source)
              .text(row.target)
              .word(Double.doubleToLongBits(row.cosine))
              .word(Double.doubleToLongBits(row.margin))
              .text(row.direction)
              .text(row.flags);
        }
      }
      AtomicFile.through(
          file,
          temporary -> {
            try (Statement statement = connection.createStatement()) {
              statement.execute(
                  "COPY pairs TO "
                      + Duck.literal(temporary)
                      + " (FORMAT parquet, COMPRESSION zstd)");
            } catch (SQLException e) {
              throw new IOException(e.getMessage(), e);
            }
          });
    } catch (SQLException e) {
      throw AtomicFile.failure(file, new IOException(e.getMessage(), e));
    }
    return ShardStamp.of(file, rows.size(), digest.hex(), null);
  }

  private static void append(DuckDBAppender appender, Row row) throws SQLException {
    appender.beginRow();
    appender.append(row.sourceId);
    appender.append(row.targetId);
    appender.append(row.source);
    appender.append(row.target);
    appender.append(row.cosine);
    appender.append(row.margin);
    appender.append(row.direction);
    appender.append(row.origin);
    appender.append(row.minedFrom);
    appender.append(row.flags);
    appender.append(row.sourceCopies);
    appender.append(row.targetCopies);
    appender.endRow();
  }

  /** Reads a table back. */
  static List<Row> read(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (Connection connection = Duck.connect();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT * FROM read_parquet(" + Duck.literal(file) + ")")) {
      while (found.next()) {
        rows.add(
            new Row(
                found.getString(1),
                found.getString(2),
                found.getString(3),
                found.getString(4),
                found.getDouble(5),
                found.getDouble(6),
                found.getString(7),
                found.getString(8),
                found.getString(9),
                found.getString(10),
                found.getInt(11),
                found.getInt(12)));
      }
    } catch (SQLException e) {
      throw new IOException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
    return rows;
  }

  /** {@code mutual}. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
