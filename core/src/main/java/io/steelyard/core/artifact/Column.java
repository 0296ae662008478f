package io.steelyard.core.artifact;

import java.util.List;

/**
 * A score that a step keeps for each document, beside the verdict.
 *
 * @param name column name, lower_snake_case
 * @param type how it is stored
 * @param about what it is, with unit
 */
public record Column(String name, Type type, String about) {
  /** The columns that every verdict file has; scores may not use their names. */
  public static final List<String> RESERVED =
      List.of("path", "record", "domain", "part", "bytes", "keep", "reason");

  /** Storage types and their Parquet spelling. */
  public enum Type {
    NUMBER("DOUBLE"),
    COUNT("BIGINT"),
    TEXT("VARCHAR"),
    FLAG("BOOLEAN");

    final String sql;

    Type(String sql) {
      this.sql = sql;
    }
  }

  public Column {
    if (!name.matches("[a-z][a-z0-9_]{0,62}") || RESERVED.contains(name)) {
      throw new IllegalArgumentException("'" + name + "' cannot be a score column");
    }
  }

  public static Column number(String name, String about) {
    return new Column(name, Type.NUMBER, about);
  }

  public static Column count(String name, String about) {
    return new Column(name, Type.COUNT, about);
  }

  public static Column text(String name, String about) {
    return new Column(name, Type.TEXT, about);
  }

  public static Column flag(String name, String about) {
    return new Column(name, Type.FLAG, about);
  }
}
