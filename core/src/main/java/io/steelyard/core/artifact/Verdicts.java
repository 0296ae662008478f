package io.steelyard.core.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.flow.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Verdicts on disk: one Parquet file per shard of the corpus, one row for each document that the
 * step saw, in order of id. Columns: path, record, domain, part, bytes, keep, reason, then the
 * step's scores.
 */
public final class Verdicts {
  public static final String SUFFIX = ".parquet";

  private final Path folder;
  private final Manifest manifest;

  private Verdicts(Path folder, Manifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  public static Verdicts open(Path folder) {
    Manifest manifest = Manifest.read(folder);
    if (manifest.kind() != ArtifactKind.VERDICTS) {
      throw new RequestException(
          folder + ": expected verdicts, found " + manifest.kind().word() + ".");
    }
    return new Verdicts(folder, manifest);
  }

  /** Content of one shard. */
  @FunctionalInterface
  public interface ShardContent {
    void writeTo(VerdictShardWriter shard) throws IOException;
  }

  /** Writes the verdicts about corpus shard {@code name} and stamps them, or returns the stamp. */
  public static ShardStamp writeShard(
      Path folder, String name, List<Column> columns, ShardContent content) {
    Path file = folder.resolve(name + SUFFIX);
    ShardStamp done = ShardStamp.read(file);
    if (done != null) {
      return done;
    }
    try (VerdictShardWriter shard = new VerdictShardWriter(columns)) {
      content.writeTo(shard);
      ShardStamp stamp = shard.finish(file);
      stamp.write(folder);
      return stamp;
    } catch (IOException e) {
      throw AtomicFile.failure(file, e);
    }
  }

  public Path folder() {
    return folder;
  }

  public Manifest manifest() {
    return manifest;
  }

  /** What is left after this step. */
  public Inventory inventory() {
    return Corpus.inventory(manifest);
  }

  /** The step's ledger, merged from its shards. */
  public static Ledger ledger(List<ShardStamp> parts) {
    Ledger sum = new Ledger();
    for (ShardStamp part : parts) {
      JsonNode noted = part.notes().get("ledger");
      if (noted != null) {
        sum.merge(Json.MAPPER.convertValue(noted, Ledger.class));
      }
    }
    return sum;
  }

  /** One row: what was decided, and the asked scores in the asked order. */
  public record Row(
      DocumentId id, String domain, Part part, long bytes, String reason, Object[] scores) {
    public boolean kept() {
      return reason == null;
    }
  }

  /** Rows about corpus shard {@code name}, in order of id, with the named score columns. */
  public CloseableIterator<Row> read(String name, List<String> scores) {
    Path file = folder.resolve(name + SUFFIX);
    StringBuilder sql = new StringBuilder("SELECT path, record, domain, part, bytes, reason");
    scores.forEach(score -> sql.append(", \"").append(score).append('"'));
    sql.append(" FROM read_parquet(").append(Duck.literal(file)).append(')');
    Connection connection = null;
    try {
      connection = Duck.connect();
      Statement statement = connection.createStatement();
      ResultSet rows = statement.executeQuery(sql.toString());
      return new Rows(file, connection, rows, scores.size());
    } catch (SQLException e) {
      if (connection != null) {
        try {
          connection.close();
        } catch (SQLException suppressed) {
          e.addSuppressed(suppressed);
        }
      }
      throw DocumentLines.broken(file.toString(), e);
    }
  }

  /** The score columns there are. */
  public List<String> scores() {
    List<String> names = new ArrayList<>();
    if (!manifest.parts().isEmpty()) {
      manifest.parts().get(0).notes().path("scores").forEach(name -> names.add(name.asText()));
    }
    return names;
  }

  /** Streams a result set. */
  private static final class Rows implements CloseableIterator<Row> {
    private final Path file;
    private final Connection connection;
    private final ResultSet rows;
    private final int scores;
    private Row next;

    Rows(Path file, Connection connection, ResultSet rows, int scores) {
      this.file = file;
      this.connection = connection;
      this.rows = rows;
      this.scores = scores;
      this.next = advance();
    }

    private Row advance() {
      try {
        if (!rows.next()) {
          return null;
        }
        Object[] values = new Object[scores];
        for (int i = 0; i < scores; i++) {
          values[i] = rows.getObject(7 + i);
        }
        return new Row(
            new DocumentId(rows.getString(1), rows.getLong(2)),
            rows.getString(3),
            Part.of(rows.getString(4)),
            rows.getLong(5),
            rows.getString(6),
            values);
      } catch (SQLException e) {
        throw DocumentLines.broken(file.toString(), e);
      }
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Row next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      Row row = next;
      next = advance();
      return row;
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
}
