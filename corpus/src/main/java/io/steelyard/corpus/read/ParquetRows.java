package io.steelyard.corpus.read;

import io.steelyard.core.artifact.Duck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one Parquet file as JSON objects, by ranges of row numbers. DuckDB may open this one
 * file and nothing else, and the file's name is a bound value, never SQL. A name that DuckDB would
 * read as a pattern is reached through a link in a folder of our own.
 */
final class ParquetRows implements AutoCloseable {
  private static final String SOURCE =
      " FROM read_parquet(?, hive_partitioning = false, file_row_number = true)";

  private final Connection connection;
  private final Path linkFolder;
  private final String path;
  private String query;
  private long total;
  private PreparedStatement statement;
  private ResultSet rows;

  private ParquetRows(Connection connection, Path linkFolder, String path) {
    this.connection = connection;
    this.linkFolder = linkFolder;
    this.path = path;
  }

  static ParquetRows open(Path file) throws SQLException, IOException {
    Path absolute = file.toAbsolutePath().normalize();
    Path linkFolder = null;
    if (ParquetReader.hasSpecialName(absolute)) {
      linkFolder = Files.createTempDirectory("steelyard-parquet");
      absolute = Files.createSymbolicLink(linkFolder.resolve("input.parquet"), absolute);
    }
    ParquetRows rows = new ParquetRows(DuckDb.open(), linkFolder, absolute.toString());
    try {
      DuckDb.allowOnly(rows.connection, rows.path);
      rows.count();
      return rows;
    } catch (SQLException e) {
      rows.close();
      throw e;
    }
  }

  private void count() throws SQLException {
    try (PreparedStatement count = connection.prepareStatement("SELECT count(*)" + SOURCE)) {
      count.setString(1, path);
      try (ResultSet result = count.executeQuery()) {
        result.next();
        total = result.getLong(1);
      }
    }
  }

  /** Number of rows in the file. */
  long total() {
    return total;
  }

  List<String> columns() throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement empty =
        connection.prepareStatement(
            "SELECT * FROM read_parquet(?, hive_partitioning = false) LIMIT 0")) {
      empty.setString(1, path);
      try (ResultSet result = empty.executeQuery()) {
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          names.add(result.getMetaData().getColumnName(i));
        }
      }
    }
    return names;
  }

  /** Which columns the JSON objects have. */
  void select(List<String> columns) {
    List<String> members = new ArrayList<>();
    for (String name : columns) {
      members.add(Duck.literal(name) + ", " + DuckDb.name(name));
    }
    query =
        "SELECT CAST(json_object("
            + String.join(", ", members)
            + ") AS VARCHAR)"
            + SOURCE
            + " WHERE file_row_number >= ? AND file_row_number < ?";
  }

  /** Starts again at row {@code from}, up to row {@code to} without it. */
  void range(long from, long to) throws SQLException {
    DuckDb.closeQuietly(rows);
    DuckDb.closeQuietly(statement);
    rows = null;
    statement = connection.prepareStatement(query);
    statement.setString(1, path);
    statement.setLong(2, from);
    statement.setLong(3, to);
  }

  boolean next() throws SQLException {
    if (rows == null) {
      rows = statement.executeQuery();
    }
    return rows.next();
  }

  String json() throws SQLException {
    return rows.getString(1);
  }

  /** The first row in [from, to) whose text is not UTF-8, where one is known to be. */
  long firstBad(long from, long to) throws SQLException {
    long good = from;
    long bad = to;
    // Invariant: the rows [from, good) can be read, the rows [from, bad) cannot.
    for (long step = 1; good < bad - 1; step *= 2) {
      long middle = Math.min(good + step, (good + bad) / 2);
      if (readable(good, middle)) {
        good = middle;
      } else {
        bad = middle;
        step = 1;
      }
    }
    return good;
  }

  private boolean readable(long from, long to) throws SQLException {
    range(from, to);
    try {
      while (next()) {
        // Reading is the check.
        continue;
      }
      return true;
    } catch (SQLException e) {
      if (isBadText(e)) {
        return false;
      }
      throw e;
    }
  }

  static boolean isBadText(SQLException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("Invalid string encoding") || message.contains("is not valid UTF8");
  }

  @Override
  public void close() {
    DuckDb.closeQuietly(rows);
    DuckDb.closeQuietly(statement);
    DuckDb.closeQuietly(connection);
    if (linkFolder != null) {
      try {
        Files.deleteIfExists(linkFolder.resolve("input.parquet"));
        Files.deleteIfExists(linkFolder);
      } catch (IOException e) {
        // An empty folder among the temporary files is left to the system.
        return;
      }
    }
  }
}
