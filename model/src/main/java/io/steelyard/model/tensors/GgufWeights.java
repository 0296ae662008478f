package io.steelyard.model.tensors;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a GGUF file under Hugging Face's names and in Hugging Face's order of elements.
 *
 * <p>The converter of the {@code llama} architecture interleaves the two halves of each head's rows
 * in the query and key projections; here they are put back: for heads of 6 rows, rows 0,2,4,1,3,5
 * of the file. Linear layers of {@code gpt2} are stored transposed and are turned back.
 *
 * <p>Example: {@code blk.0.attn_q.weight} is {@code model.layers.0.self_attn.q_proj.weight}.
 */
public final class GgufWeights implements TensorSource {
  private final Gguf file;
  private final Map<String, Place> places;

  /** How the file's elements become the model's. */
  private enum Order {
    AS_IS,
    INTERLEAVED_HEADS,
    TRANSPOSED
  }

  private record Place(TensorInfo info, String stored, Order order, int heads) {}

  private GgufWeights(Gguf file, Map<String, Place> places) {
    this.file = file;
    this.places = places;
  }

  /**
   * @throws TensorFormatException where the architecture has no names here, or a head count does
   *     not divide the rows
   */
  public static GgufWeights of(Gguf file) {
    String architecture = file.metadata().text("general.architecture");
    GgufNames names = GgufNames.of(file.path().toString(), architecture);
    Map<String, Place> places = new LinkedHashMap<>();
    for (String stored : file.names()) {
      String name = names.modelName(stored);
      if (name != null) {
        places.put(name, place(file, architecture, stored, name));
      }
    }
    return new GgufWeights(file, places);
  }

  private static Place place(Gguf file, String architecture, String stored, String name) {
    TensorInfo info = file.info(stored).named(name);
    if (architecture.equals("gpt2") && info.shape().length == 2 && name.contains(".c_")) {
      if (info.shape()[1] > Integer.MAX_VALUE) {
        throw new TensorFormatException(file.path() + ": " + stored + " is too wide");
      }
      long[] turned = {info.shape()[1], info.shape()[0]};
      return new Place(
          new TensorInfo(name, info.type(), turned, info.offset(), info.bytes()),
          stored,
          Order.TRANSPOSED,
          0);
    }
    boolean key = name.contains(".k_proj.");
    if (architecture.equals("llama") && (key || name.contains(".q_proj."))) {
      GgufMetadata metadata = file.metadata();
      long heads = metadata.number("llama.attention.head_count");
      heads = key ? metadata.number("llama.attention.head_count_kv", heads) : heads;
      long rows = info.shape().length == 0 ? 1 : info.shape()[0];
      if (heads < 1 || rows < heads || rows % heads != 0 || rows / heads % 2 != 0) {
        throw new TensorFormatException(
            file.path() + ": " + stored + " has " + rows + " rows for " + heads + " heads");
      }
      return new Place(info, stored, Order.INTERLEAVED_HEADS, (int) heads);
    }
    return new Place(info, stored, Order.AS_IS, 0);
  }

  /** The file that these are of. */
  public Gguf file() {
    return file;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(places.keySet());
  }

  @Override
  public TensorInfo info(String name) {
    return find(name).info();
  }

  private Place find(String name) {
    Place place = places.get(name);
    if (place == null) {
      throw FileTensors.missing(file.path(), name, places.keySet());
    }
    return place;
  }

  @Override
  public void read(String name, long fromElement, long toElement, float[] out, int at) {
    Place place = find(name);
    if (place.order() == Order.AS_IS) {
      file.read(place.stored(), fromElement, toElement, out, at);
      return;
    }
    if (fromElement < 0 || toElement < fromElement || toElement > place.info().elements()) {
      throw new IndexOutOfBoundsException(
          "elements " + fromElement + " to " + toElement + " of " + place.info());
    }
    if (at < 0 || toElement - fromElement > out.length - at) {
      throw new IndexOutOfBoundsException(
          (toElement - fromElement) + " elements into " + out.length + " from " + at);
    }
    Sink sink = (element, value) -> out[at + (int) (element - fromElement)] = value;
    if (place.order() == Order.TRANSPOSED) {
      transposed(place, fromElement, toElement, sink);
    } else {
      interleaved(place, fromElement, toElement, sink);
    }
  }

  @Override
  public void read(String name, FloatBuffer out) {
    Place place = find(name);
    if (place.order() == Order.AS_IS) {
      file.read(place.stored(), out);
      return;
    }
    long n = place.info().elements();
    if (n > out.remaining()) {
      throw new IndexOutOfBoundsException(
          place.info() + " into a buffer with room for " + out.remaining() + " elements");
    }
    int start = out.position();
    Sink sink = (element, value) -> out.put(start + (int) element, value);
    if (place.order() == Order.TRANSPOSED) {
      transposed(place, 0, n, sink);
    } else {
      interleaved(place, 0, n, sink);
    }
    out.position(start + (int) n);
  }

  /** Takes one number of the model's order. */
  private interface Sink {
    void put(long element, float value);
  }

  /** Row {@code s hd/2 + i} of a head is row {@code 2 i + s} in the file. */
  private void interleaved(Place place, long from, long to, Sink sink) {
    long rows = place.info().shape()[0];
    long width = place.info().elements() / Math.max(1, rows);
    long half = rows / place.heads() / 2;
    long headSize = 2 * half * width;
    if (from == to) {
      return;
    }
    if (headSize > Integer.MAX_VALUE - 8) {
      throw new TensorFormatException(
          file.path() + ": a head of " + place.stored() + " is too large");
    }
    float[] head = new float[(int) headSize];
    for (long h = from / headSize; h * headSize < to; h++) {
      file.read(place.stored(), h * headSize, (h + 1) * headSize, head, 0);
      for (int s = 0; s < 2; s++) {
        for (int i = 0; i < half; i++) {
          long target = h * headSize + (s * half + i) * width;
          int source = (int) ((2L * i + s) * width);
          int first = (int) Math.max(0, from - target);
          int last = (int) Math.min(width, to - target);
          for (int x = first; x < last; x++) {
            sink.put(target + x, head[source + x]);
          }
        }
      }
    }
  }

  /** Element (i, j) is element (j, i) of the file. */
  private void transposed(Place place, long from, long to, Sink sink) {
    if (from == to) {
      return;
    }
    long columns = place.info().shape()[1];
    long rows = place.info().shape()[0];
    int first = (int) (from / columns);
    int last = (int) ((to - 1) / columns) + 1;
    float[] row = new float[last - first];
    for (long j = 0; j < columns; j++) {
      file.read(place.stored(), j * rows + first, j * rows + last, row, 0);
      for (int i = first; i < last; i++) {
        long element = i * columns + j;
        if (element >= from && element < to) {
          sink.put(element, row[i - first]);
        }
      }
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
