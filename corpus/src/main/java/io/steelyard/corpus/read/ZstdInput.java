package io.steelyard.corpus.read;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Zstandard (RFC 8878) with any number of frames, its failures told apart: {@code truncated} or
 * {@code corrupt}. A frame may ask for a window of at most 128 MiB (what {@code zstd} reads without
 * {@code --long}).
 */
final class ZstdInput extends FilterInputStream {
  /** Output per call: what is lost at worst when a frame turns out to be damaged. */
  private static final int STEP = 1 << 16;

  private static final int LARGEST_WINDOW_LOG = 27;

  ZstdInput(InputStream in) throws IOException {
    super(new ZstdInputStreamNoFinalizer(in).setLongMax(LARGEST_WINDOW_LOG));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    try {
      return in.read(out, offset, Math.min(length, STEP));
    } catch (ZstdIOException e) {
      throw failure(e);
    }
  }

  private static InputFailure failure(ZstdIOException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Truncated source")) {
      return new InputFailure(
          Reason.TRUNCATED,
          "the zstd data ends too early; the records before it were read: fetch the file again");
    }
    if (windowTooLarge(e)) {
      return new InputFailure(
          Reason.DECOMPRESSION_LIMIT,
          "the zstd data needs a window above 128 MiB; compress it again without --long");
    }
    return new InputFailure(
        Reason.CORRUPT,
        "damaged zstd data ("
            + message
            + "); the records before it were read: fetch the file again");
  }

  private static boolean windowTooLarge(ZstdIOException e) {
    try {
      return e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge();
    } catch (ZstdException unknown) {
      return false;
    }
  }

  @Override
  public long skip(long count) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
