package io.steelyard.corpus.read;

import io.steelyard.core.artifact.Duck;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * An embedded DuckDB that keeps to itself: in memory, one thread (so row order is file order), a
 * memory limit, no extensions from the network.
 */
public final class DuckDb {
  /** DuckDB's memory limit for reading or writing one Parquet file. */
  public static final String MEMORY = "512MB";

  private DuckDb() {}

  /** Opens a database whose result sets stream. */
  public static Connection open() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("threads", "1");
    properties.setProperty("memory_limit", MEMORY);
    return DriverManager.getConnection("jdbc:duckdb:", properties);
  }

  /** Forbids every file but one, and further changes of settings. */
  public static void allowOnly(Connection connection, String path) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET temp_directory = ''");
      statement.execute("SET allowed_paths = [" + Duck.literal(path) + "]");
      statement.execute("SET enable_external_access = false");
      statement.execute("SET lock_configuration = true");
    }
  }

  /** A quoted SQL name. */
  public static String name(String value) {
    return '"' + value.replace("\"", "\"\"") + '"';
  }

  public static void closeQuietly(AutoCloseable closeable) {
    if (closeable != null) {
      try {
        closeable.close();
      } catch (Exception e) {
        // Reading is over; there is nothing left to save.
        return;
      }
    }
  }
}
