package io.steelyard.model.tensors;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tensors within one open file whose places were checked: reads come from the system's page cache
 * in pieces of at most 256 KiB, so loading takes no memory beside the result. {@link #map} gives
 * the stored bytes themselves where a copy can be spared.
 */
abstract class FileTensors implements TensorSource {
  /** A multiple of every block's elements. */
  private static final int PIECE = 1 << 16;

  /** Room for one piece, kept by each thread that reads, so that reading leaves no garbage. */
  private static final class Scratch {
    final ByteBuffer bytes =
        ByteBuffer.allocateDirect(PIECE * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    final float[] floats = new float[PIECE];
  }

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private final Path path;
  private final FileChannel channel;
  private final Map<String, TensorInfo> tensors;

  FileTensors(Path path, FileChannel channel, Map<String, TensorInfo> tensors) {
    this.path = path;
    this.channel = channel;
    this.tensors = new LinkedHashMap<>(tensors);
  }

  public Path path() {
    return path;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public TensorInfo info(String name) {
    TensorInfo info = tensors.get(name);
    if (info == null) {
      throw missing(path, name, tensors.keySet());
    }
    return info;
  }

  static RequestException missing(Path path, String name, Set<String> names) {
    return new TensorFormatException(
        path
            + ": no tensor \""
            + name
            + "\" among its "
            + names.size()
            + Nearest.of(name, names).map(near -> "; did you mean \"" + near + "\"?").orElse(""));
  }

  @Override
  public void read(String name, long fromElement, long toElement, float[] out, int at) {
    TensorInfo info = info(name);
    if (fromElement < 0 || toElement < fromElement || toElement > info.elements()) {
      throw new IndexOutOfBoundsException(
          "elements " + fromElement + " to " + toElement + " of " + info);
    }
    if (at < 0 || toElement - fromElement > out.length - at) {
      throw new IndexOutOfBoundsException(
          (toElement - fromElement)
              + " elements of "
              + info
              + " into "
              + out.length
              + " from "
              + at);
    }
    decode(info, fromElement, toElement, new ArrayTarget(out, at));
  }

  @Override
  public void read(String name, FloatBuffer out) {
    TensorInfo info = info(name);
    if (info.elements() > out.remaining()) {
      throw new IndexOutOfBoundsException(
          info + " into a buffer with room for " + out.remaining() + " elements");
    }
    decode(info, 0, info.elements(), new BufferTarget(out));
  }

  /**
   * The stored bytes of a tensor, little-endian and read-only, backed by the file.
   *
   * @throws RequestException where there are more than a buffer can show (2 GiB)
   */
  public ByteBuffer map(String name) {
    TensorInfo info = info(name);
    if (info.bytes() > Integer.MAX_VALUE) {
      throw new RequestException(
          path + ": " + info + " is larger than one buffer; read it in parts");
    }
    try {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, info.offset(), info.bytes())
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw unreadable(info, e);
    }
  }

  /** Where decoded numbers go. */
  private interface Target {
    /** Takes {@code n} numbers. */
    void take(float[] from, int at, int n);

    /** An array to decode {@code n} numbers into before they are taken; null to use scratch. */
    float[] direct(int n);

    /** Where in {@link #direct} the next number goes. */
    int position();
  }

  private static final class ArrayTarget implements Target {
    private final float[] out;
    private int at;

    ArrayTarget(float[] out, int at) {
      this.out = out;
      this.at = at;
    }

    @Override
    public void take(float[] from, int start, int n) {
      if (from != out) {
        System.arraycopy(from, start, out, at, n);
      }
      at += n;
    }

    @Override
    public float[] direct(int n) {
      return out.length - at >= n ? out : null;
    }

    @Override
    public int position() {
      return at;
    }
  }

  private static final class BufferTarget implements Target {
    private final FloatBuffer out;

    BufferTarget(FloatBuffer out) {
      this.out = out;
    }

    @Override
    public void take(float[] from, int start, int n) {
      out.put(from, start, n);
    }

    @Override
    public float[] direct(int n) {
      return null;
    }

    @Override
    public int position() {
      return 0;
    }
  }

  private void decode(TensorInfo info, long from, long to, Target target) {
    if (from == to) {
      return;
    }
    TensorType type = info.type();
    ElementDecoder decoder = ElementDecoder.of(type);
    int block = type.blockElements();
    long first = from / block * block;
    long last = Math.min((to + block - 1) / block * block, info.elements());
    Scratch scratch = SCRATCH.get();
    ByteBuffer bytes = scratch.bytes;
    for (long start = first; start < last; start += PIECE) {
      int n = (int) Math.min(PIECE, last - start);
      load(info, info.offset() + type.bytesOf(start), bytes.clear().limit((int) type.bytesOf(n)));
      int skip = (int) Math.max(0, from - start);
      int end = (int) Math.min(n, to - start);
      float[] direct = skip == 0 && end == n ? target.direct(n) : null;
      if (direct != null) {
        decoder.decode(bytes, 0, n / block, direct, target.position());
        target.take(direct, target.position(), n);
      } else {
        decoder.decode(bytes, 0, n / block, scratch.floats, 0);
        target.take(scratch.floats, skip, end - skip);
      }
    }
  }

  private void load(TensorInfo info, long at, ByteBuffer into) {
    try {
      readFully(channel, at, into);
    } catch (IOException e) {
      throw unreadable(info, e);
    }
  }

  /** Fills a buffer from a place in a file; throws where the file ends before. */
  static void readFully(FileChannel channel, long at, ByteBuffer into) throws IOException {
    long position = at;
    while (into.hasRemaining()) {
      int n = channel.read(into, position);
      if (n < 0) {
        throw new IOException("the file ends at byte " + position);
      }
      position += n;
    }
    into.flip();
  }

  private WorkException unreadable(TensorInfo info, IOException e) {
    return new WorkException(
        path
            + ": "
            + info.name()
            + " cannot be read ("
            + e.getClass().getSimpleName()
            + ": "
            + e.getMessage()
            + "); has the file changed?",
        e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new WorkException(path + ": cannot be closed (" + e.getMessage() + ")", e);
    }
  }
}
