package io.steelyard.core.artifact;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/** DuckDB in memory: one thread, bounded memory, no extensions fetched. */
public final class Duck {
  private Duck() {}

  public static DuckDBConnection connect() throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("threads", "1");
    settings.setProperty("memory_limit", "512MB");
    settings.setProperty("autoinstall_known_extensions", "false");
    Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", settings);
    return connection.unwrap(DuckDBConnection.class);
  }

  /** A path as an SQL string literal. */
  public static String literal(Path path) {
    return literal(path.toAbsolutePath().toString());
  }

  public static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
