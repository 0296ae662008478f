package io.steelyard.core.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is known of one finished output file, written beside it as {@code NAME.stamp.json} once it
 * is whole. A run that was killed goes on after the last stamp.
 *
 * @param name file name inside the artifact
 * @param records logical records
 * @param sha256 digest of the logical records in canonical order, before compression
 * @param size length of the file in bytes, as written
 * @param crc32c checksum of the file, as written
 * @param notes what else its reader wants: index, ledger, first and last id
 */
public record ShardStamp(
    String name, long records, String sha256, long size, String crc32c, JsonNode notes) {

  public ShardStamp {
    notes = notes == null ? JsonNodeFactory.instance.objectNode() : notes;
  }

  /** Describes a finished file. */
  public static ShardStamp of(Path file, long records, String sha256, JsonNode notes) {
    try {
      return new ShardStamp(
          file.getFileName().toString(),
          records,
          sha256,
          Files.size(file),
          Digest.crc32c(file),
          notes);
    } catch (IOException e) {
      throw AtomicFile.failure(file, e);
    }
  }

  public static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ".stamp.json");
  }

  public void write(Path folder) {
    AtomicFile.write(beside(folder.resolve(name)), Json.canonical(this));
  }

  /** The stamp of a file that is whole, or null. */
  public static ShardStamp read(Path file) {
    Path stamp = beside(file);
    if (!Files.isRegularFile(stamp) || !Files.isRegularFile(file)) {
      return null;
    }
    ShardStamp read = Json.read(stamp, ShardStamp.class);
    try {
      return Files.size(file) == read.size ? read : null;
    } catch (IOException e) {
      return null;
    }
  }
}
