package io.steelyard.corpus.write;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * Writers of byte streams, compressed as the name says: {@code .gz}, {@code .zst} or not at all.
 * Equal rows give equal bytes: gzip carries no time, zstd runs on one thread.
 */
abstract class StreamWriter implements RecordWriter {
  private static final int ZSTD_LEVEL = 3;
  private static final int BUFFER = 1 << 16;

  private final WholeFile file;
  final OutputStream out;
  private boolean open = true;

  StreamWriter(Path target) throws IOException {
    file = new WholeFile(target);
    OutputStream bytes = Files.newOutputStream(file.temporary());
    String name = target.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".gz")) {
      bytes = new GZIPOutputStream(bytes, BUFFER);
    } else if (name.endsWith(".zst")) {
      bytes = new ZstdOutputStreamNoFinalizer(bytes, ZSTD_LEVEL).setChecksum(true);
    }
    out = new BufferedOutputStream(bytes, BUFFER);
  }

  @Override
  public void finish() throws IOException {
    open = false;
    out.close();
    file.finish();
  }

  @Override
  public void close() throws IOException {
    try {
      if (open) {
        open = false;
        out.close();
      }
    } finally {
      file.discard();
    }
  }
}
