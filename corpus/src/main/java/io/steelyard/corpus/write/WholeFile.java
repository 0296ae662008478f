package io.steelyard.corpus.write;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file's temporary name, which is its writer's own, and its renaming once the bytes are on disk.
 */
final class WholeFile {
  private final Path target;
  private final Path temporary;
  private boolean finished;

  WholeFile(Path target) throws IOException {
    this.target = target.toAbsolutePath();
    Path folder = this.target.getParent();
    Files.createDirectories(folder);
    if (Files.isDirectory(this.target)) {
      throw new IOException(target + " is a folder; expected a file name to write");
    }
    this.temporary =
        folder.resolve("." + this.target.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  Path temporary() {
    return temporary;
  }

  void finish() throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      // Some systems cannot open a folder; there the rename is as durable as they make it.
      finished = true;
    }
    finished = true;
  }

  void discard() throws IOException {
    if (!finished) {
      Files.deleteIfExists(temporary);
    }
  }
}
