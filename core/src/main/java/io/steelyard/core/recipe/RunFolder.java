package io.steelyard.core.recipe;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.AtomicFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folder of one recipe's runs, locked while one is going on. */
final class RunFolder implements Closeable {
  private final Path folder;
  private final FileChannel channel;

  private RunFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * @throws RequestException if another run holds it or it cannot be written
   */
  static RunFolder lock(Path folder) {
    Path lock = folder.resolve(".lock");
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = null;
      try {
        held = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        held = null;
      }
      if (held == null) {
        channel.close();
        throw new RequestException(
            folder
                + ": another run is at work in this folder. Wait for it to end, or choose another"
                + " folder with --out.");
      }
      removeUnfinished(folder, 1);
      return new RunFolder(folder, channel);
    } catch (IOException e) {
      String why =
          e instanceof java.nio.file.AccessDeniedException
              ? "no permission to write here"
              : e instanceof java.nio.file.FileAlreadyExistsException
                  ? "a file is in the way"
                  : String.valueOf(e.getMessage());
      throw new RequestException(
          folder + ": the output folder cannot be used (" + why + "). Choose another with --out.",
          e);
    }
  }

  Path path() {
    return folder;
  }

  /** Removes what a killed run left half-written; finished shards stay. */
  static void tidy(Path step) {
    try {
      deleteTree(step.resolve("scratch"));
      if (Files.isDirectory(step)) {
        removeUnfinished(step, Integer.MAX_VALUE);
      }
    } catch (IOException e) {
      throw AtomicFile.failure(step, e);
    }
  }

  private static void removeUnfinished(Path folder, int depth) throws IOException {
    try (Stream<Path> files = Files.walk(folder, depth)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".tmp")).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
