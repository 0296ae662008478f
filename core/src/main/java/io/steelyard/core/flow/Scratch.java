package io.steelyard.core.flow;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of temporary files, made on first use and removed with all that is in it on close. A
 * write that fails says where and what to do.
 */
final class Scratch implements Closeable {
  /** Opens files for writing; tests put a full disk here. */
  @FunctionalInterface
  interface Disk {
    OutputStream create(Path file) throws IOException;
  }

  static final int BUFFER = 1 << 16;

  private final Path parent;
  private final Disk disk;
  private final Progress progress;
  private Path folder;
  private int files;

  Scratch(Path parent, Disk disk, Progress progress) {
    this.parent = parent;
    this.disk = disk;
    this.progress = progress;
  }

  /** A name that is not taken yet. */
  synchronized Path newFile() throws IOException {
    if (folder == null) {
      try {
        Files.createDirectories(parent);
        folder = Files.createTempDirectory(parent, "flow-");
      } catch (IOException e) {
        throw new IOException("cannot make a scratch folder in " + parent + ": " + reason(e), e);
      }
    }
    return folder.resolve("run-" + files++);
  }

  OutputStream create(Path file) throws IOException {
    OutputStream raw;
    try {
      raw = disk.create(file);
    } catch (IOException e) {
      throw failed(file, 0, e);
    }
    return new BufferedOutputStream(new Explaining(raw, file), BUFFER);
  }

  static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public synchronized void close() {
    if (folder == null) {
      return;
    }
    try {
      List<Path> left = new ArrayList<>();
      try (var listing = Files.list(folder)) {
        listing.forEach(left::add);
      }
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the scratch folder " + folder, e);
    }
    folder = null;
  }

  private static IOException failed(Path file, long written, IOException e) {
    return new IOException(
        "cannot write the scratch file "
            + file
            + " ("
            + written
            + " bytes in): "
            + reason(e)
            + "; free space there or choose another scratch folder",
        e);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private final class Explaining extends FilterOutputStream {
    private final Path file;
    private long written;

    Explaining(OutputStream out, Path file) {
      super(out);
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int count) throws IOException {
      try {
        out.write(from, offset, count);
      } catch (IOException e) {
        throw failed(file, written, e);
      }
      written += count;
      progress.spilled(count);
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } catch (IOException e) {
        throw failed(file, written, e);
      }
    }
  }
}
