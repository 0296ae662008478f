package io.steelyard.core.artifact;

import io.steelyard.core.WorkException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that is there whole or not at all: written under a temporary name in the same folder,
 * flushed to disk, then renamed. A crash leaves at most a {@code *.tmp} that the next run removes.
 *
 * <p>The temporary name is the writer's own, so that two writers of one file, such as two attempts
 * at a task on two machines, never touch each other's bytes: the last one to finish wins, whole.
 */
public final class AtomicFile {
  /** What may fail while a file is written. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The same for writers that need a path, such as a database's. */
  @FunctionalInterface
  public interface FileContent {
    void writeTo(Path temporary) throws IOException;
  }

  private AtomicFile() {}

  public static void write(Path file, byte[] bytes) {
    write(file, out -> out.write(bytes));
  }

  /**
   * @throws WorkException if it cannot be written: the disk is full, the folder is not writable
   */
  public static void write(Path file, Content content) {
    through(file, temporary -> stream(temporary, content), true);
  }

  /** The same for a scratch file, which need not survive the machine: it is not flushed to disk. */
  public static void scratch(Path file, Content content) {
    through(file, temporary -> stream(temporary, content), false);
  }

  private static void stream(Path temporary, Content content) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16)) {
      content.writeTo(out);
    }
  }

  public static void through(Path file, FileContent content) {
    through(file, content, true);
  }

  private static void through(Path file, FileContent content, boolean flush) {
    Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      content.writeTo(temporary);
      if (flush) {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException ignored) {
        e.addSuppressed(ignored);
      }
      throw failure(file, e);
    }
  }

  /** What to tell a person whose file could not be written. */
  public static WorkException failure(Path file, IOException e) {
    String why = String.valueOf(e.getMessage());
    if (why.contains("No space left") || why.contains("Disk quota")) {
      return new WorkException(
          file
              + ": the disk is full. Free some space and run the same command again; what was"
              + " finished is kept.",
          e);
    }
    if (e instanceof java.nio.file.AccessDeniedException || why.contains("Permission denied")) {
      return new WorkException(
          file + ": no permission to write here. Choose another folder with --out.", e);
    }
    return new WorkException(
        file + ": cannot be written (" + e.getClass().getSimpleName() + ": " + why + ")", e);
  }
}
