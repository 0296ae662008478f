package io.steelyard.corpus.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file to read.
 *
 * @param path path relative to the read root with {@code /} between names: the first half of the
 *     ids of its documents
 * @param size bytes as stored, before decompression
 * @param location the file on disk; null for an entry of an archive
 * @param opener opens the stored bytes
 */
public record InputFile(String path, long size, Path location, Opener opener) {
  /** Opens the stored bytes of a file. */
  @FunctionalInterface
  public interface Opener extends Serializable {
    InputStream open() throws IOException;
  }

  /** A file on disk. */
  public static InputFile of(String path, long size, Path location) {
    return new InputFile(path, size, location, () -> Files.newInputStream(location));
  }
}
